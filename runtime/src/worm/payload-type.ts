/** The types a payload's fields can have, and whether a value has one. Small on purpose: what a payload means is its writer's business, its shape is everybody's. */
import { isDigest } from '../encoding/is-digest.ts'

export type FieldType =
  | 'text'
  | 'texts'
  | 'digest'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'object'
  | 'objects'
  | 'json'
  | 'integer or null'
  | { readonly oneOf: readonly string[] }

export interface Field {
  readonly name: string
  readonly type: FieldType
  readonly optional: boolean
}

/** Strings are told well-formed when the entry is printed, not here. */
export function hasType(value: unknown, type: FieldType): boolean {
  if (typeof type === 'object') return type.oneOf.includes(value as string)
  switch (type) {
    case 'text':
      return typeof value === 'string'
    case 'texts':
      return Array.isArray(value) && value.every((item) => typeof item === 'string')
    case 'digest':
      return isDigest(value)
    case 'integer':
      return Number.isSafeInteger(value) && (value as number) >= 0
    case 'integer or null':
      return value === null || hasType(value, 'integer')
    case 'number':
      return Number.isFinite(value)
    case 'boolean':
      return typeof value === 'boolean'
    case 'object':
      return isObject(value)
    case 'objects':
      return Array.isArray(value) && value.every(isObject)
    case 'json':
      return value !== undefined
  }
}

export function describeType(type: FieldType): string {
  if (typeof type === 'object') return `one of ${type.oneOf.join(', ')}`
  const words: Readonly<Record<Exclude<FieldType, object>, string>> = {
    text: 'a text',
    texts: 'a list of texts',
    digest: 'a SHA-256 digest in lower-case hex',
    integer: 'a safe integer, not negative',
    'integer or null': 'a safe integer, not negative, or null',
    number: 'a finite number',
    boolean: 'true or false',
    object: 'an object',
    objects: 'a list of objects',
    json: 'any JSON',
  }
  return words[type]
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
