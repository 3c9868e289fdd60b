/**
 * Types in the words of the language, for diagnostics: `Usd`, `Int`, `Float unit USD`, `List<String>`. Refinements are left out; where they matter the
 * message names the bound itself. The words for people outside the source are `describeType`'s.
 */
import type { Type } from '../program/type.ts'

const MOST_MEMBERS = 6

/** In backquotes, except a record without a name: `a record`. */
export function showType(type: Type): string {
  if (type.kind === 'record' && type.name === undefined) return 'a record'
  if (type.kind === 'union' && type.name === undefined) return `a union on \`${type.discriminator}\``
  return `\`${nameOf(type)}\``
}

function nameOf(type: Type): string {
  if (type.name !== undefined) return type.name
  switch (type.kind) {
    case 'bool':
      return 'Bool'
    case 'int':
      return type.unit === undefined ? 'Int' : `Int unit ${type.unit}`
    case 'float':
      return type.unit === undefined ? 'Float' : `Float unit ${type.unit}`
    case 'string':
      return 'String'
    case 'enum':
      return showMembers(type.values, ' | ')
    case 'timestamp':
      return 'Timestamp'
    case 'duration':
      return 'Duration'
    case 'bytes':
      return 'Bytes'
    case 'json':
      return 'Json'
    case 'map':
      return `Map<${nameOf(type.element)}>`
    case 'list':
      return `List<${nameOf(type.element)}>`
    case 'union':
      return showMembers(
        type.variants.map((variant) => variant.tag),
        ' | ',
      )
    case 'record':
      return '{ … }'
  }
}

/** String literals joined by `separator`, shortened where there are many. */
export function showMembers(values: readonly string[], separator: string): string {
  const shown = values.slice(0, MOST_MEMBERS).map((value) => JSON.stringify(value))
  return [...shown, ...(values.length > MOST_MEMBERS ? ['…'] : [])].join(separator)
}

/** `3 to 8`, `at least 3`, `at most 8`, for refinements in messages. */
export function showRange(min: number | undefined, max: number | undefined): string {
  if (min !== undefined && max !== undefined)
    return min === max ? `exactly ${String(min)}` : `${String(min)} to ${String(max)}`
  if (min !== undefined) return `at least ${String(min)}`
  return max === undefined ? 'anything' : `at most ${String(max)}`
}
