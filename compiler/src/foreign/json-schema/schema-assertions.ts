/**
 * The keywords of JSON Schema 2020-12 that judge a value by itself, without other schemas: `type`, `enum`, limits, lengths, patterns, presence.
 * Each says nothing about values of a kind it is not for.
 */
import { countCodePoints } from '../../evaluate/code-points.ts'
import { equalValues } from '../../evaluate/equal-values.ts'
import { isRecord, mapKeys, ownMember } from '../../evaluate/own-member.ts'
import { isExactMultiple } from '../exact-multiple.ts'
import { compileSchemaPattern } from '../schema-pattern.ts'

/** True where the value satisfies the keyword's parameter. */
export type Assertion = (value: unknown, parameter: unknown) => boolean

type Members = Readonly<Record<string, unknown>>

export const ASSERTIONS: ReadonlyMap<string, Assertion> = new Map<string, Assertion>([
  ['type', (value, types) => (Array.isArray(types) ? types : [types]).some((type) => isOfType(value, type))],
  ['enum', (value, members) => Array.isArray(members) && members.some((member) => equalValues(member, value))],
  ['const', (value, only) => equalValues(only, value)],
  ['multipleOf', forNumbers((value, divisor) => isExactMultiple(value, divisor))],
  ['maximum', forNumbers((value, limit) => value <= limit)],
  ['exclusiveMaximum', forNumbers((value, limit) => value < limit)],
  ['minimum', forNumbers((value, limit) => value >= limit)],
  ['exclusiveMinimum', forNumbers((value, limit) => value > limit)],
  ['maxLength', forText((value, limit) => countCodePoints(value) <= Number(limit))],
  ['minLength', forText((value, limit) => countCodePoints(value) >= Number(limit))],
  ['pattern', forText((value, source) => compileSchemaPattern(String(source)).test(value))],
  ['maxItems', forLists((value, limit) => value.length <= Number(limit))],
  ['minItems', forLists((value, limit) => value.length >= Number(limit))],
  ['uniqueItems', forLists((value, isAsked) => isAsked !== true || !hasRepetition(value))],
  ['maxProperties', forRecords((value, limit) => mapKeys(value).length <= Number(limit))],
  ['minProperties', forRecords((value, limit) => mapKeys(value).length >= Number(limit))],
])

function isOfType(value: unknown, type: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null
    case 'boolean':
      return typeof value === 'boolean'
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
    case 'integer':
      return Number.isInteger(value)
    case 'string':
      return typeof value === 'string'
    case 'array':
      return Array.isArray(value)
    case 'object':
      return isRecord(value)
    default:
      return false
  }
}

function forNumbers(holds: (value: number, parameter: number) => boolean): Assertion {
  return (value, parameter) => typeof value !== 'number' || holds(value, Number(parameter))
}

function forText(holds: (value: string, parameter: unknown) => boolean): Assertion {
  return (value, parameter) => typeof value !== 'string' || holds(value, parameter)
}

function forLists(holds: (value: readonly unknown[], parameter: unknown) => boolean): Assertion {
  return (value, parameter) => !Array.isArray(value) || holds(value, parameter)
}

function forRecords(holds: (value: Members, parameter: unknown) => boolean): Assertion {
  return (value, parameter) => !isRecord(value) || holds(value, parameter)
}

function hasRepetition(elements: readonly unknown[]): boolean {
  if (!elements.some((element) => typeof element === 'object' && element !== null)) {
    return new Set(elements).size !== elements.length
  }
  return elements.some((element, index) => elements.slice(0, index).some((earlier) => equalValues(earlier, element)))
}

/** The first name that `required`, `dependentRequired` or the older `dependencies` asks for and the value lacks. */
export function missingMember(value: Members, schema: Members): string | undefined {
  const required = ownMember(schema, 'required')
  const wanted: unknown[] = Array.isArray(required) ? [...required] : []
  for (const keyword of ['dependentRequired', 'dependencies']) {
    const dependent = ownMember(schema, keyword)
    for (const [name, others] of Object.entries(isRecord(dependent) ? dependent : {})) {
      if (ownMember(value, name) !== undefined && Array.isArray(others)) wanted.push(...others)
    }
  }
  return wanted.find((name): name is string => typeof name === 'string' && ownMember(value, name) === undefined)
}
