/**
 * DSSE envelopes: reading one, the bytes that are signed (PAE), and how many distinct known keys have signed. Owns the envelope; what its payload
 * means is the caller's.
 */
import { fromBase64, toBase64 } from '../bytes/base64.ts'
import { utf8 } from '../bytes/utf8.ts'
import { isJsonObject, member } from '../json/json-object.ts'
import type { HSMProvider } from './hsm-provider.ts'
import { isAcceptableSignature } from './key-encoding.ts'

export const RELEASE_PAYLOAD_TYPE = 'application/vnd.clawql.manifest-root+json'
export const BREAKOUT_PAYLOAD_TYPE = 'application/vnd.clawql.breakout+json'

/** As published: `payload` and `sig` in base64, `keyid` a hint. */
export interface DsseEnvelope {
  readonly payloadType: string
  readonly payload: string
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[]
}

export interface OpenEnvelope {
  readonly payload: Uint8Array
  /** The bytes that were signed. */
  readonly message: Uint8Array
  readonly signatures: readonly { readonly keyid: string; readonly signature: Uint8Array }[]
}

/** More signatures than this are refused: each may cost a verification. */
export const MAX_SIGNATURES = 64

/** Opens an envelope of that payload type, or says in words what is wrong with it. Members it does not know are ignored, as DSSE asks. */
export function openEnvelope(envelope: unknown, payloadType: string): OpenEnvelope | { readonly fault: string } {
  if (!isJsonObject(envelope)) return { fault: 'no object' }
  const type = member(envelope, 'payloadType')
  if (type !== payloadType)
    return { fault: typeof type === 'string' ? `payloadType ${JSON.stringify(type.slice(0, 80))}` : 'no payloadType' }
  const text = member(envelope, 'payload')
  const payload = typeof text === 'string' ? fromBase64(text) : undefined
  if (payload === undefined) return { fault: 'a payload that is not base64' }
  const list = member(envelope, 'signatures')
  if (!Array.isArray(list) || list.length > MAX_SIGNATURES)
    return { fault: `no list of at most ${MAX_SIGNATURES} signatures` }
  const signatures: { readonly keyid: string; readonly signature: Uint8Array }[] = []
  for (const item of list as readonly unknown[]) {
    const sig = member(item, 'sig')
    const keyid = member(item, 'keyid')
    const signature = typeof sig === 'string' ? fromBase64(sig) : undefined
    if (signature === undefined || (keyid !== undefined && typeof keyid !== 'string'))
      return { fault: 'a malformed signature' }
    signatures.push({ keyid: keyid ?? '', signature })
  }
  return { payload, message: preAuthEncoding(payloadType, payload), signatures }
}

/** PAE: `DSSEv1 LEN(type) type LEN(payload) payload`. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = utf8(payloadType)
  const head = utf8(`DSSEv1 ${type.length} ${payloadType} ${payload.length} `)
  const message = new Uint8Array(head.length + payload.length)
  message.set(head)
  message.set(payload, head.length)
  return message
}

/** An envelope over `payload`, with the signatures that `sign` makes of the PAE. */
export async function sealEnvelope(
  payloadType: string,
  payload: Uint8Array,
  signers: readonly { readonly keyid: string; readonly sign: (message: Uint8Array) => Promise<Uint8Array> }[],
): Promise<DsseEnvelope> {
  const message = preAuthEncoding(payloadType, payload)
  const signatures: { readonly keyid: string; readonly sig: string }[] = []
  for (const { keyid, sign } of signers) signatures.push({ keyid, sig: toBase64(await sign(message)) })
  return { payloadType, payload: toBase64(payload), signatures }
}

/** A key and the name it goes by in an envelope. */
export interface NamedKey {
  readonly id: string
  readonly publicKey: Uint8Array
}

/**
 * Ids of the keys that have signed, each once however often it signed, in the order of `keys`. A signature naming a known key is tried with that
 * key alone, another with every key: the name is a hint, not a proof. Rejects when the provider does.
 */
export async function signersOf(
  envelope: OpenEnvelope,
  keys: readonly NamedKey[],
  hsm: HSMProvider,
): Promise<readonly string[]> {
  const signed = new Set<string>()
  for (const { keyid, signature } of envelope.signatures) {
    if (!isAcceptableSignature(signature)) continue
    const named = keys.filter((key) => key.id === keyid)
    for (const key of named.length > 0 ? named : keys) {
      if (signed.has(key.id)) continue
      if ((await hsm.verify({ publicKey: key.publicKey }, envelope.message, signature)) === true) signed.add(key.id)
    }
  }
  return keys.filter((key) => signed.has(key.id)).map((key) => key.id)
}
