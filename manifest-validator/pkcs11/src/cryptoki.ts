/**
 * The part of PKCS#11 that this package uses, as `pkcs11js` spells it, and how that library is found. Its native half is built when it is installed; where
 * that was not possible everything else of the project works, and only opening a token says so.
 */
import { createRequire } from 'node:module'

/** A slot, a session or an object: opaque bytes. */
export type Handle = Buffer

export interface Attribute {
  readonly type: number
  readonly value?: number | boolean | string | Buffer
}

export interface Mechanism {
  readonly mechanism: number
}

export interface Cryptoki {
  load(path: string): void
  close(): void
  C_Initialize(options: { readonly flags: number }): void
  C_Finalize(): void
  C_GetSlotList(onlyWithToken: boolean): Handle[]
  C_GetTokenInfo(slot: Handle): { readonly label: string }
  C_GetMechanismList(slot: Handle): number[]
  C_OpenSession(slot: Handle, flags: number): Handle
  C_CloseSession(session: Handle): void
  C_Login(session: Handle, userType: number, pin: string): void
  C_FindObjectsInit(session: Handle, template: Attribute[]): void
  C_FindObjects(session: Handle, maximum: number): Handle[]
  C_FindObjectsFinal(session: Handle): void
  C_GetAttributeValue(session: Handle, object: Handle, template: Attribute[]): { readonly value: Buffer }[]
  C_SignInit(session: Handle, mechanism: Mechanism, key: Handle): void
  C_SignAsync(session: Handle, data: Buffer, out: Buffer): Promise<Buffer>
  C_VerifyInit(session: Handle, mechanism: Mechanism, key: Handle): void
  C_VerifyAsync(session: Handle, data: Buffer, signature: Buffer): Promise<boolean>
}

/** Numbers of PKCS#11 2.40, and of 3.0 where it names EdDSA. */
export const CK = {
  CKF_OS_LOCKING_OK: 0x2,
  CKF_SERIAL_SESSION: 0x4,
  CKU_USER: 1,
  CKO_PUBLIC_KEY: 2,
  CKO_PRIVATE_KEY: 3,
  CKO_SECRET_KEY: 4,
  CKA_CLASS: 0x0,
  CKA_LABEL: 0x3,
  CKA_EC_POINT: 0x181,
  CKM_SHA256_HMAC: 0x251,
  CKM_EDDSA: 0x1057,
  CKR_SIGNATURE_INVALID: 0xc0,
  CKR_SIGNATURE_LEN_RANGE: 0xc1,
  CKR_CRYPTOKI_ALREADY_INITIALIZED: 0x191,
  CKR_USER_ALREADY_LOGGED_IN: 0x100,
} as const

/** Throws an error that says what to do when the library is not there. */
export function createCryptoki(): Cryptoki {
  let library: { readonly PKCS11: new () => Cryptoki }
  try {
    library = createRequire(import.meta.url)('pkcs11js') as typeof library
  } catch (cause) {
    throw new Error('pkcs11js cannot be loaded: install it where a C++ compiler and Python are at hand', { cause })
  }
  return new library.PKCS11()
}

/** The return value of PKCS#11 behind an error, where it has one. */
export function returnValueOf(error: unknown): number | undefined {
  const { code } = error as { code?: unknown }
  return typeof code === 'number' ? code : undefined
}
