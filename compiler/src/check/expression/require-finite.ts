/**
 * The last step of an arithmetic proof: the result's interval lies inside its type. Where it does not, the message names the operand whose bound is
 * missing, because that is where the source has to change.
 */
import { floatNotFinite, intOutOfRange } from '../../diagnostics/catalogue/types.ts'
import type { BinaryExpression } from '../../syntax/tree.ts'
import type { Interval } from '../../types/interval.ts'
import { type Context, refuseProof } from './context.ts'
import { isNumeric } from './known-range.ts'
import type { Operand, Pair } from './pair.ts'
import { sourceText } from './show-node.ts'

/** INVARIANT L3: every `Int` result is within ±(2^53 − 1), every `Float` result is finite. */
export function requireFinite(
  node: BinaryExpression,
  { left, right }: Pair,
  kind: 'int' | 'float',
  result: Interval,
  context: Context,
): boolean {
  const fits = kind === 'int' ? Number.isSafeInteger : Number.isFinite
  if (fits(result.min) && fits(result.max)) return true
  const notes = [left, right].flatMap((operand) => missingBounds(operand, kind))
  const operator = node.operator
  if (kind === 'int') {
    const bound = String(fits(result.max) ? result.min : result.max)
    const help = 'bound the type, for example `Int(range: 0..1_000_000)`'
    refuseProof(context, node.span, intOutOfRange, { operator, bound }, { notes, help })
  } else {
    const help =
      operator === '/'
        ? 'keep the divisor away from zero and bound the dividend, for example `Float(range: 0.01..1_000_000)`'
        : 'bound the type, for example `Float(range: 0..1_000_000)`'
    refuseProof(context, node.span, floatNotFinite, { operator }, { notes, help })
  }
  return false
}

/** What keeps an interval from being proven, for the notes of a refusal. */
export function missingBounds({ node, expr }: Operand, kind: 'int' | 'float'): readonly string[] {
  const { type } = expr
  if (!isNumeric(type)) return []
  const name = sourceText(node)
  const what = name === undefined ? 'one side' : `\`${name}\``
  const lowest = kind === 'int' ? -Number.MAX_SAFE_INTEGER : undefined
  const highest = kind === 'int' ? Number.MAX_SAFE_INTEGER : undefined
  const missing = [...(type.min === lowest ? ['lower'] : []), ...(type.max === highest ? ['upper'] : [])]
  if (missing.length > 0) return [`${what} has no ${missing.join(' and no ')} bound`]
  return expr.kind === 'literal' ? [] : [`${what} goes from ${String(type.min)} to ${String(type.max)}`]
}
