/** The three hashes of an RFC 6962 tree, over whichever SHA-256 the host supplies (the platform's is faster than the portable one). */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

export interface TreeHash {
  readonly empty: Uint8Array
  leaf(bytes: Uint8Array): Uint8Array
  node(left: Uint8Array, right: Uint8Array): Uint8Array
}

export function createTreeHash(sha256: Sha256): TreeHash {
  const pair = new Uint8Array(65)
  pair[0] = 1
  return {
    empty: sha256(new Uint8Array(0)),
    leaf(bytes) {
      const prefixed = new Uint8Array(bytes.length + 1)
      prefixed.set(bytes, 1)
      return sha256(prefixed)
    },
    node(left, right) {
      pair.set(left, 1)
      pair.set(right, 33)
      return sha256(pair)
    },
  }
}
