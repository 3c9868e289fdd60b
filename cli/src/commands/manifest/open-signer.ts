/**
 * Who signs: a private key from a file, or one in a PKCS#11 token that never leaves it. The token's package is optional, and loaded only when a key is
 * named by reference. The PIN comes from the environment, so that it stands in no list of processes and no shell history.
 */
import { sign } from 'node:crypto'
import { UsageError } from '../../exit-status.ts'
import { readPrivateKey } from './key-file.ts'

export interface SignerOptions {
  /** A PEM file, or `hsm://LABEL`. */
  readonly key: string
  readonly hsmModule?: string
  readonly hsmToken?: string
}

export interface Signer {
  sign(message: Uint8Array): Promise<Uint8Array>
  close(): Promise<void>
}

export const PIN_VARIABLE = 'CLAWQL_HSM_PIN'

export async function openSigner({ key, hsmModule, hsmToken }: SignerOptions): Promise<Signer> {
  if (!key.startsWith('hsm://')) {
    if (hsmModule !== undefined || hsmToken !== undefined) {
      throw new UsageError('with a token, --key is a reference', '--key hsm://LABEL')
    }
    const privateKey = readPrivateKey(key)
    return { sign: async (message) => new Uint8Array(sign(null, message, privateKey)), close: async () => {} }
  }
  if (hsmModule === undefined || hsmToken === undefined) {
    throw new UsageError(`\`${key}\` is in a token`, 'say in which: --hsm-module LIBRARY --hsm-token LABEL')
  }
  const pin = process.env[PIN_VARIABLE]
  if (pin === undefined || pin === '') throw new UsageError('the token asks for a PIN', `set ${PIN_VARIABLE}`)
  const { openPkcs11Provider } = await loadProvider()
  const provider = asUsage(() => openPkcs11Provider({ modulePath: hsmModule, tokenLabel: hsmToken, pin }))
  return {
    sign: (message) => provider.sign(key, message).catch((error: unknown) => refuse(error)),
    close: () => provider.close(),
  }
}

async function loadProvider(): Promise<typeof import('clawql-hsm-pkcs11')> {
  try {
    return await import('clawql-hsm-pkcs11')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new UsageError('keys in a token need an optional package', 'npm install clawql-hsm-pkcs11')
  }
}

function asUsage<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    return refuse(error)
  }
}

/** A token that is not there, locked or without the key is the caller's affair, not a bug of this program. */
function refuse(error: unknown): never {
  throw new UsageError(`the token refuses: ${error instanceof Error ? error.message : String(error)}`)
}
