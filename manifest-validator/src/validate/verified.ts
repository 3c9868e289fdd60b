/**
 * The brands. A value of these types has been through the validator, or through trust as well; it is the validator's own copy, deeply frozen, with
 * the policy resolved. Nothing outside this package can make one, and a look-alike object is recognised at run time.
 */
import type { Manifest } from '../manifest.generated.ts'
import type { ManifestLeaf } from '../root/manifest-root.ts'

declare const ROOT_VERIFIED: unique symbol
declare const TRUST_VERIFIED: unique symbol

/** Schema, ranges, rules and Merkle root hold. Says nothing about who published it. */
export type RootVerified = Manifest & { readonly [ROOT_VERIFIED]: true }

/** Root-verified, and published by whom the loader trusts; the base model's signature holds. */
export type TrustVerified = RootVerified & { readonly [TRUST_VERIFIED]: true }

const leavesByManifest = new WeakMap<object, readonly ManifestLeaf[]>()
const trusted = new WeakSet<object>()

export function markRootVerified(manifest: Manifest, leaves: readonly ManifestLeaf[]): RootVerified {
  leavesByManifest.set(manifest, leaves)
  return manifest as RootVerified
}

export function markTrustVerified(manifest: RootVerified): TrustVerified {
  trusted.add(manifest)
  return manifest as TrustVerified
}

export function isRootVerified(value: unknown): value is RootVerified {
  return typeof value === 'object' && value !== null && leavesByManifest.has(value)
}

export function isTrustVerified(value: unknown): value is TrustVerified {
  return typeof value === 'object' && value !== null && trusted.has(value)
}

/** The leaves computed when the manifest was verified, in tree order. */
export function leavesOf(manifest: RootVerified): readonly ManifestLeaf[] {
  return leavesByManifest.get(manifest)!
}

/** `policy_version` of every log entry: the PolicyLeaf as hexadecimal. */
export function policyVersionOf(manifest: RootVerified): string {
  return leavesOf(manifest).find((leaf) => leaf.kind === 'policy')!.hash
}
