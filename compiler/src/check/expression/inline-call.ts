/**
 * Puts the body of a function in place of a call: arguments for parameters, the rest as it stands. A purely textual step on typed expressions; what
 * was proven about the body for its parameters' types holds for every argument of those types.
 */
import type { Expr } from '../../program/expression.ts'
import { partsOf } from '../../program/visit-expression.ts'

/** INVARIANT L1: functions of functions grow an expression; beyond these bounds it is refused. */
const MOST_NODES = 4_096
const DEEPEST = 128

/** `body` has one free variable per argument, the last argument the innermost. */
export function inlineBody(body: Expr, given: readonly Expr[]): Expr {
  return mapVariables(body, 0, (variable, bound) => {
    const index = given.length - 1 - (variable.depth - bound)
    return shifted(given[index]!, bound)
  })
}

/** The expression below `by` more variables. */
function shifted(expression: Expr, by: number): Expr {
  if (by === 0) return expression
  return mapVariables(expression, 0, (variable) => ({ ...variable, depth: variable.depth + by }))
}

type Replace = (variable: Extract<Expr, { kind: 'variable' }>, bound: number) => Expr

/** Replaces every variable that is not bound inside the expression; `bound` counts the quantifiers passed on the way down. */
function mapVariables(expression: Expr, bound: number, replace: Replace): Expr {
  const inside = (part: Expr): Expr => mapVariables(part, bound, replace)
  switch (expression.kind) {
    case 'literal':
    case 'root':
      return expression
    case 'variable':
      return expression.depth < bound ? expression : replace(expression, bound)
    case 'list':
      return { ...expression, elements: expression.elements.map(inside) }
    case 'field':
    case 'has':
      return { ...expression, object: inside(expression.object) }
    case 'index':
      return { ...expression, object: inside(expression.object), index: inside(expression.index) }
    case 'unary':
      return { ...expression, operand: inside(expression.operand) }
    case 'binary':
      return { ...expression, left: inside(expression.left), right: inside(expression.right) }
    case 'conditional':
      return {
        ...expression,
        condition: inside(expression.condition),
        whenTrue: inside(expression.whenTrue),
        whenFalse: inside(expression.whenFalse),
      }
    case 'call':
      return { ...expression, arguments: expression.arguments.map(inside) }
    case 'quantifier':
      return {
        ...expression,
        range: inside(expression.range),
        body: mapVariables(expression.body, bound + 1, replace),
      }
  }
}

/** Whether the expression has too many parts, or is too many levels high, to be written out. Looks at no more of it than it has to. */
export function isOversized(expression: Expr): boolean {
  let nodes = 0
  const isTooMuch = (part: Expr, depth: number): boolean => {
    nodes++
    return nodes > MOST_NODES || depth > DEEPEST || partsOf(part).some((inner) => isTooMuch(inner, depth + 1))
  }
  return isTooMuch(expression, 1)
}
