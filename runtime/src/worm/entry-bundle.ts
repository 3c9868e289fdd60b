/** Entry bundles: a run of entries, each a big-endian length of two bytes and that many bytes. At most 256 of them in a file; here any number. */
import { MAX_ENTRY_BYTES } from './frame.ts'

export function formatEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(entries.reduce((sum, entry) => sum + entry.length + 2, 0))
  let at = 0
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY_BYTES) throw new RangeError(`an entry of ${entry.length} bytes does not fit a bundle`)
    bytes[at] = entry.length >>> 8
    bytes[at + 1] = entry.length & 255
    bytes.set(entry, at + 2)
    at += entry.length + 2
  }
  return bytes
}

/** The entries (views into `bytes`), or the offset at which the bundle stops being one. */
export function parseEntryBundle(bytes: Uint8Array): { entries: readonly Uint8Array[] } | { brokenAt: number } {
  const entries: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = at + 2 + ((bytes[at]! << 8) | (bytes[at + 1] ?? 0))
    if (at + 2 > bytes.length || end > bytes.length) return { brokenAt: at }
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  return { entries }
}
