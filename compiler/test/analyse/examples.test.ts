/** The further example projects, each in any order of its files: one of governance, one of the standard library. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { compile } from '../../src/compile.ts'
import { runTests } from '../../src/evaluate/run-tests.ts'
import { lint } from '../../src/lint.ts'
import type { Program } from '../../src/program/program.ts'
import { check, expectDiagnostics } from '../../src/testing/expect-diagnostics.ts'
import { virtualHost } from '../../src/testing/virtual-host.ts'
import { compilingHost } from '../compile/compiling-host.ts'
import { PACKAGES, readDirectory } from '../repository-host.ts'
import { shuffled } from './shuffled.ts'

const textOf = ({ origins: _, ...program }: Program): string => JSON.stringify(program)

for (const [name, tests, runs] of [
  ['repository', 17, 30],
  ['coding-agent', 60, 10],
] as const) {
  describe(`examples/${name}`, () => {
    const files = readDirectory(`examples/${name}`)
    const { program } = expectDiagnostics(files, { packages: PACKAGES })

    it('its tests pass', () => {
      const results = runTests(program)
      assert.equal(results.length, tests)
      assert.deepEqual(
        results.filter(({ passed }) => !passed),
        [],
      )
    })

    // INVARIANT L8: files and declarations come in any order.
    it(`is the same program in any order of files and declarations, ${runs} runs`, () => {
      const expected = textOf(program)
      fc.assert(
        fc.property(fc.integer(), (seed) => {
          const analysis = check(shuffled(files, seed), { packages: PACKAGES })
          assert.deepEqual(analysis.diagnostics, [])
          assert.equal(textOf(analysis.program), expected)
        }),
        { numRuns: runs },
      )
    })
  })
}

describe('examples/coding-agent, built', () => {
  const files = readDirectory('examples/coding-agent')

  it('is nothing that lint would mention', () => {
    assert.deepEqual(lint(virtualHost(files, PACKAGES)).diagnostics, [])
  })

  // INVARIANT L6: what the standard library's functions become means the same to the generated guard and the interpreter.
  it('has guards that agree with the interpreter, and a manifest of standard CEL', async () => {
    const { diagnostics, manifests } = await compile(compilingHost(files))
    assert.deepEqual(diagnostics, [])
    const [manifest] = manifests
    assert.deepEqual(manifest?.failures, [])
    const text = manifest?.artifacts.get('manifest.yaml') ?? ''
    assert.match(text, /matches\(/)
    assert.doesNotMatch(text, /\b(?:glob|words|host_under)\(/)
  })
})
