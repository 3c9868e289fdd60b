/**
 * Completes a default value with the defaults of the fields inside it, so that a default means the same as the value it stands for.
 */
import type { JsonValue, Type } from '../program/type.ts'

export function fillDefaults(value: JsonValue, type: Type): JsonValue {
  if (Array.isArray(value)) {
    const elements: readonly JsonValue[] = value
    return type.kind === 'list' ? elements.map((element) => fillDefaults(element, type.element)) : value
  }
  if (typeof value !== 'object' || value === null) return value
  if (type.kind === 'map') {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fillDefaults(member, type.element)]))
  }
  if (type.kind === 'union') {
    const tag = new Map<string, JsonValue>(Object.entries(value)).get(type.discriminator)
    const variant = type.variants.find((candidate) => candidate.tag === tag)
    return variant === undefined ? value : fillDefaults(value, variant.record)
  }
  if (type.kind !== 'record') return value
  const members = new Map<string, JsonValue>(Object.entries(value))
  for (const field of type.fields) {
    const member = members.get(field.name) ?? field.defaultValue
    if (member !== undefined) members.set(field.name, fillDefaults(member, field.type))
  }
  return Object.fromEntries(members)
}
