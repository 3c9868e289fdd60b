/**
 * Decides whether an answer is the one a case expects. Owns the comparison rules that PROTOCOL.md states for each kind: texts of errors are free,
 * issues are compared by code and pointer, decisions by effect, code, rule and quorum; everything else is compared whole.
 */
import { isJsonObject, type JsonObject, type JsonValue } from './case.ts'

/** Returns undefined where the answer is right, otherwise one line that says what differs. */
export function compareAnswer(kind: string, expected: JsonObject, answer: JsonObject): string | undefined {
  const result = answer['result']
  if (expected['error'] === true) return isRefusal(answer) ? undefined : `expected a refusal, got ${show(result)}`
  if (!isJsonObject(result)) return `expected ${show(expected)}, got ${show(answer)}`
  const compare = COMPARISONS[kind] ?? compareWhole
  return compare(expected, result)
}

type Comparison = (expected: JsonObject, result: JsonObject) => string | undefined

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  'manifest.validate': compareValidation,
  'manifest.root': compareWithIssues,
  'manifest.prove': compareWithIssues,
  'preset.resolve': compareWithIssues,
  decision: compareDecision,
  'checkpoint.verify': compareCheckpoint,
  'cel.eval': compareCelValue,
}

/** A refusal is `{error}` in the result or, for an input out of shape, beside the id; an expression may also be `{rejected}` before it is evaluated. */
function isRefusal(answer: JsonObject): boolean {
  const result = answer['result']
  if (typeof answer['error'] === 'string') return true
  if (!isJsonObject(result)) return false
  const { error, rejected } = result
  return typeof error === 'string' || (Array.isArray(rejected) && rejected.length > 0)
}

function compareWhole(expected: JsonObject, result: JsonObject): string | undefined {
  return isSameJson(expected, result) ? undefined : differs(expected, result)
}

function compareValidation(expected: JsonObject, result: JsonObject): string | undefined {
  if (result['ok'] !== expected['ok']) return differs(expected, result)
  if (expected['root'] !== undefined && result['root'] !== expected['root']) return differs(expected, result)
  const issues = result['issues']
  if (expected['ok'] === true) {
    return Array.isArray(issues) && issues.length === 0 ? undefined : `expected no issues, got ${show(issues)}`
  }
  return compareIssues(expected, result)
}

function compareWithIssues(expected: JsonObject, result: JsonObject): string | undefined {
  return expected['issues'] === undefined ? compareWhole(expected, result) : compareIssues(expected, result)
}

/** Every expected issue is among those reported; follow-on findings are allowed, an empty list is not. */
function compareIssues(expected: JsonObject, result: JsonObject): string | undefined {
  const reported = result['issues']
  if (!Array.isArray(reported) || reported.length === 0) return `expected issues, got ${show(result)}`
  const found = (reported as readonly JsonValue[]).filter(isJsonObject)
  const missing = ((expected['issues'] ?? []) as readonly JsonValue[]).filter(
    (issue) => !found.some((each) => isSameIssue(issue, each)),
  )
  return missing.length === 0 ? undefined : `expected issue ${missing.map(show).join(', ')}, got ${show(reported)}`
}

/** A rule that relates several fields may be reported at any of them: such a case gives no pointer. */
function isSameIssue(expected: JsonValue, found: JsonObject): boolean {
  if (!isJsonObject(expected)) return false
  return (
    expected['code'] === found['code'] &&
    (expected['pointer'] === undefined || expected['pointer'] === found['pointer'])
  )
}

function compareDecision(expected: JsonObject, result: JsonObject): string | undefined {
  if (expected['issues'] !== undefined) return compareIssues(expected, result)
  const wanted = expected['decision']
  const given = result['decision']
  if (!isJsonObject(wanted) || !isJsonObject(given)) return differs(expected, result)
  const same = ['effect', 'code', 'rule', 'quorum'].every((field) => wanted[field] === given[field])
  return same ? undefined : differs(wanted, given)
}

/** Sizes may be numbers or decimal text, since a log may outgrow a double. */
function compareCheckpoint(expected: JsonObject, result: JsonObject): string | undefined {
  const same =
    expected['ok'] === result['ok'] &&
    ['origin', 'size', 'root'].every(
      (field) => expected[field] === undefined || String(expected[field]) === String(result[field]),
    )
  return same ? undefined : differs(expected, result)
}

/** Doubles are compared as numbers, entries of a map in any order, seconds as text or number; everything else to the letter. */
function compareCelValue(expected: JsonObject, result: JsonObject): string | undefined {
  return isSameCelValue(expected['value'], result['value']) ? undefined : differs(expected, result)
}

function isSameCelValue(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (!isJsonObject(left) || !isJsonObject(right) || left['t'] !== right['t']) return false
  const [ours, theirs] = [left['v'], right['v']]
  switch (left['t']) {
    case 'double':
      return typeof theirs === 'string' && Object.is(Number(ours), Number(theirs))
    case 'list':
      return areSame(ours, theirs, isSameCelValue)
    case 'map':
      return areSame(sortedEntries(ours), sortedEntries(theirs), (a, b) => areSame(a, b, isSameCelValue))
    case 'duration':
    case 'timestamp':
      return String(left['seconds']) === String(right['seconds']) && Number(left['nanos']) === Number(right['nanos'])
    default:
      return isSameJson(left, right)
  }
}

function areSame(left: JsonValue | undefined, right: JsonValue | undefined, isSame: typeof isSameJson): boolean {
  return (
    Array.isArray(left) &&
    Array.isArray(right) &&
    left.length === right.length &&
    left.every((item: JsonValue, index) => isSame(item, (right as readonly JsonValue[])[index]))
  )
}

/** Keys are never doubles, so their texts tell them apart. */
function sortedEntries(entries: JsonValue | undefined): JsonValue | undefined {
  if (!Array.isArray(entries)) return entries
  const text = (entry: JsonValue): string => JSON.stringify(Array.isArray(entry) ? entry[0] : entry)
  return [...(entries as readonly JsonValue[])].sort((a, b) => (text(a) < text(b) ? -1 : 1))
}

/** Equality of JSON values: objects without regard to order, numbers as doubles, so that −0 is 0. */
export function isSameJson(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === right) return true
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item: JsonValue, index) => isSameJson(item, (right as readonly JsonValue[])[index]))
    )
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false
  const keys = Object.keys(left)
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isSameJson(left[key], right[key]))
  )
}

function differs(expected: JsonObject, result: JsonObject): string {
  return `expected ${show(expected)}, got ${show(result)}`
}

const SHOWN_CHARACTERS = 400

function show(value: JsonValue | undefined): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text
}
