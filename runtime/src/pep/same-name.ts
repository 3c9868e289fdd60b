/**
 * Whether two names may be one person's. Names come from two places, tokens and the manifest, and may be written with other code points or in another case;
 * to take two people for one only refuses an approval, to take one for two would let it count.
 */
export function isSameName(left: string, right: string): boolean {
  return left === right || folded(left) === folded(right)
}

function folded(name: string): string {
  return name.normalize('NFKC').toLowerCase().normalize('NFKC').trim()
}
