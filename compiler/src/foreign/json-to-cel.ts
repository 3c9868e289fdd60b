/**
 * JSON values as a CEL engine sees them under the foreign profile: numbers are doubles, objects are maps of their own members, nothing is guessed
 * from what a member is called. The engine's own conversion would take an object with a member `$typeName` for a protobuf message and trip over one
 * named `constructor`, so it is never asked.
 */
import { type CelInput, type CelMap, celList, celMap } from '@bufbuild/cel'

const DEEPEST = 200

/** Throws where the value is no JSON or deeper than 200 levels; the caller turns that into a failed evaluation. */
export function jsonToCel(value: unknown, depth: number = 0): CelInput {
  if (depth > DEEPEST) throw new Error('the value is too deep')
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value
  if (Array.isArray(value)) return celList(value.map((element) => jsonToCel(element, depth + 1)))
  if (typeof value !== 'object') throw new Error('the value is no JSON')
  const members = new Map<string, CelInput>()
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) members.set(name, jsonToCel(member, depth + 1))
  }
  return mapOf(members)
}

// The engine takes a member that is null for an absent one, in `has` as in `in`; CEL does not.
function mapOf(members: ReadonlyMap<string, CelInput>): CelMap {
  const map = celMap(members)
  Object.defineProperty(map, 'has', { value: (key: unknown) => typeof key === 'string' && members.has(key) })
  return map
}
