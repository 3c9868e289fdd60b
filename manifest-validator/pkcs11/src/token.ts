/**
 * What can be asked of a logged-in session: keys by label, signing, verifying. Knows objects and bytes; what they are for is the provider's. Calls must not
 * overlap, since a session holds a single operation.
 */
import { CK, type Cryptoki, type Handle, returnValueOf } from './cryptoki.ts'

export type KeyClass = 'public' | 'private' | 'secret'

const CLASSES: Readonly<Record<KeyClass, number>> = {
  public: CK.CKO_PUBLIC_KEY,
  private: CK.CKO_PRIVATE_KEY,
  secret: CK.CKO_SECRET_KEY,
}

export interface Token {
  supports(mechanism: number): boolean
  /** The only key of this class with this label, undefined where there is none; throws where there are several. */
  findKey(keyClass: KeyClass, label: string): Handle | undefined
  /** CKA_EC_POINT as the token gives it. */
  readPoint(key: Handle): Uint8Array
  /** `length`: how many bytes the mechanism gives. */
  sign(key: Handle, mechanism: number, message: Uint8Array, length: number): Promise<Uint8Array>
  verify(key: Handle, mechanism: number, message: Uint8Array, signature: Uint8Array): Promise<boolean>
}

export function createToken(cryptoki: Cryptoki, session: Handle, mechanisms: ReadonlySet<number>): Token {
  return {
    supports: (mechanism) => mechanisms.has(mechanism),
    findKey: (keyClass, label) => findKey(cryptoki, session, keyClass, label),
    readPoint: (key) => {
      const [attribute] = cryptoki.C_GetAttributeValue(session, key, [{ type: CK.CKA_EC_POINT }])
      return new Uint8Array(attribute?.value ?? [])
    },
    sign: async (key, mechanism, message, length) => {
      cryptoki.C_SignInit(session, { mechanism }, key)
      return new Uint8Array(await cryptoki.C_SignAsync(session, bufferOf(message), Buffer.alloc(length)))
    },
    verify: async (key, mechanism, message, signature) => {
      cryptoki.C_VerifyInit(session, { mechanism }, key)
      try {
        return await cryptoki.C_VerifyAsync(session, bufferOf(message), bufferOf(signature))
      } catch (error) {
        const value = returnValueOf(error)
        if (value === CK.CKR_SIGNATURE_INVALID || value === CK.CKR_SIGNATURE_LEN_RANGE) return false
        throw error
      }
    },
  }
}

/** A copy. Its memory is never empty, even where the view on it is: tokens refuse the null pointer that an empty buffer becomes. */
function bufferOf(bytes: Uint8Array): Buffer {
  const copy = Buffer.alloc(bytes.length + 1)
  copy.set(bytes)
  return copy.subarray(0, bytes.length)
}

/** Labels are not unique in PKCS#11: which of two keys was meant is not for us to guess. */
function findKey(cryptoki: Cryptoki, session: Handle, keyClass: KeyClass, label: string): Handle | undefined {
  cryptoki.C_FindObjectsInit(session, [
    { type: CK.CKA_CLASS, value: CLASSES[keyClass] },
    { type: CK.CKA_LABEL, value: label },
  ])
  let found: Handle[]
  try {
    found = cryptoki.C_FindObjects(session, 2)
  } finally {
    cryptoki.C_FindObjectsFinal(session)
  }
  if (found.length > 1) throw new Error(`several ${keyClass} keys are labelled ${label}`)
  return found[0]
}
