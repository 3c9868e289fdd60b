/**
 * From values by dotted path to the nested coordination block that is published, and the relations between its fields. Pure arithmetic on values
 * that `read-coordination.ts` has judged one by one.
 */
import { COORDINATION_PARAMETERS, COORDINATION_RELATIONS } from 'clawql-manifest-validator'
import { fieldsDisagree } from '../diagnostics/catalogue/manifest.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { JsonValue } from '../program/type.ts'
import type { Location } from '../source/span.ts'
import type { CoordinationValue } from './read-coordination.ts'

/** Values in the manifest's nesting, fields in the order of the table. */
export function nestCoordination(values: ReadonlyMap<string, { readonly value: number | boolean }>): {
  readonly [key: string]: JsonValue
} {
  const nested: Record<string, JsonValue> = {}
  const blocks = new Map<string, Record<string, JsonValue>>()
  for (const { path } of COORDINATION_PARAMETERS) {
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
  return COORDINATION_PARAMETERS.filter(
    ({ path, defaultValue }) => defaultValue === undefined && !judged.has(path),
  ).map(({ path }) => path)
}

export function withDefaults(
  values: ReadonlyMap<string, CoordinationValue>,
): ReadonlyMap<string, { readonly value: number | boolean }> {
  const all = new Map<string, { readonly value: number | boolean }>(values)
  for (const { path, defaultValue } of COORDINATION_PARAMETERS) {
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
  for (const { parameters, rule, isBroken } of COORDINATION_RELATIONS) {
    const found = parameters.map((path) => values.get(path))
    const numbers = found.map((entry) => (typeof entry?.value === 'number' ? entry.value : Number.NaN))
    if (!isBroken(numbers)) continue
    const locations = found.flatMap((entry) => (entry?.location ? [entry.location] : []))
    const here = locations.find(isHere)
    if (here === undefined && locations.length > 0) continue
    const shown = parameters
      .map((path, index) => `\`${path.slice(path.lastIndexOf('.') + 1)}\` is ${numbers[index]}`)
      .join(' and ')
    reporter.report(fieldsDisagree, here ?? fallback, { rule, values: shown })
  }
}
