/**
 * Where a block comment of other languages ends. There are none in this one; reading it as one token makes it one error.
 */

/** Undefined where none begins at `offset`; the end of the text when it is not closed. */
export function endOfBlockComment(text: string, offset: number): number | undefined {
  if (!text.startsWith('/*', offset)) return undefined
  const close = text.indexOf('*/', offset + 2)
  return close < 0 ? text.length : close + 2
}
