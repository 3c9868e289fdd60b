/**
 * From values by dotted path to the nested coordination block that is published, and the relations between its fields. Pure arithmetic on values
 * that `read-coordination.ts` has judged one by one.
 */
import { fieldsDisagree } from '../diagnostics/catalogue/manifest.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { JsonValue } from '../program/type.ts'
import type { Location } from '../source/span.ts'
import { COORDINATION_FIELDS, COORDINATION_RELATIONS } from './coordination-fields.ts'
import type { CoordinationValue } from './read-coordination.ts'

/** Values in the manifest's nesting, fields in the order of the table. */
export function nestCoordination(values: ReadonlyMap<string, { readonly value: number | boolean }>): {
  readonly [key: string]: JsonValue
} {
  const nested: Record<string, JsonValue> = {}
  const blocks = new Map<string, Record<string, JsonValue>>()
  for (const { path } of COORDINATION_FIELDS) {
    const found = values.get(path)
    if (found === undefined) continue
    const dot = path.indexOf('.')
    if (dot < 0) {
      nested[path] = found.value
      continue
    }
    const name = path.slice(0, dot)
    const block = blocks.get(name) ?? {}
    if (!blocks.has(name)) nested[name] = block
    blocks.set(name, block)
    block[path.slice(dot + 1)] = found.value
  }
  return nested
}

/** The paths no value is given for and no constant stands in for. */
export function missingCoordination(judged: { has(path: string): boolean }): readonly string[] {
  return COORDINATION_FIELDS.filter(({ path, defaultValue }) => defaultValue === undefined && !judged.has(path)).map(
    ({ path }) => path,
  )
}

export function withDefaults(
  values: ReadonlyMap<string, CoordinationValue>,
): ReadonlyMap<string, { readonly value: number | boolean }> {
  const all = new Map<string, { readonly value: number | boolean }>(values)
  for (const { path, defaultValue } of COORDINATION_FIELDS) {
    if (defaultValue !== undefined && !all.has(path)) all.set(path, { value: defaultValue })
  }
  return all
}

/**
 * Reports relations that do not hold, each at the first of its fields that `isHere` says was written where we are (a preset already judged is not
 * judged again), else at `fallback`. Relations with a missing field are left alone.
 */
export function checkRelations(
  values: ReadonlyMap<string, { readonly value: number | boolean; readonly location?: Location }>,
  isHere: (location: Location) => boolean,
  fallback: Location,
  reporter: Reporter,
): void {
  for (const { fields, rule, holds } of COORDINATION_RELATIONS) {
    const found = fields.map((path) => values.get(path))
    const numbers = found.map((entry) => entry?.value)
    if (!numbers.every((value) => typeof value === 'number') || holds(numbers)) continue
    const locations = found.flatMap((entry) => (entry?.location ? [entry.location] : []))
    const here = locations.find(isHere)
    if (here === undefined && locations.length > 0) continue
    const shown = fields
      .map((path, index) => `\`${path.slice(path.lastIndexOf('.') + 1)}\` is ${numbers[index]}`)
      .join(' and ')
    reporter.report(fieldsDisagree, here ?? fallback, { rule, values: shown })
  }
}
