/** Any value as short text for a person who reads a mismatch: like JSON, but also what JSON has no word for. Never throws and always ends. */

const LONGEST = 1_000
const DEEPEST = 8
const MOST_MEMBERS = 40

/** Ill-formed text is escaped, so that the result is well-formed; what is longer than 1,000 characters is cut. */
export function showValue(value: unknown): string {
  const text = show(value, 0)
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1).toWellFormed()}…` : text
}

function show(value: unknown, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value)
  if (Object.is(value, -0)) return '-0'
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? 'function' : String(value)
  if (depth >= DEEPEST) return '…'
  if (Array.isArray(value)) {
    return `[${Array.from(value.slice(0, MOST_MEMBERS), (element) => show(element, depth + 1)).join(', ')}]`
  }
  const members = Object.entries(value).slice(0, MOST_MEMBERS)
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}: ${show(member, depth + 1)}`).join(', ')}}`
}
