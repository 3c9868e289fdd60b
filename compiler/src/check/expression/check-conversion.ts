/**
 * `double(n)` and `int(x)`: the two conversions between numbers, as CEL has them. Both keep the unit; `int` cuts the fraction off, towards zero, and
 * asks for the proof that the result is a whole number that `Int` can hold.
 */
import { callForm, intOutOfRange } from '../../diagnostics/catalogue/types.ts'
import type { Expr } from '../../program/expression.ts'
import type { FloatType, IntType } from '../../program/type.ts'
import type { CallExpression } from '../../syntax/tree.ts'
import { type Interval, intervalOf } from '../../types/interval.ts'
import { showType } from '../../types/show-type.ts'
import { unitOf } from '../../types/unit-of.ts'
import { type Checked, type Context, plain, refuse, refuseProof } from './context.ts'
import { withKnownRange } from './known-range.ts'
import type { Operand } from './pair.ts'
import { missingBounds } from './require-finite.ts'

const TAKES = { int: { kind: 'float', word: 'a `Float`' }, double: { kind: 'int', word: 'an `Int`' } } as const

/** What a literal in the parentheses is. */
const LITERAL = { int: { kind: 'float' }, double: { kind: 'int', min: 0, max: 0 } } as const

export function checkConversion(
  node: CallExpression,
  builtin: 'int' | 'double',
  context: Context,
): Checked | undefined {
  const [argument] = node.arguments
  const { kind, word } = TAKES[builtin]
  const form = `${builtin}(x)`
  if (argument === undefined || node.arguments.length > 1) {
    return refuse(context, node.span, callForm, { form, problem: `\`${builtin}\` takes ${word}` })
  }
  const expr = context.check(argument, context, LITERAL[builtin])?.expr
  if (expr === undefined) return undefined
  if (expr.type.kind !== kind) {
    const problem = `\`${builtin}\` takes ${word}, found ${showType(expr.type)}`
    return refuse(context, argument.span, callForm, { form, problem })
  }
  const interval = intervalOf(expr.type)
  const type = builtin === 'int' ? truncated({ node: argument, expr }, interval, node, context) : exactFloat(interval)
  if (type === undefined) return undefined
  const unit = unitOf(expr.type)
  const converted: Expr = {
    kind: 'call',
    builtin,
    arguments: [expr],
    type: unit === undefined ? type : { ...type, unit },
  }
  return plain(withKnownRange(converted, context), context)
}

// Every safe integer is a double.
function exactFloat({ min, max }: Interval): FloatType {
  return { kind: 'float', min, max, decimals: 0 }
}

// INVARIANT L3: CEL's `int` fails on what its integers cannot hold; here the interval proves that it never comes to that.
function truncated(operand: Operand, interval: Interval, node: CallExpression, context: Context): IntType | undefined {
  const [min, max] = [Math.trunc(interval.min) + 0, Math.trunc(interval.max) + 0]
  if (Number.isSafeInteger(min) && Number.isSafeInteger(max)) return { kind: 'int', min, max }
  const notes = missingBounds(operand, 'float')
  const help = 'bound the type, for example `Float(range: 0..1_000_000)`'
  const bound = String(Number.isSafeInteger(max) ? interval.min : interval.max)
  return refuseProof(context, node.span, intOutOfRange, { operator: 'int', bound }, { notes, help })
}
