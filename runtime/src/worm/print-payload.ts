/**
 * Checks a payload against its kind and prints it as canonical JSON in one pass: the fields of a kind are known, so their order and their quoted names are
 * made once. Says yes or nothing at all; why a payload does not fit is told by `payload-faults.ts`.
 */
import { canonicalize } from 'clawql-manifest-validator'
import { isDigest } from '../encoding/is-digest.ts'
import { EVENT_KINDS } from './event-kinds.ts'
import { type FieldType, hasType } from './payload-type.ts'
import type { WormPayload } from './worm-entry.ts'

interface PrintedField {
  readonly name: string
  readonly type: FieldType
  readonly optional: boolean
  readonly first: string
  readonly later: string
}

const SHAPES: ReadonlyMap<string, readonly PrintedField[]> = new Map(
  EVENT_KINDS.map(({ kind, fields }) => {
    const inOrder = [...fields].sort((left, right) => (left.name < right.name ? -1 : 1))
    return [kind, inOrder.map((field) => ({ ...field, first: `{"${field.name}":`, later: `,"${field.name}":` }))]
  }),
)

/** The canonical text of a payload that fits its kind; undefined for every other. Throws as `canonicalize` does where a member is no JSON. */
export function printPayload(kind: string, payload: WormPayload): string | undefined {
  const shape = SHAPES.get(kind)
  if (shape === undefined || Object.getPrototypeOf(payload) !== Object.prototype) return undefined
  let text = ''
  let present = 0
  for (let at = 0; at < shape.length; at++) {
    const { name, type, optional, first, later } = shape[at]!
    const value = payload[name]
    if (value === undefined && optional) continue
    const printed = printField(value, type)
    if (printed === undefined) return undefined
    text += (present === 0 ? first : later) + printed
    present += 1
  }
  // As many members as fields that were found: then there is no other.
  if (Object.keys(payload).length !== present) return undefined
  return present === 0 ? '{}' : `${text}}`
}

function printField(value: unknown, type: FieldType): string | undefined {
  switch (type) {
    case 'text':
      return typeof value === 'string' ? canonicalize(value) : undefined
    case 'digest':
      return isDigest(value) ? `"${value}"` : undefined
    case 'integer':
    case 'number':
    case 'boolean':
      // ECMAScript prints a number as RFC 8785 wants it, and minus zero as 0.
      return hasType(value, type) ? `${value as number | boolean}` : undefined
    default:
      return hasType(value, type) ? canonicalize(value) : undefined
  }
}
