/**
 * `max_impact: EXPR <= AMOUNT UNIT`: what is measured, the limit, and its unit, which is the currency of the manifest.
 */
import { impactNotPositive, impactShape, impactUnit } from '../../diagnostics/catalogue/governance.ts'
import type { Expr } from '../../program/expression.ts'
import type { MaxImpact } from '../../program/program.ts'
import type { Expression } from '../../syntax/tree.ts'
import { unitOf } from '../../types/unit-of.ts'
import { checkExpression } from '../check-expression.ts'
import type { EntryContext } from '../entries.ts'
import { inputScope, type PlacedMember } from './governance-scope.ts'

/** `EXPR <= AMOUNT UNIT`: the measure reads the input alone, so that it means the same wherever the manifest is read. */
export function readMaxImpact(placed: PlacedMember | undefined): MaxImpact | undefined {
  const value = placed?.member.value
  if (placed === undefined || value === undefined) return undefined
  const { file, reporter } = placed.context
  if (value.kind !== 'binary' || value.operator !== '<=') {
    reporter.report(impactShape, { file, span: value.span }, {}, { help: 'for example `input.amount <= 1_000 USD`' })
    return undefined
  }
  const scope = inputScope(placed)
  if (scope === undefined) return undefined
  const measure = checkExpression(value.left, scope, undefined, reporter)
  if (measure === undefined) return undefined
  const unit = unitOf(measure.type)
  if (unit === undefined) {
    reporter.report(impactUnit, { file, span: value.left.span }, { measure: undefined, limit: undefined })
    return undefined
  }
  const limit = readLimit(value.right, unit, placed.context, () =>
    checkExpression(value.right, scope, undefined, reporter),
  )
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
    const edits = [{ file, span: { start: node.span.end, end: node.span.end }, text: ` ${unit}` }]
    const fixes =
      limitUnit === undefined && node.kind === 'number' ? [{ title: `add the unit \`${unit}\``, edits }] : []
    reporter.report(impactUnit, location, { measure: unit, limit: limitUnit }, { fixes })
    return undefined
  }
  if (limit.value > 0) return limit.value
  reporter.report(impactNotPositive, location, {})
  return undefined
}
