/** Objects put together again after their names were blotted out. Names may look alike then: both members stay. */
import type { JsonValue } from 'clawql-manifest-validator'

/** In the order given; a name that is taken gets a number behind it. `__proto__` is a name like any other. */
export function withFreeNames(members: readonly (readonly [name: string, value: JsonValue])[]): JsonValue {
  const made: Record<string, JsonValue> = {}
  const counts = new Map<string, number>()
  for (const [name, value] of members) {
    const key = freeName(made, counts, name)
    if (key === '__proto__')
      Object.defineProperty(made, key, { value, enumerable: true, writable: true, configurable: true })
    else made[key] = value
  }
  return made
}

function freeName(taken: object, counts: Map<string, number>, name: string): string {
  if (!Object.hasOwn(taken, name)) return name
  for (;;) {
    const number = (counts.get(name) ?? 1) + 1
    counts.set(name, number)
    if (!Object.hasOwn(taken, `${name} (${number})`)) return `${name} (${number})`
  }
}

export function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}
