/** The one TypeScript form of each type. Documentation of fields is kept where the type is printed over several lines. */

import type { Field, RecordType, Type } from '../program/type.ts'
import { docComment, isIdentifier, type Line, quote } from './code.ts'

/** `checked`: a value as rules and handlers see it, after `normalize`. `wire`: as a caller may send it (nulls where nullable, defaults left out). */
export type View = 'checked' | 'wire'

export function typescriptType(type: Type, view: View = 'checked'): string {
  switch (type.kind) {
    case 'bool':
      return 'boolean'
    case 'int':
    case 'float':
      return 'number'
    case 'string':
    case 'timestamp':
    case 'duration':
    case 'bytes':
      return 'string'
    case 'json':
      return 'unknown'
    case 'enum':
      return type.values.length === 0 ? 'never' : type.values.map(quote).join(' | ')
    case 'list': {
      const element = typescriptType(type.element, view)
      return `readonly ${['enum', 'list', 'union'].includes(type.element.kind) ? `(${element})` : element}[]`
    }
    case 'map':
      return `Readonly<Record<string, ${typescriptType(type.element, view)}>>`
    case 'union':
      return type.variants.map((variant) => typescriptType(variant.record, view)).join(' | ')
    case 'record': {
      const members = type.fields.map((field) => memberText(field, view))
      if (type.open) members.push('readonly [key: string]: unknown')
      return members.length === 0 ? 'Readonly<Record<string, never>>' : `{ ${members.join('; ')} }`
    }
  }
}

/** `export interface NAME { … }` with the documentation of each field. */
export function typescriptInterface(name: string, type: RecordType, view: View, doc: string): readonly Line[] {
  const members = type.fields.flatMap((field): readonly Line[] => [
    ...docComment(field.doc ?? ''),
    memberText(field, view),
  ])
  if (type.open) members.push('readonly [key: string]: unknown')
  return [...docComment(doc), `export interface ${name} {`, members, '}']
}

// A member set to undefined counts as absent, so it is admitted where the member may be absent.
function memberText(field: Field, view: View): string {
  const hasDefault = field.defaultValue !== undefined
  const mayBeAbsent = view === 'wire' ? field.optional || hasDefault : field.optional && !hasDefault
  const name = isIdentifier(field.name) ? field.name : quote(field.name)
  const nullable = view === 'wire' && field.nullable && mayBeAbsent ? ' | null' : ''
  const text = `${typescriptType(field.type, view)}${nullable}${mayBeAbsent ? ' | undefined' : ''}`
  return `readonly ${name}${mayBeAbsent ? '?' : ''}: ${text}`
}
