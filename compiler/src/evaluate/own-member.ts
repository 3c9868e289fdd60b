/**
 * The one way to read a member of a value that came from outside: own properties only, so that nothing inherited from a prototype can pass for a
 * field, a claim or a fact.
 */

/** The member's value; undefined where `value` is not a plain object or has no such property of its own. */
export function ownMember(value: unknown, name: string): unknown {
  if (!isRecord(value)) return undefined
  return Object.hasOwn(value, name) ? value[name] : undefined
}

/** The keys of a map: own, enumerable, not set to undefined. */
export function mapKeys(value: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(value).filter((key) => value[key] !== undefined)
}

/** The value under a key of a map; undefined where there is none. */
export function mapMember(value: unknown, key: string): unknown {
  if (!isRecord(value)) return undefined
  return Object.prototype.propertyIsEnumerable.call(value, key) ? value[key] : undefined
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
