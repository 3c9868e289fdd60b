/** The parts of an input by their paths: `lines[].amount`. */
import type { Field, RecordType, Type } from '../program/type.ts'
import { unitOf } from '../types/unit-of.ts'

export interface InputPart {
  /** Dotted, without `input.`; `[]` behind a list or map stands for its elements. */
  readonly path: string
  readonly type: Type
  /** The field it stands in at the top of the input. */
  readonly field: Field
}

/** Every field, element and record below, in order. */
export function inputParts(input: RecordType): readonly InputPart[] {
  return input.fields.flatMap((field) => partsOf(field.name, field.type, field))
}

function partsOf(path: string, type: Type, field: Field): readonly InputPart[] {
  const own = { path, type, field }
  if (type.kind === 'list' || type.kind === 'map') return [own, ...partsOf(`${path}[]`, type.element, field)]
  const records = type.kind === 'union' ? type.variants.map(({ record }) => record) : [type]
  const fields = records.flatMap((record) => (record.kind === 'record' ? record.fields : []))
  return [own, ...fields.flatMap((inner) => partsOf(`${path}.${inner.name}`, inner.type, field))]
}

/** Amounts with a unit of money; a unit in capitals of three letters is one. */
export function findAmounts(input: RecordType): readonly { readonly path: string; readonly unit: string }[] {
  return inputParts(input).flatMap(({ path, type }) => {
    const unit = unitOf(type)
    return unit !== undefined && /^[A-Z]{3}$/.test(unit) ? [{ path, unit }] : []
  })
}
