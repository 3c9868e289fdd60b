/**
 * Canonical JSON, written out a second time for the generator alone: expected values must not come from the library that is being tested. Relies on
 * ECMAScript's own Number::toString and JSON string escapes, which RFC 8785 adopts word for word.
 */

export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalText(member)}`).join(',')}}`
}
