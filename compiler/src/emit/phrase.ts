/** Names as people read them. */

/** `from_account` → `From account`, `asset.transfer_sensitive` → `Asset transfer sensitive`. */
export function phraseOf(name: string): string {
  const words = name
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .join(' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
