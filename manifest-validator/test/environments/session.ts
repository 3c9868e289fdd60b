/**
 * What a program does with a manifest from somebody else, start to end, once in Node and once in a browser: nothing in here knows where it runs. The
 * answers are plain JSON, to be compared.
 */
import {
  createSoftwareVerifier,
  diffLeaves,
  fromBase64,
  leavesOf,
  parseManifest,
  proveAction,
  type TrustAnchor,
  utf8,
  validateManifest,
  verifyAction,
  verifyTrust,
} from 'clawql-manifest-validator'
import { verifyEd25519 } from 'clawql-manifest-validator/ed25519'

export interface Given {
  /** The manifest as bytes of a file, in base64, and the same after somebody changed an action without the root. */
  readonly manifest: string
  readonly tampered: string
  readonly action: string
  readonly modelKeyRef: string
  /** Base64 of 32 bytes. */
  readonly modelKey: string
  readonly anchors: readonly TrustAnchor[]
  /** Base64: public key, message, signature, and the same signature with one bit turned. */
  readonly signed: readonly [string, string, string, string]
}

export async function session(given: Given): Promise<unknown> {
  const parsed = parseManifest(bytes(given.manifest))
  if (!parsed.ok) return { parsed }
  const validated = validateManifest(parsed.value)
  if (!validated.ok) return { validated }
  const { manifest } = validated
  const leaves = leavesOf(manifest)
  const proof = proveAction(leaves, given.action)
  const action = manifest.actions?.find(({ id }) => id === given.action)
  const proven = proof !== undefined && action !== undefined
  const hsm = createSoftwareVerifier({ [given.modelKeyRef]: bytes(given.modelKey) })
  const trusted: unknown[] = []
  for (const anchor of given.anchors) {
    const result = await verifyTrust(manifest, { anchor }, hsm)
    trusted.push(
      result.ok ? { signers: result.signers } : result.issues.map(({ code, pointer }) => ({ code, pointer })),
    )
  }
  const [key, message, signature, wrong] = given.signed.map(bytes) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
  return {
    root: manifest.merkle_root,
    leaves,
    proof,
    included: proven && verifyAction(action, proof, manifest.merkle_root),
    includedWhenChanged: proven && verifyAction({ ...action, version: '9.9.9' }, proof, manifest.merkle_root),
    changes: diffLeaves(leaves, leaves.slice(0, -1)),
    trusted,
    signatures: [verifyEd25519(key, message, signature), verifyEd25519(key, message, wrong)],
    tampered: refusals(bytes(given.tampered)),
    truncated: refusals(bytes(given.manifest).subarray(0, 100)),
    repeatedKey: refusals(utf8('{"a":1,"a":2}')),
  }
}

function refusals(text: Uint8Array): unknown {
  const parsed = parseManifest(text)
  const result = parsed.ok ? validateManifest(parsed.value) : parsed
  return result.ok ? 'accepted' : result.issues
}

function bytes(base64: string): Uint8Array {
  const read = fromBase64(base64)
  if (read === undefined) throw new Error('not base64')
  return read
}
