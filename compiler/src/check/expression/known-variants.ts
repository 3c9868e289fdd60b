/**
 * Which variants of a union are still possible at a place, and what a test of the discriminator teaches about them.
 */
import type { Expr } from '../../program/expression.ts'
import type { UnionType } from '../../program/type.ts'
import { accessKey } from './access-key.ts'
import type { Context } from './context.ts'
import { type Facts, withVariants } from './facts.ts'

/** The same expression, its type reduced to the variants that are possible here. */
export function withKnownVariants(expr: Expr, context: Context): Expr {
  const { type } = expr
  if (type.kind !== 'union' || context.facts.variants.size === 0) return expr
  const key = accessKey(expr, context.variables.length)
  const known = key === undefined ? undefined : context.facts.variants.get(key)
  if (known === undefined) return expr
  return { ...expr, type: { ...type, variants: type.variants.filter(({ tag }) => known.has(tag)) } }
}

/** `side` is one of the texts in `values`, or is none of them. Only a union's discriminator teaches anything. */
export function learnVariants(
  facts: Facts,
  side: Expr,
  values: readonly unknown[],
  isOneOf: boolean,
  context: Context,
): Facts {
  const union = discriminated(side)
  const key = union === undefined ? undefined : accessKey(union.object, context.variables.length)
  if (union === undefined || key === undefined) return facts
  const tags = union.type.variants.map(({ tag }) => tag)
  return withVariants(facts, key, new Set(tags.filter((tag) => values.includes(tag) === isOneOf)))
}

function discriminated(side: Expr): { readonly object: Expr; readonly type: UnionType } | undefined {
  if (side.kind !== 'field' || side.object.type.kind !== 'union') return undefined
  const { object } = side
  const { type } = side.object
  return side.field === type.discriminator ? { object, type } : undefined
}
