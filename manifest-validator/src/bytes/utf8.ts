/**
 * UTF-8 encoding of well-formed text. Owns the encoder because the package must run where `TextEncoder` does not exist; it never replaces an
 * ill-formed string silently, since two different strings would then have one hash.
 */

/** The UTF-8 bytes of `text`. Throws `TypeError` when it holds a lone surrogate. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(utf8Length(text))
  writeUtf8(text, bytes, 0)
  return bytes
}

/** Writes the bytes of `text` into `target` from `offset` on and returns the offset behind them. The caller has made room (three bytes a unit). */
export function writeUtf8(text: string, target: Uint8Array, offset: number): number {
  const length = text.length
  let at = offset
  for (let i = 0; i < length; i += 1) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) {
      target[at++] = unit
    } else if (unit < 0x800) {
      target[at++] = 0xc0 | (unit >> 6)
      target[at++] = 0x80 | (unit & 0x3f)
    } else if (unit < 0xd800 || unit > 0xdfff) {
      target[at++] = 0xe0 | (unit >> 12)
      target[at++] = 0x80 | ((unit >> 6) & 0x3f)
      target[at++] = 0x80 | (unit & 0x3f)
    } else {
      const point = pairedCodePoint(text, i)
      i += 1
      target[at++] = 0xf0 | (point >> 18)
      target[at++] = 0x80 | ((point >> 12) & 0x3f)
      target[at++] = 0x80 | ((point >> 6) & 0x3f)
      target[at++] = 0x80 | (point & 0x3f)
    }
  }
  return at
}

/** Number of UTF-8 bytes of `text`; throws as `utf8` does. */
export function utf8Length(text: string): number {
  let total = text.length
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) continue
    if (unit < 0x800) total += 1
    else if (unit < 0xd800 || unit > 0xdfff) total += 2
    else {
      pairedCodePoint(text, i)
      i += 1
      total += 2
    }
  }
  return total
}

function pairedCodePoint(text: string, index: number): number {
  const point = text.codePointAt(index)!
  if (point < 0x10000) throw new TypeError(`lone surrogate at index ${index}`)
  return point
}
