/** A field that every variant of a union has, as it can be read without knowing which variant it is. */
import type { Field, UnionType } from '../program/type.ts'
import { isAlwaysPresent, joinTypes } from './type-relations.ts'

/** Of the smallest type over all variants, optional where one variant may lack it; undefined where a variant has no such field, or one of another kind. */
export function fieldOfVariants({ variants }: UnionType, name: string): Field | undefined {
  const [first, ...others] = variants.map(({ record }) => record.fields.find((field) => field.name === name))
  if (first === undefined) return undefined
  let common: Field = { name, type: first.type, optional: !isAlwaysPresent(first), nullable: first.nullable }
  for (const field of others) {
    const type = field === undefined ? undefined : joinTypes(common.type, field.type)
    if (field === undefined || type === undefined) return undefined
    common = { ...common, type, optional: common.optional || !isAlwaysPresent(field) }
  }
  return common
}
