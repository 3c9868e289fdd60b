/**
 * Who approves: the groups of one `approval`, and the cases in which several lines, or a line with `unless`, ask for less. What comes out states the
 * strictest case; every other case is a waiver, so that a reader who ignores waivers asks for more and never for less.
 */
import {
  approvalCases,
  approvalWindow,
  badApproval,
  duplicateCase,
  groupNotHuman,
  idleApproval,
  unequalWindows,
  unorderedApprovals,
} from '../../diagnostics/catalogue/governance.ts'
import type { Expr } from '../../program/expression.ts'
import { type Approval, type ApprovalWaiver, OTHERWISE } from '../../program/program.ts'
import { requireSymbol } from '../../resolve/look-up.ts'
import type { Span } from '../../source/span.ts'
import type { ApprovalCondition, ApprovalValue } from '../../syntax/tree.ts'
import { checkExpression } from '../check-expression.ts'
import { reportWrongValue } from '../entries.ts'
import { type PlacedMember, requestScope } from './governance-scope.ts'

const DEFAULT_APPROVAL_SECONDS = 7200
const MAX_APPROVAL_SECONDS = 2_592_000

interface Line {
  readonly placed: PlacedMember
  readonly value: ApprovalValue
  readonly groups: Approval['groups']
  readonly ttlSeconds: number
}

/** A line of several, with what decides whether it is asked for; without a condition it always is. */
interface Case {
  readonly line: Line
  readonly topic: string | undefined
  readonly condition: Expr | undefined
}

/** `lines`: every `approval` entry, in the order written. */
export function readApproval(lines: readonly PlacedMember[]): Approval | undefined {
  const read = lines.map(readLine)
  const whole = read.filter((line) => line !== undefined)
  const [first] = whole
  if (first === undefined || whole.length < read.length || !checkForm(whole) || !checkTopics(whole)) return undefined
  if (whole.length === 1 && first.value.conditions[0]?.form !== 'when') return withUnless(first)
  return withWhen(whole)
}

function withUnless({ placed, value, groups, ttlSeconds }: Line): Approval | undefined {
  const waivers = value.conditions.map((written): ApprovalWaiver | undefined => {
    const condition = checkCondition(written, placed)
    return condition && { name: written.topic.text, condition, groups: [], quorum: 0 }
  })
  if (waivers.some((waiver) => waiver === undefined)) return undefined
  return approvalOf(
    groups,
    ttlSeconds,
    waivers.filter((waiver) => waiver !== undefined),
  )
}

/** INVARIANT L4: each waiver says in full when it holds, so their order decides nothing and an error in any condition waives nothing. */
function withWhen(lines: readonly Line[]): Approval | undefined {
  if (!checkOrder(lines)) return undefined
  const cases = lines.map((line): Case | undefined => {
    const [written] = line.value.conditions
    if (written === undefined) return { line, topic: undefined, condition: undefined }
    const condition = checkCondition(written, line.placed)
    return condition && { line, topic: written.topic.text, condition }
  })
  const known = cases.filter((one) => one !== undefined)
  const [strictest] = [...known].sort((a, b) => quorumOf(b.line.groups) - quorumOf(a.line.groups))
  if (strictest === undefined || known.length < cases.length) return undefined
  const top = quorumOf(strictest.line.groups)
  const conditional = known.filter((one) => one.condition !== undefined)
  const waivers = conditional.flatMap(({ line, topic, condition }): ApprovalWaiver[] => {
    const quorum = quorumOf(line.groups)
    if (quorum === top || topic === undefined || condition === undefined) return []
    const stricter = conditional.filter((other) => quorumOf(other.line.groups) > quorum)
    return [{ name: topic, condition: all([...stricter.map(isNot), condition]), groups: line.groups, quorum }]
  })
  const rest = known.find((one) => one.condition === undefined)?.line.groups ?? []
  const otherwise = { name: OTHERWISE, condition: all(conditional.map(isNot)), groups: rest, quorum: quorumOf(rest) }
  const { line, topic } = strictest
  return approvalOf(line.groups, line.ttlSeconds, [...waivers, otherwise], topic)
}

function approvalOf(
  groups: Approval['groups'],
  ttlSeconds: number,
  waivers: readonly ApprovalWaiver[],
  name?: string,
): Approval | undefined {
  if (groups.length === 0) return undefined
  return {
    ...(name !== undefined && { name }),
    groups,
    quorum: quorumOf(groups),
    ttlSeconds,
    ...(waivers.length > 0 && { waivers }),
  }
}

function quorumOf(groups: Approval['groups']): number {
  return groups.reduce((sum, { min }) => sum + min, 0)
}

function isNot({ condition }: Case): Expr {
  return { kind: 'unary', operator: '!', operand: condition!, type: { kind: 'bool' } }
}

function all(conditions: readonly Expr[]): Expr {
  return conditions.reduce((left, right) => ({ kind: 'binary', operator: '&&', left, right, type: { kind: 'bool' } }))
}

function checkCondition({ condition }: ApprovalCondition, placed: PlacedMember): Expr | undefined {
  const scope = requestScope(placed)
  if (condition === undefined || scope === undefined) return undefined
  return checkExpression(condition, scope, { kind: 'bool' }, placed.context.reporter)
}

// How lines and cases stand together.

function checkForm(lines: readonly Line[]): boolean {
  const complain = ({ placed }: Line, span: Span, problem: string, help: string): false => {
    placed.context.reporter.report(approvalCases, { file: placed.context.file, span }, { problem }, { help })
    return false
  }
  const bare = lines.filter(({ value }) => value.conditions.length === 0)
  if (lines.length > 1 && bare[1] !== undefined)
    return complain(
      bare[1],
      bare[1].value.span,
      'of several approvals only one may be without `when`',
      'people of several roles stand in one line: `1 of boss and 1 of owner`; a line for some cases says `when large: …`',
    )
  for (const line of lines) {
    const { conditions } = line.value
    const second = conditions[1]
    if (second !== undefined && conditions.some(({ form }) => form === 'when'))
      return complain(
        line,
        second.span,
        'an approval has one `when`, or only `unless`',
        'put both conditions into one, `when large: a && b`, or write a line for each case',
      )
    const [first] = conditions
    if (lines.length > 1 && first?.form === 'unless')
      return complain(
        line,
        first.span,
        'of several approvals each says `when` it is asked for, none `unless`',
        `turn it round: \`when …: !(…)\` for \`unless ${first.topic.text}: …\`, or let one line without a condition stand for all other cases`,
      )
  }
  return true
}

function checkTopics(lines: readonly Line[]): boolean {
  const seen = new Set([OTHERWISE])
  let isSound = true
  for (const { placed, value } of lines) {
    for (const { topic } of value.conditions) {
      if (seen.has(topic.text)) {
        const { file, reporter } = placed.context
        reporter.report(duplicateCase, { file, span: topic.span }, { name: topic.text })
        isSound = false
      }
      seen.add(topic.text)
    }
  }
  return isSound
}

/** Any two lines either ask the same or one asks for all that the other asks for: then there is a strictest one. */
function checkOrder(lines: readonly Line[]): boolean {
  let isSound = true
  lines.forEach((line, index) => {
    const { file, reporter } = line.placed.context
    const at = { file, span: line.value.span }
    for (const earlier of lines.slice(0, index)) {
      const related = [
        {
          location: { file: earlier.placed.context.file, span: earlier.value.span },
          message: 'the other approval is here',
        },
      ]
      if (!covers(line.groups, earlier.groups) && !covers(earlier.groups, line.groups)) {
        reporter.report(unorderedApprovals, at, {}, { related })
        isSound = false
      }
      if (line.ttlSeconds !== earlier.ttlSeconds) {
        reporter.report(unequalWindows, at, {}, { related })
        isSound = false
      }
    }
    const bare = lines.find(({ value }) => value.conditions.length === 0)
    if (bare !== undefined && bare !== line && covers(bare.groups, line.groups)) {
      reporter.report(idleApproval, at, { topic: line.value.conditions[0]?.topic.text ?? '' })
      isSound = false
    }
  })
  return isSound
}

/** `a` asks for everyone `b` asks for. */
function covers(a: Approval['groups'], b: Approval['groups']): boolean {
  return b.every(({ role, min }) => a.some((group) => group.role === role && group.min >= min))
}

// One line.

function readLine(placed: PlacedMember): Line | undefined {
  const { value } = placed.member
  if (value === undefined) return undefined
  if (value.kind !== 'approval') {
    reportWrongValue(placed.member, 'groups of people such as `2 of operator within 1h`', placed.context)
    return undefined
  }
  const ttlSeconds = readWindow(value, placed)
  const groups = readGroups(value, placed)
  if (ttlSeconds === undefined || groups.length === 0) return undefined
  return { placed, value, groups, ttlSeconds }
}

function readGroups(value: ApprovalValue, { module, context, declarations }: PlacedMember): Approval['groups'] {
  const { file, reporter } = context
  const groups: { role: string; min: number }[] = []
  for (const { count, role } of value.groups) {
    if (!Number.isSafeInteger(count.value) || count.value < 1 || count.value > 10_000 || count.unit !== undefined) {
      const problem = `a group of an approval counts people, from 1 to 10000, not \`${count.text}\``
      reporter.report(badApproval, { file, span: count.span }, { problem })
      continue
    }
    const symbol = requireSymbol(module, { file, span: role.span }, 'role', role.text, reporter)
    if (symbol === undefined) continue
    if (declarations.role(symbol)?.nature === 'agent') {
      reporter.report(groupNotHuman, { file, span: role.span }, { role: role.text })
    } else if (groups.some((group) => group.role === symbol.name)) {
      const problem = `\`${role.text}\` stands in two groups of one approval; write one group with the sum`
      reporter.report(badApproval, { file, span: role.span }, { problem })
    } else groups.push({ role: symbol.name, min: count.value })
  }
  return groups
}

function readWindow({ within }: ApprovalValue, { context }: PlacedMember): number | undefined {
  if (within === undefined) return DEFAULT_APPROVAL_SECONDS
  const seconds = within.milliseconds / 1000
  if (Number.isSafeInteger(seconds) && seconds >= 1 && seconds <= MAX_APPROVAL_SECONDS) return seconds
  context.reporter.report(approvalWindow, { file: context.file, span: within.span }, { text: within.text })
  return undefined
}
