/** The 32 bytes of an Ed25519 public key out of a token's CKA_EC_POINT, which tokens wrap in three ways. */

/** Bare; in a DER OCTET STRING (PKCS#11 2.40 and most tokens); in a DER BIT STRING. */
const WRAPPERS: readonly (readonly number[])[] = [[], [0x04, 0x20], [0x03, 0x21, 0x00]]

/** Undefined where it is none of these. */
export function publicPoint(value: Uint8Array): Uint8Array | undefined {
  const wrapper = WRAPPERS.find(
    (head) => value.length === head.length + 32 && head.every((byte, n) => value[n] === byte),
  )
  return wrapper === undefined ? undefined : value.subarray(wrapper.length)
}
