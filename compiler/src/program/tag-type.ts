/** The type of a union's discriminator: its tags, in the order of the variants. */
import type { EnumType, UnionType } from './type.ts'

export function tagType(union: UnionType): EnumType {
  return { kind: 'enum', values: union.variants.map((variant) => variant.tag) }
}
