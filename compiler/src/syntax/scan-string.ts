/**
 * Where a text literal ends: `"…"`, `r"…"` and `"""…"""`. Finds the end only, in one pass over the literal; what stands inside is read by
 * `decode-string.ts`. A literal that does not end stops at its line, so that what follows it is still read.
 */

const QUOTE = 34
const BACKSLASH = 92
const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const LETTER_R = 114

/** Undefined where none begins at `offset`. */
export function endOfString(text: string, offset: number): number | undefined {
  const first = text.charCodeAt(offset)
  if (first === LETTER_R)
    return text.charCodeAt(offset + 1) === QUOTE ? endOfLineString(text, offset + 2, false) : undefined
  if (first !== QUOTE) return undefined
  if (!text.startsWith('"""', offset)) return endOfLineString(text, offset + 1, true)
  // No escape hides the closing quotes: a search that fails here fails for every later literal too, and the whole file is scanned once.
  const close = text.indexOf('"""', offset + 3)
  return close >= 0 ? close + 3 : endOfLine(text, offset + 3)
}

/** After the closing quote, or at the end of the line when there is none. */
function endOfLineString(text: string, start: number, escapes: boolean): number {
  for (let at = start; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === QUOTE) return at + 1
    if (unit === LINE_FEED || unit === CARRIAGE_RETURN) return at
    if (escapes && unit === BACKSLASH && !isLineEnd(text.charCodeAt(at + 1))) at++
  }
  return text.length
}

export function endOfLine(text: string, start: number): number {
  let at = start
  while (at < text.length && !isLineEnd(text.charCodeAt(at))) at++
  return at
}

function isLineEnd(unit: number): boolean {
  return unit === LINE_FEED || unit === CARRIAGE_RETURN
}
