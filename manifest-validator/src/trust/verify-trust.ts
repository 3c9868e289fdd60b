/**
 * Trust: was this manifest published by whom the loader trusts, and is the base model the one that was signed? The loader brings the anchor; nothing
 * the manifest says can lower it (decision D23). Asynchronous, because keys live behind the HSM port.
 */
import { fromBase64 } from '../bytes/base64.ts'
import { fromHex } from '../bytes/hex.ts'
import { utf8 } from '../bytes/utf8.ts'
import { canonicalize } from '../canonical/canonicalize.ts'
import { createIssue, described, type Issue, MISSING } from '../issues/issue.ts'
import { copyJson } from '../json/copy-json.ts'
import { member, members } from '../json/json-object.ts'
import { isRootVerified, markTrustVerified, type RootVerified, type TrustVerified } from '../validate/verified.ts'
import { type NamedKey, openEnvelope, RELEASE_PAYLOAD_TYPE, signersOf } from './dsse.ts'
import type { HSMProvider } from './hsm-provider.ts'
import { isAcceptablePoint } from './key-encoding.ts'
import { isEqualBytes } from './mac.ts'

/**
 * What the loader trusts: one root, or release keys of which at least `threshold` must have signed `envelope` (a DSSE envelope, as parsed JSON).
 * `public_key` is the base64 of a raw Ed25519 key.
 */
export type TrustAnchor =
  | { readonly kind: 'pinned-root'; readonly root: string }
  | {
      readonly kind: 'release-keys'
      readonly keys: readonly { readonly id: string; readonly public_key: string }[]
      readonly threshold: number
      readonly envelope: unknown
    }

/** `baseModelKeyRef` is used where the manifest names no key of its own. */
export interface TrustOptions {
  readonly anchor: TrustAnchor
  readonly baseModelKeyRef?: string
}

export type TrustResult =
  | { readonly ok: true; readonly manifest: TrustVerified; readonly signers: readonly string[] }
  | { readonly ok: false; readonly issues: readonly Issue[] }

/** Never rejects: a provider that fails is an issue. All issues are listed. */
export async function verifyTrust(manifest: RootVerified, trust: TrustOptions, hsm: HSMProvider): Promise<TrustResult> {
  if (!isRootVerified(manifest)) {
    return {
      ok: false,
      issues: [createIssue('MANIFEST_NOT_VERIFIED', [], described('another value'), 'what validateManifest returned')],
    }
  }
  const issues: Issue[] = []
  const signers = await checkAnchor(manifest, member(trust, 'anchor'), hsm, issues)
  await checkBaseModel(manifest, member(trust, 'baseModelKeyRef'), hsm, issues)
  if (issues.length > 0) return { ok: false, issues }
  return { ok: true, manifest: markTrustVerified(manifest), signers }
}

async function checkAnchor(
  manifest: RootVerified,
  anchor: unknown,
  hsm: HSMProvider,
  issues: Issue[],
): Promise<readonly string[]> {
  switch (member(anchor, 'kind')) {
    case 'pinned-root':
      checkPinnedRoot(manifest, member(anchor, 'root'), issues)
      return []
    case 'release-keys':
      return checkReleaseKeys(manifest, anchor, hsm, issues)
    default:
      issues.push(createIssue('TRUST_ANCHOR_INVALID', [], anchor ?? MISSING, 'a pinned root or release keys'))
      return []
  }
}

function checkPinnedRoot(manifest: RootVerified, root: unknown, issues: Issue[]): void {
  if (typeof root !== 'string' || fromHex(root)?.length !== 32) {
    issues.push(createIssue('TRUST_ANCHOR_INVALID', [], root ?? MISSING, '64 lower-case hexadecimal digits'))
  } else if (root !== manifest.merkle_root) {
    issues.push(createIssue('ROOT_NOT_PINNED', ['merkle_root'], manifest.merkle_root, root))
  }
}

async function checkReleaseKeys(
  manifest: RootVerified,
  anchor: unknown,
  hsm: HSMProvider,
  issues: Issue[],
): Promise<readonly string[]> {
  const keys = readKeys(members(anchor, 'keys'))
  const threshold = member(anchor, 'threshold')
  if (
    keys === undefined ||
    !Number.isSafeInteger(threshold) ||
    (threshold as number) < 1 ||
    (threshold as number) > keys.length
  ) {
    issues.push(
      createIssue('TRUST_ANCHOR_INVALID', [], anchor, 'distinct Ed25519 keys, and a threshold from 1 to their number'),
    )
    return []
  }
  // The anchor is the loader's own; the envelope comes from wherever the manifest did.
  const copied = copyJson(member(anchor, 'envelope'))
  const envelope = openEnvelope(copied.ok ? copied.value : undefined, RELEASE_PAYLOAD_TYPE)
  if ('fault' in envelope) {
    issues.push(
      createIssue('ENVELOPE_INVALID', [], described(envelope.fault), `a DSSE envelope of ${RELEASE_PAYLOAD_TYPE}`),
    )
    return []
  }
  if (!isEqualBytes(envelope.payload, releasePayload(manifest))) {
    issues.push(
      createIssue(
        'ENVELOPE_OF_ANOTHER_MANIFEST',
        ['merkle_root'],
        described('another payload'),
        'this manifest’s root',
      ),
    )
    return []
  }
  const needed = Math.max(threshold as number, manifest.policy.required_signatures)
  const signers = await signersOf(envelope, keys, hsm).catch(() => undefined)
  if (signers === undefined) issues.push(createIssue('HSM_FAILED', [], described('a failure'), 'an answer'))
  else if (signers.length < needed) {
    issues.push(
      createIssue(
        'SIGNATURES_INSUFFICIENT',
        ['policy', 'required_signatures'],
        signers.length,
        `${needed} distinct release keys`,
      ),
    )
  }
  return signers ?? []
}

/** The payload a release signs: JCS of agent_id, manifest_version and merkle_root. */
export function releasePayload(manifest: RootVerified): Uint8Array {
  const { identity, manifest_version, merkle_root } = manifest
  return utf8(canonicalize({ agent_id: identity.agent_id, manifest_version, merkle_root }))
}

/** Undefined when a key is unreadable, refused, or given twice under whatever name. */
function readKeys(keys: readonly unknown[]): readonly NamedKey[] | undefined {
  const read: NamedKey[] = []
  for (const key of keys) {
    const id = member(key, 'id')
    const text = member(key, 'public_key')
    const publicKey = typeof text === 'string' ? fromBase64(text) : undefined
    if (typeof id !== 'string' || publicKey === undefined || !isAcceptablePoint(publicKey)) return undefined
    if (read.some((other) => other.id === id || isEqualBytes(other.publicKey, publicKey))) return undefined
    read.push({ id, publicKey })
  }
  return read
}

const BASE_MODEL_DOMAIN = 'CLAWQL_BASE_MODEL_V1\u0000'

/** What the base model's signature is over: "CLAWQL_BASE_MODEL_V1" || 0x00 || utf8(base_model_weight_hash). */
export function baseModelMessage(weightHash: string): Uint8Array {
  return utf8(BASE_MODEL_DOMAIN + weightHash)
}

async function checkBaseModel(
  manifest: RootVerified,
  fallback: unknown,
  hsm: HSMProvider,
  issues: Issue[],
): Promise<void> {
  const ref = manifest.policy.trust?.base_model_key_ref ?? fallback
  if (typeof ref !== 'string' || ref === '') {
    issues.push(
      createIssue('BASE_MODEL_KEY_MISSING', ['policy', 'trust', 'base_model_key_ref'], MISSING, 'a key reference'),
    )
    return
  }
  const { base_model_hsm_signature: text, base_model_weight_hash: hash } = manifest.provenance
  const signature = fromBase64(text)
  const path = ['provenance', 'base_model_hsm_signature']
  if (signature === undefined || signature.length === 0) {
    issues.push(createIssue('BASE_MODEL_SIGNATURE_INVALID', path, text, 'base64 of a signature'))
    return
  }
  const isValid = await verifySafely(hsm, ref, baseModelMessage(hash), signature)
  if (isValid === undefined)
    issues.push(createIssue('HSM_FAILED', path, described('a failure'), `an answer about ${ref}`))
  else if (!isValid)
    issues.push(createIssue('BASE_MODEL_SIGNATURE_INVALID', path, text, `a signature by ${ref} over the weights’ hash`))
}

/** Undefined when the provider throws or rejects. Only a plain `true` is a yes. */
async function verifySafely(
  hsm: HSMProvider,
  ref: string,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean | undefined> {
  try {
    return (await hsm.verify({ ref }, message, signature)) === true
  } catch {
    return undefined
  }
}
