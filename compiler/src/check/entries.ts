/**
 * Reading blocks of `name: value` entries: which entries a block has, each once, and what kind of value stands there. Says what is wrong and goes
 * on; a value the parser could not read is silent, because the parser has spoken.
 */
import {
  duplicateEntry,
  missingEntry,
  notAvailableYet,
  nothingAuthorized,
  repeatedListItem,
  unknownEntry,
  wrongValue,
} from '../diagnostics/catalogue/governance.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { Span } from '../source/span.ts'
import type { DurationLiteral, EntryValue, Expression, Name, StringLiteral } from '../syntax/tree.ts'
import { nearMiss } from '../text/near-miss.ts'

/** An entry of a block or a field of a record: both are written `name: value`. */
export interface Member {
  readonly name: Name
  readonly value: EntryValue | undefined
  readonly span: Span
}

export type Members = ReadonlyMap<string, Member>

/** Where entries are read: the file they stand in, and what to call the block in messages (`the governance of \`x\``). */
export interface EntryContext {
  readonly file: string
  readonly block: string
  readonly reporter: Reporter
}

export interface AllowedEntries {
  readonly required: readonly string[]
  readonly optional?: readonly string[]
  /** Designed, and refused by name until they are built. */
  readonly notYet?: readonly string[]
}

/** The members by name. `at` is where the message about missing ones goes. */
export function readMembers(
  members: readonly Member[],
  allowed: AllowedEntries,
  at: Span,
  context: EntryContext,
): Members {
  const { file, block, reporter } = context
  const found = new Map<string, Member>()
  const misspelt = new Set<string>()
  const known = [...allowed.required, ...(allowed.optional ?? [])]
  for (const member of members) {
    const name = member.name.text
    const location = { file, span: member.name.span }
    const first = found.get(name)
    if (first) {
      const related = [{ location: { file, span: first.name.span }, message: 'the first one is here' }]
      reporter.report(duplicateEntry, location, { name }, { related })
    } else if (known.includes(name)) {
      found.set(name, member)
    } else if (allowed.notYet?.includes(name)) {
      reporter.report(notAvailableYet, location, { construct: `\`${name}\`` })
    } else {
      const near = nearMiss(name, known)
      if (near !== undefined) misspelt.add(near)
      const fixes =
        near === undefined || found.has(near)
          ? []
          : [{ title: `write \`${near}\``, edits: [{ file, span: member.name.span, text: near }] }]
      const help =
        near !== undefined
          ? `did you mean \`${near}\`?`
          : (ELSEWHERE.get(name) ?? `the entries are ${known.map((entry) => `\`${entry}\``).join(', ')}`)
      reporter.report(unknownEntry, location, { name, block }, { help, fixes })
    }
  }
  // What is there under another name is not missed as well.
  const missing = allowed.required.filter((name) => !found.has(name) && !misspelt.has(name))
  if (missing.length > 0) reporter.report(missingEntry, { file, span: at }, { names: missing, block })
  return found
}

const REASON = 'the reason of a rule stands behind it without a colon: `because "…"`'

/** Entries as they are called elsewhere. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['reason', REASON],
  ['message', REASON],
  ['msg', REASON],
  ['forbid', 'a rule has a name first: `forbid NAME: condition`'],
  ['require', 'a rule has a name first: `require NAME: condition`'],
  ['description', 'what it does is said by a line above it: `/// Pay an order back.`'],
  ['roles', 'who may ask stands in the governance: `authorized_roles: [clerk]`'],
  ['rate_limit', 'how often is said by `rate: 20 per 1h by claims.agent_id`'],
  ['limit', 'an amount is limited by `max_impact: input.amount <= 500 USD`'],
  ['approvers', 'who approves is said by `approval: 2 of boss within 1h`'],
])

/** The members of `{ … }`, written as a block or as a record; undefined and reported for anything else. */
export function blockMembers(member: Member | undefined, context: EntryContext): readonly Member[] | undefined {
  const value = member?.value
  if (member === undefined || value === undefined) return undefined
  if (value.kind === 'block') return value.entries
  if (value.kind === 'record') return value.fields
  reportWrongValue(member, 'a block in braces', context)
  return undefined
}

export function readString(
  member: Member | undefined,
  context: EntryContext,
  expected = 'a string',
): string | undefined {
  const value = member?.value
  if (member === undefined || value === undefined) return undefined
  if (value.kind === 'string' && value.value !== '') return value.value
  const bare = value.kind === 'string' ? undefined : quotedName(value)
  if (bare !== undefined) {
    const fixes = [{ title: `write \`${bare}\``, edits: [{ file: context.file, span: value.span, text: bare }] }]
    const help = `a text stands in quotes: \`${bare}\``
    const location = { file: context.file, span: value.span }
    context.reporter.report(wrongValue, location, { name: member.name.text, expected }, { help, fixes })
    return undefined
  }
  reportWrongValue(member, value.kind === 'string' ? `${expected} that is not empty` : expected, context)
  return undefined
}

function quotedName(value: EntryValue): string | undefined {
  const name = value.kind === 'name' || value.kind === 'member' ? dottedName(value) : undefined
  return name && JSON.stringify(name.text)
}

/** How truth is written elsewhere. */
const TRUTHS: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['on', true],
  ['no', false],
  ['off', false],
])

export function readBoolean(member: Member | undefined, context: EntryContext): boolean | undefined {
  const value = member?.value
  if (member === undefined || value === undefined) return undefined
  if (value.kind === 'boolean') return value.value
  const word = value.kind === 'name' ? value.name.text : value.kind === 'string' ? value.value : ''
  const lower = word.toLowerCase()
  const truth = TRUTHS.get(lower) ?? (lower === 'true' ? true : lower === 'false' ? false : undefined)
  const text = String(truth)
  const edits = [{ file: context.file, span: value.span, text }]
  const extras =
    truth === undefined ? {} : { help: `write \`${text}\``, fixes: [{ title: `write \`${text}\``, edits }] }
  const location = { file: context.file, span: value.span }
  context.reporter.report(wrongValue, location, { name: member.name.text, expected: '`true` or `false`' }, extras)
  return undefined
}

/** A number without a unit, a leading minus included. */
export function readNumber(
  member: Member | undefined,
  context: EntryContext,
  expected = 'a number',
): number | undefined {
  const value = member?.value
  if (member === undefined || value === undefined) return undefined
  const number = plainNumber(value)
  if (number === undefined) reportWrongValue(member, expected, context)
  return number
}

export function plainNumber(value: EntryValue): number | undefined {
  if (value.kind === 'number') return value.unit === undefined ? value.value : undefined
  if (
    value.kind === 'unary' &&
    value.operator === '-' &&
    value.operand.kind === 'number' &&
    value.operand.unit === undefined
  ) {
    return value.operand.value === 0 ? 0 : -value.operand.value
  }
  return undefined
}

export function readInteger(
  member: Member | undefined,
  min: number,
  max: number,
  context: EntryContext,
): number | undefined {
  const value = member?.value
  if (member === undefined || value === undefined) return undefined
  const number = plainNumber(value)
  if (number !== undefined && Number.isSafeInteger(number) && number >= min && number <= max) return number
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`
  reportWrongValue(member, `a whole number ${range}`, context)
  return undefined
}

export function readDuration(member: Member | undefined, context: EntryContext): DurationLiteral | undefined {
  const value = member?.value
  if (member === undefined || value === undefined) return undefined
  if (value.kind === 'duration') return value
  const isQuoted = value.kind === 'string' && /^(\d+[smhd])+$/.test(value.value)
  if (isQuoted) reportUnquoted(value, member, 'a duration such as `30s`', context)
  else reportWrongValue(member, 'a duration such as `30s`', context)
  return undefined
}

/** One of a few words. */
export function readWord<W extends string>(
  member: Member | undefined,
  words: readonly W[],
  context: EntryContext,
): W | undefined {
  const value = member?.value
  if (member === undefined || value === undefined) return undefined
  const text = value.kind === 'name' ? value.name.text : undefined
  const word = words.find((candidate) => candidate === text)
  if (word !== undefined) return word
  const near = text === undefined ? undefined : nearMiss(text, words)
  if (value.kind === 'string' && words.some((candidate) => candidate === value.value)) {
    reportUnquoted(value, member, `one of ${words.map((candidate) => `\`${candidate}\``).join(', ')}`, context)
    return undefined
  }
  reportWrongValue(member, `one of ${words.map((candidate) => `\`${candidate}\``).join(', ')}`, context, near)
  return undefined
}

/** Words of a list, dotted where `dotted` allows it, each once; an empty list is reported when `allowEmpty` is not given. */
export function readWords(
  member: Member | undefined,
  what: string,
  context: EntryContext,
  options: { readonly dotted?: boolean; readonly allowEmpty?: boolean } = {},
): readonly Name[] | undefined {
  const value = member?.value
  if (member === undefined || value === undefined) return undefined
  if (value.kind !== 'list') {
    reportNoList(value, member, what, context)
    return undefined
  }
  if (value.elements.length === 0 && !options.allowEmpty) {
    context.reporter.report(nothingAuthorized, { file: context.file, span: value.span }, { name: member.name.text })
  }
  const names = new Map<string, Name>()
  for (const element of value.elements) {
    const name = options.dotted ? dottedName(element) : element.kind === 'name' ? element.name : undefined
    if (name === undefined && element.kind === 'string') {
      reportUnquoted(element, member, `a list of ${what}`, context)
    } else if (name === undefined) {
      reportWrongValue({ ...member, value: element }, `a list of ${what}`, context)
    } else if (names.has(name.text)) {
      context.reporter.report(
        repeatedListItem,
        { file: context.file, span: name.span },
        { name: name.text, list: member.name.text },
      )
    } else names.set(name.text, name)
  }
  return [...names.values()]
}

/** `asset.transfer` as one name; undefined for any other expression. */
export function dottedName(expression: Expression): Name | undefined {
  if (expression.kind === 'name') return expression.name
  if (expression.kind !== 'member') return undefined
  const object = dottedName(expression.object)
  return object && { text: `${object.text}.${expression.member.text}`, span: expression.span }
}

export function isString(value: EntryValue | undefined): value is StringLiteral {
  return value?.kind === 'string'
}

/** A word alone, or as the items of a list stand in YAML. */
function reportNoList(value: EntryValue, member: Member, what: string, context: EntryContext): void {
  const { file, reporter } = context
  const item = value.kind === 'unary' && value.operator === '-' ? value.operand : value
  const name = item.kind === 'name' || item.kind === 'member' ? dottedName(item) : undefined
  if (name === undefined) {
    reportWrongValue(member, `a list of ${what}`, context)
    return
  }
  const text = `[${name.text}]`
  const fixes = [{ title: `write \`${text}\``, edits: [{ file, span: value.span, text }] }]
  const help = `a list stands in brackets: \`${text}\``
  reporter.report(
    wrongValue,
    { file, span: value.span },
    { name: member.name.text, expected: `a list of ${what}` },
    { help, fixes },
  )
}

/** What is right but for its quotes. */
function reportUnquoted(value: StringLiteral, member: Member, expected: string, context: EntryContext): void {
  const { file, reporter } = context
  const isWord = /^[A-Za-z0-9_.-]+$/.test(value.value)
  const fixes = isWord ? [{ title: 'remove the quotes', edits: [{ file, span: value.span, text: value.value }] }] : []
  const extras = isWord ? { help: `it stands without quotes: \`${value.value}\``, fixes } : {}
  reporter.report(wrongValue, { file, span: value.span }, { name: member.name.text, expected }, extras)
}

export function reportWrongValue(member: Member, expected: string, context: EntryContext, near?: string): void {
  const span = member.value?.span ?? member.span
  const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` }
  context.reporter.report(wrongValue, { file: context.file, span }, { name: member.name.text, expected }, help)
}
