/**
 * `examples/treasury` stage by stage, so that a change shows where it began: `1-ast`, `3-diagnostics`, `4-emit`. The second stage, the program, is
 * `analyse/golden/treasury/2-program.json`.
 */
import assert from 'node:assert/strict'
import { compile } from '../../src/compile.ts'
import { DiagnosticSink } from '../../src/diagnostics/diagnostic.ts'
import { renderHuman } from '../../src/diagnostics/render/render-human.ts'
import { resolveDiagnostics } from '../../src/diagnostics/resolved-diagnostic.ts'
import { parseSource } from '../../src/syntax/parse-source.ts'
import { printTree } from '../syntax/print-tree.ts'
import { compilingHost, TREASURY, textOf } from './compiling-host.ts'
import { matchesGoldenDirectory } from './golden-directory.ts'

describe('examples/treasury, stage by stage', () => {
  it('1-ast', () => {
    const trees = Object.keys(TREASURY)
      .filter((path) => path.endsWith('.claw'))
      .map((path): [string, string] => {
        const text = textOf(TREASURY, path)
        return [`${path}.txt`, printTree(text, parseSource(path, text, new DiagnosticSink()))]
      })
    assert.equal(trees.length, 7)
    matchesGoldenDirectory('treasury/1-ast', new Map(trees))
  })

  it('3-diagnostics: none', async () => {
    const { diagnostics, sources } = await compile(compilingHost(TREASURY))
    assert.equal(renderHuman(resolveDiagnostics(diagnostics, sources), sources, { colour: false }), '')
  })

  it('4-emit', async () => {
    const { manifests } = await compile(compilingHost(TREASURY))
    assert.deepEqual(
      manifests.map(({ name, failures }) => ({ name, failures })),
      [{ name: 'treasury-agent', failures: [] }],
    )
    matchesGoldenDirectory('treasury/4-emit', manifests[0]?.artifacts ?? new Map())
  })
})
