/**
 * Strict UTF-8 to text, by hand because the language's core has no platform decoder. Overlong forms, surrogates, values above U+10FFFF and cut-off
 * sequences are refused, never replaced. Knows nothing of the language.
 */

export type Utf8Result =
  | { readonly ok: true; readonly text: string; readonly ascii: boolean }
  /** `byte` is the offset of the first byte that does not belong to a character. */
  | { readonly ok: false; readonly byte: number }

/** Code units given to `String.fromCharCode` at once. */
const CHUNK = 8192

export function decodeUtf8(bytes: Uint8Array): Utf8Result {
  if (isAscii(bytes)) return { ok: true, text: textOf(bytes), ascii: true }
  const units = new Uint16Array(bytes.length)
  let length = 0
  let at = 0
  while (at < bytes.length) {
    const first = bytes[at]!
    if (first < 0x80) {
      units[length++] = first
      at++
      continue
    }
    const size = sequenceSize(bytes, at, first)
    if (size === 0) return { ok: false, byte: at }
    const point = codePoint(bytes, at, first, size)
    if (point < 0x10000) units[length++] = point
    else {
      units[length++] = 0xd800 + ((point - 0x10000) >> 10)
      units[length++] = 0xdc00 + ((point - 0x10000) & 0x3ff)
    }
    at += size
  }
  return { ok: true, text: textOf(units.subarray(0, length)), ascii: false }
}

// Most policies are: their bytes are their characters.
function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at]! >= 0x80) return false
  return true
}

/** Bytes of the well-formed sequence of two or more bytes at `at`, 0 where there is none (Unicode, table 3-7). */
function sequenceSize(bytes: Uint8Array, at: number, first: number): number {
  const size = first >= 0xc2 && first <= 0xdf ? 2 : (first & 0xf0) === 0xe0 ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0
  if (size === 0 || at + size > bytes.length) return 0
  const second = bytes[at + 1]!
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
  if (second < low || second > high) return 0
  for (let index = 2; index < size; index++) if ((bytes[at + index]! & 0xc0) !== 0x80) return 0
  return size
}

function codePoint(bytes: Uint8Array, at: number, first: number, size: number): number {
  let point = first & (0x7f >> size)
  for (let index = 1; index < size; index++) point = (point << 6) | (bytes[at + index]! & 0x3f)
  return point
}

function textOf(units: Uint8Array | Uint16Array): string {
  let text = ''
  for (let start = 0; start < units.length; start += CHUNK) {
    text += Reflect.apply(String.fromCharCode, undefined, units.subarray(start, start + CHUNK))
  }
  return text
}
