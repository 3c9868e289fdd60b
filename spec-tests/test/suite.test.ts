/** The suite itself: generated files are what the generator prints, ids tell their area, every area holds refusals, and Python passes its kinds. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'mocha'
import { generate } from '../scripts/generate-cases.ts'
import type { ConformanceCase } from '../src/case.ts'
import { loadCases } from '../src/load-cases.ts'
import { runCases } from '../src/run-cases.ts'
import { summarize } from '../src/summary.ts'

const PACKAGE = join(import.meta.dirname, '..')
const PYTHON = ['python3', join(PACKAGE, 'python', 'clawql_conformance.py')]
const CASES = loadCases(PACKAGE)

test(`generated files are up to date (${generate().size} files)`, () => {
  for (const [path, text] of generate()) assert.equal(readFileSync(join(PACKAGE, '..', path), 'utf8'), text, path)
})

test('an id begins with its area, and only its name holds dots', () => {
  for (const { id, area } of CASES) assert.ok(id.startsWith(`${area}/`), id)
  for (const { id } of CASES) assert.match(id, /^[a-z]+(?:\/[A-Za-z0-9-]+)?\/[^/]+$/)
})

test('the guide names every area and the kinds in it', () => {
  const guide = readFileSync(join(PACKAGE, '..', 'docs', 'guide', 'implementers.md'), 'utf8')
  for (const [area, cases] of Map.groupBy(CASES, (testCase) => testCase.area)) {
    const row = guide.split('\n').find((line) => line.startsWith(`| \`${area}\` |`))
    const kinds = [...(row ?? '').matchAll(/`([^`]+)`/g)].slice(1).map(([, kind]) => kind)
    assert.deepEqual(kinds.toSorted(), [...new Set(cases.map(({ kind }) => kind))].toSorted(), area)
  }
})

const isRefusal = ({ expected }: ConformanceCase): boolean => {
  const { decision } = expected
  const effect = typeof decision === 'object' && decision !== null && 'effect' in decision ? decision.effect : undefined
  return (
    expected['error'] === true ||
    expected['ok'] === false ||
    expected['valid'] === false ||
    expected['issues'] !== undefined ||
    effect === 'deny'
  )
}

/** Stages as PROTOCOL.md names them, read off its table of issue codes: the text, single fields, rules between fields, the root. */
function stageOf(): ReadonlyMap<string, number> {
  const table = readFileSync(join(PACKAGE, 'PROTOCOL.md'), 'utf8').split('## Issue codes')[1] ?? ''
  const rows = table.split('\n').filter((line) => line.startsWith('| `'))
  const stages = [0, 1, 2, 2, 2, 2, 3]
  assert.equal(rows.length, stages.length)
  return new Map(
    rows.flatMap((row, index) =>
      [...row.matchAll(/`([A-Z0-9_]+)`/g)].map(([, code = '']) => [code, stages[index] ?? 0]),
    ),
  )
}

test('a case expects findings of one stage, with codes that the protocol lists', () => {
  const stages = stageOf()
  for (const { id, expected } of CASES) {
    const issues = expected['issues']
    if (!Array.isArray(issues) || issues.length === 0) continue
    const found = new Set((issues as readonly { readonly code: string }[]).map(({ code }) => stages.get(code)))
    assert.ok(!found.has(undefined) && found.size === 1, id)
  }
})

test('every area asks for refusals and for acceptance', () => {
  for (const [area, cases] of Map.groupBy(CASES, (testCase) => testCase.area)) {
    assert.ok(cases.some(isRefusal), `${area} has no case that must be refused`)
    assert.ok(
      cases.some((testCase) => !isRefusal(testCase) || testCase.expected['ok'] === true),
      `${area} has no case that must be taken`,
    )
  }
})

test('the Python implementation passes every kind it declares, and declares what the documents ask of it', async function () {
  this.timeout(300_000)
  const report = await runCases(CASES, { command: PYTHON, timeoutMs: 60_000, expectedFailures: new Set() })
  const wrong = report.results.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'unsupported')
  assert.deepEqual(wrong, [])
  assert.ok(summarize(report, true).isGreen)
  const asked =
    'capabilities jcs.canonicalize json.parse manifest.validate manifest.root manifest.prove preset.resolve worm.root worm.inclusion worm.consistency tile.path'
  for (const kind of asked.split(' ')) assert.ok(report.capabilities?.kinds.includes(kind), kind)
})
