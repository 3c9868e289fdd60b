/**
 * What happens to a value before anything judges it: JSON null becomes absent where a field is nullable, defaults are filled in, −0 becomes 0.
 * Rules, digest and handler all see the result. Values of the wrong type pass through unchanged; refusing them is the schema check's work.
 */
import type { Field, JsonValue, RecordType, Type } from '../program/type.ts'
import { normalizeJson } from './normalize-json.ts'
import { isRecord, ownMember } from './own-member.ts'
import { withChanges } from './with-changes.ts'

/** The same object when nothing changes; otherwise a copy that shares what did not change. Idempotent. */
export function normalize(type: RecordType, value: unknown): unknown {
  return normalizeRecord(value, type)
}

function normalizeValue(value: unknown, type: Type): unknown {
  switch (type.kind) {
    case 'int':
    case 'float':
      return value === 0 ? 0 : value
    case 'json':
      return normalizeJson(value, type.maxBytes)
    case 'list':
      return normalizeList(value, type.element)
    case 'map':
      return normalizeMap(value, type.element)
    case 'union': {
      const tag = ownMember(value, type.discriminator)
      const variant = type.variants.find((candidate) => candidate.tag === tag)
      return variant === undefined ? value : normalizeRecord(value, variant.record)
    }
    case 'record':
      return normalizeRecord(value, type)
    default:
      return value
  }
}

function normalizeList(value: unknown, element: Type): unknown {
  if (!Array.isArray(value)) return value
  const before: readonly unknown[] = value
  const after = before.map((item) => normalizeValue(item, element))
  return after.every((item, index) => Object.is(item, before[index])) ? value : after
}

function normalizeMap(value: unknown, element: Type): unknown {
  if (!isRecord(value)) return value
  const changes = new Map<string, unknown>()
  for (const key of Object.keys(value)) {
    const after = normalizeValue(value[key], element)
    if (!Object.is(value[key], after)) changes.set(key, after)
  }
  return changes.size === 0 ? value : withChanges(value, changes)
}

function normalizeRecord(value: unknown, type: RecordType): unknown {
  if (!isRecord(value)) return value
  const changes = new Map<string, unknown>()
  for (const field of type.fields) {
    const before = ownMember(value, field.name)
    const after = normalizeField(before, field)
    if (!Object.is(before, after)) changes.set(field.name, after)
  }
  return changes.size === 0 ? value : withChanges(value, changes)
}

function normalizeField(member: unknown, field: Field): unknown {
  const present = field.nullable && member === null ? undefined : member
  if (present !== undefined) return normalizeValue(present, field.type)
  return field.defaultValue === undefined ? undefined : copyOf(field.defaultValue)
}

// A handler may write to its input; the program's own default must not change with it.
function copyOf(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyOf)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copyOf(member)]))
}
