/**
 * A call of a declared function: each argument of its parameter's type, and the result of the declared type, whatever more the body would tell.
 */
import { argumentCount, oversizedExpression } from '../../diagnostics/catalogue/names.ts'
import { typeMismatch } from '../../diagnostics/catalogue/types.ts'
import type { Expr } from '../../program/expression.ts'
import type { CallExpression } from '../../syntax/tree.ts'
import { showType } from '../../types/show-type.ts'
import { checkStandardMatch } from './check-standard-match.ts'
import { advising, type Checked, type Context, plain, refuse } from './context.ts'
import { inlineBody, isOversized } from './inline-call.ts'
import { requireType } from './require-type.ts'
import type { CheckedFunction } from './scope.ts'
import { standardMatchFor } from './standard-match.ts'

export function checkFunctionCall(node: CallExpression, fn: CheckedFunction, context: Context): Checked | undefined {
  const { name, parameters, result, body } = fn
  const found = node.arguments.length
  if (found !== parameters.length) {
    const expected = parameters.length
    const form = `${name}(${parameters.map((parameter) => parameter.name).join(', ')})`
    return refuse(context, node.span, argumentCount, { name, expected, found }, { help: `it is called as \`${form}\`` })
  }
  const given = node.arguments.map((argument, index): Expr | undefined => {
    const { type } = parameters[index]!
    const expr = context.check(argument, context, type)?.expr
    if (expr === undefined) return undefined
    const other = body.kind === 'standard-match' && index === 0 ? standardMatchFor(expr.type.name) : undefined
    const help = `for ${showType(expr.type)} there is \`${other ?? ''}\``
    const asking = other === undefined ? context : advising(context, typeMismatch, argument.span, () => ({ help }))
    return requireType({ node: argument, expr }, type, asking)
  })
  const known = given.filter((argument) => argument !== undefined)
  if (known.length < given.length) return undefined
  if (body.kind === 'standard-match') return checkStandardMatch(node, name, body, known, context)
  const inlined = inlineBody(body, known)
  if (isOversized(inlined)) return refuse(context, node.span, oversizedExpression, { name })
  return plain({ ...inlined, type: result }, context)
}
