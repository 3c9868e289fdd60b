/**
 * Bytes as policies see them: base64 text (RFC 4648, section 4), padded, with the unused bits zero, so that one text stands for one sequence of bytes
 * and equality of texts is equality of bytes. Nothing is decoded.
 */

const SHAPE = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/
const LONGEST = 4 * 2 ** 23

/** How many bytes the text stands for; undefined where it is none. */
export function bytesIn(text: unknown): number | undefined {
  if (typeof text !== 'string' || text.length % 4 !== 0 || text.length > LONGEST || !SHAPE.test(text)) return undefined
  return (text.length / 4) * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0)
}
