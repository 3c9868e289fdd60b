/** The second example project: scopes, a rate, facts, cases, shared governance and functions together, in any order of its files. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { runTests } from '../../src/evaluate/run-tests.ts'
import type { Program } from '../../src/program/program.ts'
import { check, expectDiagnostics } from '../../src/testing/expect-diagnostics.ts'
import { PACKAGES, readDirectory } from '../repository-host.ts'
import { shuffled } from './shuffled.ts'

const FILES = readDirectory('examples/repository')
const textOf = ({ origins: _, ...program }: Program): string => JSON.stringify(program)

describe('examples/repository', () => {
  const { program } = expectDiagnostics(FILES, { packages: PACKAGES })

  it('its tests pass', () => {
    const results = runTests(program)
    assert.equal(results.length, 17)
    assert.deepEqual(
      results.filter(({ passed }) => !passed),
      [],
    )
  })

  // INVARIANT L8: files and declarations come in any order.
  it('is the same program in any order of files and declarations, 30 runs', () => {
    const expected = textOf(program)
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const analysis = check(shuffled(FILES, seed), { packages: PACKAGES })
        assert.deepEqual(analysis.diagnostics, [])
        assert.equal(textOf(analysis.program), expected)
      }),
      { numRuns: 30 },
    )
  })
})
