/**
 * The vocabulary in which the manifest is described once: JSON Schema, TypeScript types, the validation walk and the documentation's tables are
 * all read off values of these types. Data only; what depends on more than one field is a rule in `validate/`.
 */
import type { FormatName } from './formats.ts'

export type Shape =
  | TextShape
  | ChoiceShape
  | NumberShape
  | BooleanShape
  | ListShape
  | BlockShape
  | MapShape
  | JsonSchemaShape

/** Text is never empty. */
export interface TextShape {
  readonly kind: 'text'
  readonly format?: FormatName
}

/** `typeName`: the name of the exported type, where the choice has one of its own. */
export interface ChoiceShape {
  readonly kind: 'choice'
  readonly values: readonly string[]
  readonly typeName?: string
  /** The issue code of a value outside the list, where it is not the general one. */
  readonly code?: 'FEATURE_UNKNOWN' | 'UNSUPPORTED_VERSION'
}

export interface NumberShape {
  readonly kind: 'number'
  readonly range: Range
}

/** Bounds: `min` and `max` are allowed values, `above` and `below` are not. Integers are safe integers. */
export interface Range {
  readonly integer?: true
  readonly min?: number
  readonly above?: number
  readonly max?: number
  readonly below?: number
}

export interface BooleanShape {
  readonly kind: 'boolean'
}

/** `unique`: no two equal items, or for blocks no two items with equal values of that field. */
export interface ListShape {
  readonly kind: 'list'
  readonly item: Shape
  readonly minItems?: number
  readonly unique?: true | readonly string[]
}

/** An object with known fields. Every block but the manifest itself takes `x-*` extensions. */
export interface BlockShape {
  readonly kind: 'block'
  readonly typeName: string
  readonly description: string
  readonly extensible: boolean
  readonly fields: readonly Field[]
}

/** An object whose keys are names chosen by the author. */
export interface MapShape {
  readonly kind: 'map'
  readonly key: FormatName
  readonly value: Shape
}

/** A JSON Schema 2020-12 object. */
export interface JsonSchemaShape {
  readonly kind: 'json-schema'
}

/**
 * When a field must be there. `preset`: supplied by a named preset, written out under `custom` (`preset-1.1`: except in a v1.0 manifest).
 * `default`: the constant of `COORDINATION_DEFAULTS` where absent. `1.1`: in a v1.1 manifest.
 */
export type Presence = 'required' | 'optional' | 'preset' | 'preset-1.1' | 'default' | '1.1'

export interface Field {
  readonly name: string
  readonly shape: Shape
  readonly presence: Presence
  readonly description: string
  readonly example: unknown
}

export const text = (format?: FormatName): TextShape =>
  format === undefined ? { kind: 'text' } : { kind: 'text', format }
export const choice = (values: readonly string[], more: Partial<ChoiceShape> = {}): ChoiceShape => ({
  kind: 'choice',
  values,
  ...more,
})
export const number = (range: Range): NumberShape => ({ kind: 'number', range })
export const integer = (range: Range): NumberShape => ({ kind: 'number', range: { integer: true, ...range } })
export const boolean: BooleanShape = { kind: 'boolean' }
export const list = (item: Shape, more: Partial<ListShape> = {}): ListShape => ({ kind: 'list', item, ...more })
export const map = (key: FormatName, value: Shape): MapShape => ({ kind: 'map', key, value })
export const jsonSchema: JsonSchemaShape = { kind: 'json-schema' }
export const block = (typeName: string, description: string, fields: readonly Field[]): BlockShape => ({
  kind: 'block',
  typeName,
  description,
  extensible: true,
  fields,
})

/** A field that must be written. */
export const required = (name: string, shape: Shape, example: unknown, description: string): Field => ({
  name,
  shape,
  presence: 'required',
  description,
  example,
})
export const optional = (name: string, shape: Shape, example: unknown, description: string): Field => ({
  name,
  shape,
  presence: 'optional',
  description,
  example,
})
