/** The keywords of this language beside those of the standard: decimals, opaque JSON, conditions in CEL. A reader knows them by the manifest's required features. */
import { fractionDigits } from '../types/fraction-digits.ts'
import { isJsonWithin } from '../types/json-size.ts'
import { compileCel } from './compile-cel.ts'
import type { Assertion } from './json-schema/schema-assertions.ts'
import { jsonToCel } from './json-to-cel.ts'

/** Those that the manifest's required features ask for. */
export function schemaExtensions(features: ReadonlySet<string>): ReadonlyMap<string, Assertion> {
  const extensions = new Map<string, Assertion>()
  if (features.has('decimals.1')) extensions.set('x-claw-decimals', hasDecimals)
  if (features.has('json.1')) extensions.set('x-claw-json', isSmallJson)
  if (features.has('where.1')) extensions.set('x-claw-where', meetsConditions)
  return extensions
}

function hasDecimals(value: unknown, digits: unknown): boolean {
  return typeof value !== 'number' || fractionDigits(value) <= Number(digits)
}

/** Of values of every kind: the keyword stands where nothing else describes them. */
function isSmallJson(value: unknown, bytes: unknown): boolean {
  return isJsonWithin(value, Number(bytes))
}

/** One canonical CEL text or a list of them, over the root `value`; all must be true of it. */
function meetsConditions(value: unknown, conditions: unknown): boolean {
  const sources: readonly unknown[] = Array.isArray(conditions) ? conditions : [conditions]
  return sources.every(
    (source) => typeof source === 'string' && conditionProgram(source).evaluate({ value: jsonToCel(value) }) === true,
  )
}

const conditions = new Map<string, ReturnType<typeof compileCel>>()
const CONDITIONS_REMEMBERED = 1_000

/** A condition of a schema, read once. */
export function conditionProgram(source: string): ReturnType<typeof compileCel> {
  const known = conditions.get(source)
  if (known !== undefined) return known
  if (conditions.size >= CONDITIONS_REMEMBERED) conditions.clear()
  const program = compileCel(source)
  conditions.set(source, program)
  return program
}
