/**
 * The governance block: how sensitive an action is, who may ask for it, who approves it, and how much of something it may move.
 */
import {
  approvalWindow,
  badApproval,
  groupNotHuman,
  impactNotPositive,
  impactShape,
  impactUnit,
} from '../diagnostics/catalogue/governance.ts'
import type { Expr } from '../program/expression.ts'
import type { Approval, Governance, MaxImpact } from '../program/program.ts'
import type { RecordType, Type } from '../program/type.ts'
import { requireSymbol } from '../resolve/look-up.ts'
import type { ModuleSymbol } from '../resolve/module.ts'
import type { ApprovalValue, Expression } from '../syntax/tree.ts'
import { checkExpression } from './check-expression.ts'
import { CLASSIFICATIONS } from './classification.ts'
import type { Declarations } from './declarations.ts'
import {
  type EntryContext,
  type Member,
  readInteger,
  readMembers,
  readWord,
  readWords,
  reportWrongValue,
} from './entries.ts'
import { expressionScope } from './scopes.ts'

const DEFAULT_APPROVAL_SECONDS = 7200
const MAX_APPROVAL_SECONDS = 2_592_000

/** Undefined where the block is missing or lacks a value. `input` undefined: the input block is wrong, measures are then not judged. */
export function checkGovernance(
  symbol: ModuleSymbol<'action'>,
  input: RecordType | undefined,
  declarations: Declarations,
): Governance | undefined {
  const { declaration, file, name } = symbol
  const block = declaration.governance
  if (block === undefined) return undefined
  const context: EntryContext = { file, block: `the governance of \`${name}\``, reporter: declarations.reporter }
  const members = readMembers(
    block.entries,
    {
      required: ['classification', 'risk_tier', 'authorized_roles'],
      optional: ['approval', 'max_impact'],
      notYet: ['rate', 'scopes', 'formerly', 'context', 'unless', 'when', 'approval_waivers'],
    },
    declaration.name.span,
    context,
  )
  const classification = readWord(members.get('classification'), CLASSIFICATIONS, context)
  const riskTier = readInteger(members.get('risk_tier'), 1, 5, context)
  const authorizedRoles = readRoles(members.get('authorized_roles'), symbol, declarations, context)
  const approval = readApproval(members.get('approval'), symbol, declarations, context)
  const maxImpact = readMaxImpact(members.get('max_impact'), symbol, input, declarations, context)
  if (classification === undefined || riskTier === undefined || authorizedRoles === undefined) return undefined
  return { classification, riskTier, authorizedRoles, ...(approval && { approval }), ...(maxImpact && { maxImpact }) }
}

function readRoles(
  member: Member | undefined,
  { file, module }: ModuleSymbol<'action'>,
  declarations: Declarations,
  context: EntryContext,
): readonly string[] | undefined {
  const names = readWords(member, 'roles', context)
  return names?.flatMap((name) => {
    const role = requireSymbol(module, { file, span: name.span }, 'role', name.text, declarations.reporter)
    if (role === undefined) return []
    declarations.role(role)
    return [role.name]
  })
}

function readApproval(
  member: Member | undefined,
  symbol: ModuleSymbol<'action'>,
  declarations: Declarations,
  context: EntryContext,
): Approval | undefined {
  const value = member?.value
  if (member === undefined || value === undefined) return undefined
  if (value.kind !== 'approval') {
    reportWrongValue(member, 'groups of people such as `2 of operator within 1h`', context)
    return undefined
  }
  const ttlSeconds = readWindow(value, context)
  const groups = readGroups(value, symbol, declarations)
  if (ttlSeconds === undefined || groups.length === 0) return undefined
  return { groups, quorum: groups.reduce((sum, { min }) => sum + min, 0), ttlSeconds }
}

function readGroups(
  value: ApprovalValue,
  { file, module }: ModuleSymbol<'action'>,
  declarations: Declarations,
): Approval['groups'] {
  const { reporter } = declarations
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

function readWindow({ within }: ApprovalValue, context: EntryContext): number | undefined {
  if (within === undefined) return DEFAULT_APPROVAL_SECONDS
  const seconds = within.milliseconds / 1000
  if (Number.isSafeInteger(seconds) && seconds >= 1 && seconds <= MAX_APPROVAL_SECONDS) return seconds
  context.reporter.report(approvalWindow, { file: context.file, span: within.span }, { text: within.text })
  return undefined
}

/** `EXPR <= AMOUNT UNIT`: the measure reads the input alone, so that it means the same wherever the manifest is read. */
function readMaxImpact(
  member: Member | undefined,
  { file, module }: ModuleSymbol<'action'>,
  input: RecordType | undefined,
  declarations: Declarations,
  context: EntryContext,
): MaxImpact | undefined {
  const value = member?.value
  if (member === undefined || value === undefined) return undefined
  const { reporter } = declarations
  if (value.kind !== 'binary' || value.operator !== '<=') {
    reporter.report(impactShape, { file, span: value.span }, {}, { help: 'for example `input.amount <= 1_000 USD`' })
    return undefined
  }
  if (input === undefined) return undefined
  const scope = expressionScope(module, file, { input }, declarations)
  const measure = checkExpression(value.left, scope, undefined, reporter)
  if (measure === undefined) return undefined
  const unit = unitOf(measure.type)
  if (unit === undefined) {
    reporter.report(impactUnit, { file, span: value.left.span }, { measure: undefined, limit: undefined })
    return undefined
  }
  const limit = readLimit(value.right, unit, context, () => checkExpression(value.right, scope, undefined, reporter))
  return limit === undefined ? undefined : { measure, value: limit, currency: unit }
}

function readLimit(
  node: Expression,
  unit: string,
  context: EntryContext,
  check: () => Expr | undefined,
): number | undefined {
  const { file, reporter } = context
  const location = { file, span: node.span }
  const limit = check()
  if (limit === undefined) return undefined
  if (limit.kind !== 'literal' || typeof limit.value !== 'number') {
    reporter.report(impactShape, location, {}, { help: 'the limit is a quantity or a constant' })
    return undefined
  }
  const limitUnit = unitOf(limit.type)
  if (limitUnit !== unit) {
    reporter.report(impactUnit, location, { measure: unit, limit: limitUnit })
    return undefined
  }
  if (limit.value > 0) return limit.value
  reporter.report(impactNotPositive, location, {})
  return undefined
}

function unitOf(type: Type): string | undefined {
  return type.kind === 'float' ? type.unit : undefined
}
