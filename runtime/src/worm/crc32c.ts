/** CRC-32C (Castagnoli, RFC 3720 appendix B.4), for torn and rotten frames. It detects accidents; the tree detects attackers. */
const SLICES = 16
/** Table `n` at n × 256: the effect of a byte that has n more bytes after it. */
const TABLE = buildTable()

/** Sixteen bytes a round (slicing-by-16): half the time of four, which shows at a hundred thousand entries a second. */
export function crc32c(bytes: Uint8Array, from = 0, to: number = bytes.length): number {
  const t = TABLE
  let crc = -1
  let at = from
  for (; at + SLICES <= to; at += SLICES) {
    crc =
      t[3840 + (bytes[at]! ^ (crc & 255))]! ^
      t[3584 + (bytes[at + 1]! ^ ((crc >>> 8) & 255))]! ^
      t[3328 + (bytes[at + 2]! ^ ((crc >>> 16) & 255))]! ^
      t[3072 + (bytes[at + 3]! ^ (crc >>> 24))]! ^
      t[2816 + bytes[at + 4]!]! ^
      t[2560 + bytes[at + 5]!]! ^
      t[2304 + bytes[at + 6]!]! ^
      t[2048 + bytes[at + 7]!]! ^
      t[1792 + bytes[at + 8]!]! ^
      t[1536 + bytes[at + 9]!]! ^
      t[1280 + bytes[at + 10]!]! ^
      t[1024 + bytes[at + 11]!]! ^
      t[768 + bytes[at + 12]!]! ^
      t[512 + bytes[at + 13]!]! ^
      t[256 + bytes[at + 14]!]! ^
      t[bytes[at + 15]!]!
  }
  for (; at < to; at++) crc = t[(crc ^ bytes[at]!) & 255]! ^ (crc >>> 8)
  return (crc ^ -1) >>> 0
}

function buildTable(): Int32Array {
  const table = new Int32Array(SLICES * 256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0)
    table[byte] = crc
  }
  for (let at = 256; at < table.length; at++) {
    const before = table[at - 256]!
    table[at] = (before >>> 8) ^ table[before & 255]!
  }
  return table
}
