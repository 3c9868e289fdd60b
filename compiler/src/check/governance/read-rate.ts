/**
 * `rate: 20 per 1h by claims.agent_id counting all`: how often the action may run, counted apart for each value of a claim or of an input field.
 * The enforcement point counts; no guard does.
 */
import { badRate, rateKey } from '../../diagnostics/catalogue/governance.ts'
import type { Rate } from '../../program/program.ts'
import type { RecordType } from '../../program/type.ts'
import type { Expression, RateValue } from '../../syntax/tree.ts'
import { CLAIMS_RECORD } from '../../types/claims-record.ts'
import { isAlwaysPresent } from '../../types/type-relations.ts'
import { isSingle } from '../check-facts.ts'
import { dottedName, reportWrongValue } from '../entries.ts'
import type { PlacedMember } from './governance-scope.ts'

const LONGEST_WINDOW_SECONDS = 31_536_000

export function readRate(placed: PlacedMember | undefined): Rate | undefined {
  const value = placed?.member.value
  if (placed === undefined || value === undefined) return undefined
  if (value.kind !== 'rate') {
    reportWrongValue(placed.member, 'a limit such as `20 per 1h by claims.agent_id`', placed.context)
    return undefined
  }
  const isSound = checkNumbers(value, placed)
  const counting = readCounting(value, placed)
  const by = readKey(value.by, placed)
  if (!isSound || counting === undefined || by === undefined) return undefined
  return { count: value.count.value, perSeconds: value.per.milliseconds / 1000, by, counting }
}

function checkNumbers({ count, per }: RateValue, { context }: PlacedMember): boolean {
  const { file, reporter } = context
  const isCount = Number.isSafeInteger(count.value) && count.value >= 1 && count.unit === undefined
  if (!isCount) {
    const problem = `a rate counts calls: a whole number of at least 1, not \`${count.text}\``
    reporter.report(badRate, { file, span: count.span }, { problem })
  }
  const seconds = per.milliseconds / 1000
  const isWindow = Number.isSafeInteger(seconds) && seconds >= 1 && seconds <= LONGEST_WINDOW_SECONDS
  if (!isWindow) {
    const problem = `a rate is per whole seconds, from one second to 365 days, not \`${per.text}\``
    reporter.report(badRate, { file, span: per.span }, { problem })
  }
  return isCount && isWindow
}

function readCounting({ counting }: RateValue, { context }: PlacedMember): Rate['counting'] | undefined {
  if (counting === undefined) return 'executed'
  if (counting.text === 'executed' || counting.text === 'all') return counting.text
  const problem = `a rate counts \`executed\` or \`all\` calls, not \`${counting.text}\``
  context.reporter.report(badRate, { file: context.file, span: counting.span }, { problem })
  return undefined
}

/** A path to one text, number or truth that is always there: a call without it could not be counted. */
function readKey(node: Expression, { context, request }: PlacedMember): string | undefined {
  const path = dottedName(node)?.text
  const [root, ...fields] = path?.split('.') ?? []
  if (root === 'input' && request.input === undefined) return undefined
  const start = root === 'claims' ? CLAIMS_RECORD : root === 'input' ? request.input : undefined
  if (start !== undefined && isCountable(start, fields)) return path
  context.reporter.report(rateKey, { file: context.file, span: node.span }, {})
  return undefined
}

function isCountable(record: RecordType, [name, ...rest]: readonly string[]): boolean {
  const field = record.fields.find((candidate) => candidate.name === name)
  if (field === undefined || !isAlwaysPresent(field)) return false
  const { type } = field
  if (rest.length > 0) return type.kind === 'record' && isCountable(type, rest)
  return isSingle(type)
}
