/**
 * The one way to read a member of a value that came from outside: own properties only, so that nothing inherited from a prototype can pass for a
 * field, a claim or a fact.
 */

/** The member's value; undefined where `value` is not a plain object or has no such property of its own. */
export function ownMember(value: unknown, name: string): unknown {
  if (!isRecord(value)) return undefined
  return Object.hasOwn(value, name) ? value[name] : undefined
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
