/** When two types have the same check: a key that leaves out everything that is for people only. */

import type { Type } from '../../program/type.ts'
import { printCel } from '../cel.ts'

export function typeKey(type: Type): string {
  const where = (type.where ?? []).map((condition) => printCel(condition)).join(' ; ')
  return `${kindKey(type)}${where === '' ? '' : ` where ${where}`}`
}

function kindKey(type: Type): string {
  switch (type.kind) {
    case 'list':
      return JSON.stringify(['list', type.minLength, type.maxLength ?? null, type.unique, typeKey(type.element)])
    case 'bytes':
      return JSON.stringify(['bytes', type.minSize, type.maxSize])
    case 'json':
      return JSON.stringify(['json', type.maxBytes])
    case 'map':
      return JSON.stringify(['map', type.minSize, type.maxSize ?? null, typeKey(type.element)])
    case 'union':
      return JSON.stringify(['union', type.discriminator, type.variants.map((variant) => typeKey(variant.record))])
    case 'record': {
      const fields = type.fields.map((field) => [
        field.name,
        field.optional,
        field.defaultValue !== undefined,
        typeKey(field.type),
      ])
      return JSON.stringify(['record', type.open, fields])
    }
    case 'int':
      return JSON.stringify(['int', type.min, type.max])
    case 'float':
      return JSON.stringify(['float', type.min ?? null, type.max ?? null, type.decimals ?? null])
    case 'string':
      return JSON.stringify(['string', type.minLength, type.maxLength ?? null, type.patterns ?? []])
    case 'enum':
      return JSON.stringify(['enum', type.values])
    default:
      return type.kind
  }
}
