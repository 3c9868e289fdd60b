/**
 * Cuts a stream of bytes into lines. Owns the bound: a line that grows beyond it is dropped as it arrives and reported once, so that no input can
 * make the program hold more than one line's worth.
 */

/** Stands for a line that was longer than allowed. */
export const OVERLONG: unique symbol = Symbol('overlong line')

const LINE_FEED = 10

/** Lines without their line feed; the last one also when no line feed ends it. */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array | typeof OVERLONG> {
  let parts: Uint8Array[] = []
  let held = 0
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      const length = held + end - start
      yield length > maxBytes ? OVERLONG : Buffer.concat([...parts, chunk.subarray(start, end)])
      parts = []
      held = 0
      start = end + 1
    }
    held += chunk.length - start
    // Beyond the bound only the count is kept, which makes the line's end report it.
    if (held > maxBytes) parts = []
    else if (start < chunk.length) parts.push(chunk.subarray(start))
  }
  if (held > maxBytes) yield OVERLONG
  else if (held > 0) yield Buffer.concat(parts)
}
