/**
 * Prints a JSON value as YAML 1.2 for people: block style, the order given, one indentation. Strings are plain only where no reader could take them for
 * anything else.
 */

/** Ends with a newline. The value must be JSON: no undefined, no functions, no cycles. */
export function printYaml(value: unknown): string {
  return `${block(value, '').replace(/^\n/, '')}\n`
}

/** Text that follows `key:` or `-`: a scalar on the same line, or a block on the lines below. */
function block(value: unknown, indent: string): string {
  if (Array.isArray(value)) return value.length === 0 ? ' []' : sequence(value, indent)
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
    return entries.length === 0 ? ' {}' : mapping(entries, indent)
  }
  return ` ${scalar(value)}`
}

function sequence(items: readonly unknown[], indent: string): string {
  return items
    .map((item) => {
      const text = block(item, `${indent}  `)
      // A mapping or sequence begins on the dash's own line.
      return `\n${indent}-${text.startsWith('\n') ? ` ${text.slice(indent.length + 3)}` : text}`
    })
    .join('')
}

function mapping(entries: readonly (readonly [string, unknown])[], indent: string): string {
  return entries
    .map(([key, item]) => `\n${indent}${scalar(key)}:${block(item, isList(item) ? indent : `${indent}  `)}`)
    .join('')
}

function isList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0
}

function scalar(value: unknown): string {
  if (typeof value !== 'string') return String(value)
  return isPlain(value) ? value : JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, escaped)
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Words that YAML 1.1 or 1.2 readers take for booleans and nulls. */
const WORDS = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n'])

// Starts with a letter, holds nothing with a meaning, ends in no space or colon.
function isPlain(text: string): boolean {
  return (
    /^[A-Za-z_][A-Za-z0-9_./@→ -]*(?::[A-Za-z0-9_./@→ -]+)*$/.test(text) &&
    !text.endsWith(' ') &&
    !/: | #/.test(text) &&
    !WORDS.has(text.toLowerCase())
  )
}
