/**
 * UTF-8 to text, strictly: over-long forms, surrogates, values above U+10FFFF and truncated sequences give undefined. Written out because the pure
 * part of the runtime has no TextDecoder.
 */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  const parts: string[] = []
  let run: number[] = []
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at]!
    const length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
    if (length === 0 || at + length > bytes.length) return undefined
    const point = length === 1 ? lead : continued(bytes, at, length)
    if (point === undefined) return undefined
    run.push(point)
    if (run.length === 4096) {
      parts.push(String.fromCodePoint(...run))
      run = []
    }
    at += length
  }
  return parts.join('') + String.fromCodePoint(...run)
}

const SMALLEST = [0, 0, 0x80, 0x800, 0x10000]

function continued(bytes: Uint8Array, at: number, length: number): number | undefined {
  let point = bytes[at]! & (0xff >> (length + 1))
  for (let next = at + 1; next < at + length; next++) {
    const byte = bytes[next]!
    if ((byte & 0xc0) !== 0x80) return undefined
    point = (point << 6) | (byte & 0x3f)
  }
  if (point < SMALLEST[length]! || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return undefined
  return point
}
