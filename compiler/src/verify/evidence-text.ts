/** Evidence in words: what failed, one line each, and a summary of what held. Reads evidence, collects none. */
import { decisionText } from '../evaluate/decision-text.ts'
import type { Assurance, Evidence } from './collect-evidence.ts'
import type { ComparedPart, Mismatch } from './compare-translation.ts'

/** Empty when everything held. */
export function evidenceFailures({ tests, invariants, mismatches }: Evidence): readonly string[] {
  return [
    ...tests.results
      .filter(({ passed }) => !passed)
      .map(({ title, row, expected = '', actual }) => {
        return `test "${title}"${row === undefined ? '' : ` [row ${row}]`} fails: expected ${expected}, but got ${decisionText(actual)}`
      }),
    ...(tests.governance ?? []).flatMap(({ title, action, differences = [] }) =>
      differences.map(({ expected, actual }) => {
        return `test "${title}" of ${action} fails: expected ${expected}, but got ${actual}`
      }),
    ),
    ...invariants
      .filter(({ holds }) => !holds)
      .map(({ name, brokenBy, values = [] }) => {
        const culprits = brokenBy.map((id, index) => `${id}${valuesText(values[index] ?? {})}`)
        return `invariant ${name} does not hold${culprits.length === 0 ? '' : `: broken by ${culprits.join(', ')}`}`
      }),
    ...mismatchFailures(mismatches),
  ]
}

/** ` (reversible false, quorum 0)` */
function valuesText(values: object): string {
  const parts = Object.entries(values).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}

/** The first difference of each function of each action, in words. */
export function mismatchFailures(mismatches: readonly Mismatch[]): readonly string[] {
  return firstOfEachPart(mismatches).map(mismatchText)
}

/** `3 tests pass, 1 invariant holds, on 512 decisions and 300 values the generated code and the interpreter agree, on 96 evaluations the CEL too` */
export function evidenceSummary({ tests, invariants, pairs }: Evidence, assurance?: Assurance): string {
  const decisions = pairs.decisions + (assurance?.pairs.decisions ?? 0)
  const values = pairs.values + (assurance?.pairs.values ?? 0)
  const expressions = pairs.expressions + (assurance?.pairs.expressions ?? 0)
  const held = invariants.filter(({ holds }) => holds).length
  return [
    `${tests.passed} test${tests.passed === 1 ? ' passes' : 's pass'}`,
    `${held} invariant${held === 1 ? ' holds' : 's hold'}`,
    `on ${decisions} decisions and ${values} values the generated code and the interpreter agree`,
    ...(expressions === 0 ? [] : [`on ${expressions} evaluations the CEL too`]),
  ].join(', ')
}

/** One difference shows what is wrong with a function; the others of the same function are in the evidence. */
function firstOfEachPart(mismatches: readonly Mismatch[]): readonly Mismatch[] {
  const first = new Map<string, Mismatch>()
  for (const mismatch of mismatches) {
    const key = `${mismatch.action}/${mismatch.part}`
    if (!first.has(key)) first.set(key, mismatch)
  }
  return [...first.values()]
}

const PART: Readonly<Record<ComparedPart, string>> = {
  guard: 'guard',
  dispatch: 'decide()',
  validator: 'validator',
  normaliser: 'normaliser',
  expression: 'CEL',
  table: 'table of guards',
  schema: 'schema',
  contract: 'contract',
  document: 'schema file',
  tool: 'tool',
  client: 'client',
  form: 'form',
}

function mismatchText({ action, part, given, expected, actual }: Mismatch): string {
  const of = action === '' ? '' : `${action}: `
  return `${of}the generated ${PART[part]} gives ${actual} where the interpreter gives ${expected}, for ${given}`
}
