/**
 * Standard base64 (RFC 4648 section 4), padded and canonical: one text for one byte string. Other spellings are refused, because a signature or
 * key that can be written two ways can be replayed as another.
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const VALUES: Readonly<Record<string, number>> = Object.fromEntries([...ALPHABET].map((digit, value) => [digit, value]))

export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    text += ALPHABET[group >> 18]! + ALPHABET[(group >> 12) & 63]!
    text += i + 1 < bytes.length ? ALPHABET[(group >> 6) & 63]! : '='
    text += i + 2 < bytes.length ? ALPHABET[group & 63]! : '='
  }
  return text
}

/** The bytes of `text`, or undefined when it is not the canonical padded form. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 4 !== 0) return undefined
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const digits = text.length - padding
  const bytes = new Uint8Array((digits * 3) >> 2)
  let pending = 0
  let bits = 0
  let at = 0
  for (let i = 0; i < digits; i += 1) {
    const value = VALUES[text[i]!]
    if (value === undefined) return undefined
    pending = ((pending << 6) | value) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[at++] = (pending >> bits) & 0xff
    }
  }
  // Bits left over must be zero, else two texts would decode alike.
  return (pending & ((1 << bits) - 1)) === 0 ? bytes : undefined
}

export function isBase64(text: string): boolean {
  return fromBase64(text) !== undefined
}
