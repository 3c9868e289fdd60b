/**
 * Where a block comment of other languages ends. There are none in this one; reading it as one token makes it one error.
 */

/** A whole block comment, up to the end of the file when it is not closed: chevrotain's form of a custom pattern. */
export function scanBlockComment(text: string, offset: number): [string] | null {
  if (!text.startsWith('/*', offset)) return null
  const close = text.indexOf('*/', offset + 2)
  return [text.slice(offset, close < 0 ? text.length : close + 2)]
}
