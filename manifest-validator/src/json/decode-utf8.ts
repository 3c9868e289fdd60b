/**
 * Strict UTF-8 decoding for manifests: no repair, no byte order mark. Owns the decoder because the package must run where `TextDecoder` does not
 * exist.
 */

const CHUNK = 4096

/** The text, or the offset of the first byte that is not UTF-8. */
export type Decoded = { readonly text: string } | { readonly badOffset: number }

export function decodeUtf8(bytes: Uint8Array): Decoded {
  const units = new Uint16Array(CHUNK + 1)
  let text = ''
  let used = 0
  let at = 0
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { badOffset: 0 }
  while (at < bytes.length) {
    const first = bytes[at]!
    if (first < 0x80) {
      units[used++] = first
      at += 1
    } else {
      const length = sequenceLength(bytes, at)
      if (length === 0) return { badOffset: at }
      const point = codePointAt(bytes, at, length)
      if (point > 0xffff) {
        units[used++] = 0xd7c0 + (point >> 10)
        units[used++] = 0xdc00 | (point & 0x3ff)
      } else {
        units[used++] = point
      }
      at += length
    }
    if (used >= CHUNK) {
      text += toText(units, used)
      used = 0
    }
  }
  return { text: text + toText(units, used) }
}

function toText(units: Uint16Array, used: number): string {
  return String.fromCharCode.apply(null, units.subarray(0, used) as Uint16Array & number[])
}

/** Length of the well-formed multi-byte sequence at `at` (Unicode table 3-7), or 0. */
function sequenceLength(bytes: Uint8Array, at: number): 0 | 2 | 3 | 4 {
  const first = bytes[at]!
  const second = bytes[at + 1] ?? 0
  if (first < 0xc2 || first > 0xf4 || !isTail(second)) return 0
  if (first < 0xe0) return 2
  if (!isTail(bytes[at + 2] ?? 0)) return 0
  if (first < 0xf0) {
    if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f)) return 0
    return 3
  }
  if (!isTail(bytes[at + 3] ?? 0) || (first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f)) return 0
  return 4
}

function isTail(byte: number): boolean {
  return (byte & 0xc0) === 0x80
}

function codePointAt(bytes: Uint8Array, at: number, length: 2 | 3 | 4): number {
  let point = bytes[at]! & (0xff >> (length + 1))
  for (let i = 1; i < length; i += 1) point = (point << 6) | (bytes[at + i]! & 0x3f)
  return point
}
