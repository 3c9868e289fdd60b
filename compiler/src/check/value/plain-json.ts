/**
 * A written value that no type describes: what an open record holds beyond its fields, or a `Json`. Literals, lists and records of them; amounts, times
 * and words of the language mean nothing here.
 */
import { duplicateField, notConstant, typeMismatch } from '../../diagnostics/catalogue/types.ts'
import type { Expr } from '../../program/expression.ts'
import type { JsonValue } from '../../program/type.ts'
import type { Expression } from '../../syntax/tree.ts'
import { showType } from '../../types/show-type.ts'
import { isTime } from '../../types/time-interval.ts'
import { unitOf } from '../../types/unit-of.ts'
import { type Context, refuse } from '../expression/context.ts'

export function plainJson(node: Expression, context: Context): JsonValue | undefined {
  switch (node.kind) {
    case 'list': {
      const values = node.elements.map((element) => plainJson(element, context))
      const whole = values.filter((value) => value !== undefined)
      return whole.length === values.length ? whole : undefined
    }
    case 'record': {
      const members = new Map<string, JsonValue | undefined>()
      for (const { name, value } of node.fields) {
        if (members.has(name.text)) return refuse(context, name.span, duplicateField, { field: name.text })
        members.set(name.text, plainJson(value, context))
      }
      const whole = [...members].filter((entry): entry is [string, JsonValue] => entry[1] !== undefined)
      return whole.length === members.size ? Object.fromEntries(whole) : undefined
    }
    case 'name': {
      const substitute = context.scope.substitute?.(node.name.text)
      return substitute === undefined ? literalJson(node, context) : plainJson(substitute, context)
    }
    default:
      return literalJson(node, context)
  }
}

// An amount would lose its unit, a time its kind.
function literalJson(node: Expression, context: Context): JsonValue | undefined {
  const expr = context.check(node, context)?.expr
  if (expr === undefined) return undefined
  const value = literalsOf(expr)
  if (value === undefined) return refuse(context, node.span, notConstant, {})
  const meaning = unitOf(expr.type) !== undefined || isTime(expr.type)
  return meaning
    ? refuse(context, node.span, typeMismatch, { expected: 'plain JSON', found: showType(expr.type) })
    : value
}

/** The value of a literal or of a list of them. */
export function literalsOf(expr: Expr): JsonValue | undefined {
  if (expr.kind === 'literal') return expr.value
  if (expr.kind !== 'list') return undefined
  const values = expr.elements.map(literalsOf)
  const whole = values.filter((value) => value !== undefined)
  return whole.length === values.length ? whole : undefined
}
