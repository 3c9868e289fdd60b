/**
 * The resolved types of the language. Aliases are gone (their name stays for messages and documentation), refinements are part of the type, every
 * bound is explicit. Each type has exactly one JSON Schema form and one TypeScript form; emitters read them from here.
 */
import type { Expr } from './expression.ts'

export type Type =
  | BoolType
  | IntType
  | FloatType
  | StringType
  | EnumType
  | TimestampType
  | DurationType
  | BytesType
  | JsonType
  | ListType
  | MapType
  | RecordType
  | UnionType

interface Named {
  /** The declared alias this type was written with, for people: `Usd`. Never part of a comparison of types. */
  readonly name?: string
  /** `where EXPR` conditions over the root `value`, in the order they apply (base first). */
  readonly where?: readonly Expr[]
}

export interface BoolType extends Named {
  readonly kind: 'bool'
}

/** Inclusive bounds, always inside ±(2^53−1). */
export interface IntType extends Named {
  readonly kind: 'int'
  readonly min: number
  readonly max: number
  /** As for `Float`: amounts that are counted in whole numbers. */
  readonly unit?: string
}

/** Inclusive bounds; an absent one means any finite double. `decimals`: at most so many fraction digits in the shortest decimal. */
export interface FloatType extends Named {
  readonly kind: 'float'
  readonly min?: number
  readonly max?: number
  readonly decimals?: number
  /** `USD`: part of the type; quantities of other units neither compare nor add. */
  readonly unit?: string
}

/** Lengths count code points. `pattern` is the source of a whole-string pattern in the linear subset (see `types/pattern`). */
export interface StringType extends Named {
  readonly kind: 'string'
  readonly minLength: number
  readonly maxLength?: number
  readonly patterns?: readonly string[]
}

/** A union of string literals, in the order written. */
export interface EnumType extends Named {
  readonly kind: 'enum'
  readonly values: readonly string[]
}

/** RFC 3339 text, at most nine fraction digits, compared as seconds and nanoseconds. */
export interface TimestampType extends Named {
  readonly kind: 'timestamp'
  /** Whole seconds since 1970 that no value lies outside of, for proofs alone: what refuses a value stands in `where`. */
  readonly min?: number
  readonly max?: number
}

export interface DurationType extends Named {
  readonly kind: 'duration'
  /** Whole seconds that no value lies outside of, for proofs alone: what refuses a value stands in `where`. */
  readonly min?: number
  readonly max?: number
}

/** Base64 text (RFC 4648, padded, canonical); sizes count the bytes it stands for. */
export interface BytesType extends Named {
  readonly kind: 'bytes'
  readonly minSize: number
  readonly maxSize: number
}

/** Any JSON value but null, whose canonical form (RFC 8785) is at most so many bytes; nested no deeper than `DEEPEST_JSON`. Opaque to expressions. */
export interface JsonType extends Named {
  readonly kind: 'json'
  readonly maxBytes: number
}

export interface ListType extends Named {
  readonly kind: 'list'
  readonly element: Type
  readonly minLength: number
  readonly maxLength?: number
  readonly unique: boolean
}

/** A JSON object with any keys, each value of one type. Sizes count its members. */
export interface MapType extends Named {
  readonly kind: 'map'
  readonly element: Type
  readonly minSize: number
  readonly maxSize?: number
}

/** One of several closed records, told apart by the text in `discriminator`, the first field of each. In the order written. */
export interface UnionType extends Named {
  readonly kind: 'union'
  readonly discriminator: string
  readonly variants: readonly Variant[]
}

export interface Variant {
  readonly tag: string
  /** The discriminator, an enum of the tag alone, then the fields as written. */
  readonly record: RecordType
}

/** Fields in the order written; closed unless `open`. */
export interface RecordType extends Named {
  readonly kind: 'record'
  readonly fields: readonly Field[]
  readonly open: boolean
}

export interface Field {
  readonly name: string
  readonly type: Type
  readonly optional: boolean
  /** JSON null is accepted and removed by `normalize` before rules, digest and handler see the value. */
  readonly nullable: boolean
  /** Filled in by `normalize` when absent; such a field is optional on the wire and always present in rules. */
  readonly defaultValue?: JsonValue
  readonly doc?: string
  /** `@ui(widget: textarea)` → `{ widget: 'textarea' }`. */
  readonly ui?: Readonly<Record<string, string | number | boolean>>
  readonly sensitive?: boolean
}

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue }
