/** A record with some members replaced or taken out. */

/** A copy of the own members; undefined takes a member out. */
export function withChanges(
  value: Readonly<Record<string, unknown>>,
  changes: ReadonlyMap<string, unknown>,
): Readonly<Record<string, unknown>> {
  const members = new Map(Object.entries(value))
  for (const [name, after] of changes) {
    if (after === undefined) members.delete(name)
    else members.set(name, after)
  }
  // `fromEntries` defines properties instead of assigning them, so that a member named `__proto__` stays a member.
  return Object.fromEntries(members)
}
