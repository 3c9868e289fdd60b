/**
 * JSON values as a CEL engine sees them under the foreign profile: numbers are doubles, objects are maps of their own members, nothing is guessed
 * from what a member is called. The engine's own conversion would take an object with a member `$typeName` for a protobuf message and trip over one
 * named `constructor`, so it is never asked.
 */
import { type CelInput, celList } from '@bufbuild/cel'
import { presentMap } from './cel-map.ts'

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
  return presentMap(members)
}
