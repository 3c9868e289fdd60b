/**
 * A call of a function that the standard library declares and the compiler knows: the text it is compared with is written out, makes a pattern, and can
 * be found among the values it is asked about.
 */
import { constantArgument, impossibleMatch, standardArgument } from '../../diagnostics/catalogue/types.ts'
import type { Expr } from '../../program/expression.ts'
import type { CallExpression } from '../../syntax/tree.ts'
import { checkedPattern } from '../../types/pattern/checked-pattern.ts'
import { areDisjoint } from '../../types/pattern/compare-automata.ts'
import { readPatternLiteral } from '../../types/read-pattern-literal.ts'
import { showType } from '../../types/show-type.ts'
import { type Checked, type Context, plain, refuse } from './context.ts'
import { textLiteral } from './literal.ts'
import type { StandardMatch } from './standard-match.ts'

/** `given` fit the declared parameters: the text first, what it is compared with last. */
export function checkStandardMatch(
  node: CallExpression,
  name: string,
  { patternOf }: StandardMatch,
  given: readonly Expr[],
  context: Context,
): Checked | undefined {
  const [value, constant] = given
  const span = node.arguments[1]?.span ?? node.span
  if (value === undefined || constant?.kind !== 'literal' || typeof constant.value !== 'string') {
    return refuse(context, span, constantArgument, { name })
  }
  const text = constant.value
  const made = patternOf(text)
  if ('problem' in made) return refuse(context, span, standardArgument, { name, text, problem: made.problem })
  const location = { file: context.scope.file, span }
  const pattern = readPatternLiteral(made.pattern, location, undefined, context.reporter)
  if (pattern === undefined) return undefined
  const admitted = value.type.kind === 'string' ? (value.type.patterns ?? []).map(checkedPattern) : []
  if (areDisjoint([pattern, ...admitted])) {
    return refuse(context, span, impossibleMatch, { name, text, type: showType(value.type) })
  }
  const literal = textLiteral(made.pattern)
  const written = { name, constant: text }
  const expr: Expr = { kind: 'call', builtin: 'matches', arguments: [value, literal], written, type: { kind: 'bool' } }
  return plain(expr, context)
}
