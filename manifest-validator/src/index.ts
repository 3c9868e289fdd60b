/** The public surface of Layer 0. Imported by nobody inside this package. */
export { fromBase64, toBase64 } from './bytes/base64.ts'
export { cidOf, cidOfDigest } from './bytes/cid.ts'
export { fromHex, toHex } from './bytes/hex.ts'
export { sha256, sha256Hex } from './bytes/sha256.ts'
export { utf8 } from './bytes/utf8.ts'
export { canonicalize } from './canonical/canonicalize.ts'
export { sortKeys } from './canonical/sort-keys.ts'
export type * from './contract.ts'
export { createIssue, type Issue } from './issues/issue.ts'
export { ISSUES, type IssueCode, type IssueEntry } from './issues/issue-catalogue.ts'
export { type Parsed, parseJson } from './json/parse-json.ts'
export { type ParseResult, parseManifest } from './json/parse-manifest.ts'
export type * from './manifest.generated.ts'
export { proveConsistency, proveInclusion, verifyConsistency, verifyInclusion } from './merkle/proofs.ts'
export { emptyRoot, leafHash, merkleRoot, nodeHash, splitPoint } from './merkle/tree.ts'
export { COORDINATION_DEFAULTS, PRESET_TABLES as PRESETS } from './preset/expand-coordination.ts'
export { type PresetOverride, presetOverrides } from './preset/preset-overrides.ts'
export type { PresetTable } from './preset/preset-table.ts'
export { type ResolvedPreset, resolvePreset } from './preset/resolve-preset.ts'
export { type ComputedRoot, computeRoot } from './root/compute-root.ts'
export { diffLeaves, type LeafChange } from './root/diff-leaves.ts'
export {
  actionLeaf,
  type LeafKind,
  type ManifestLeaf,
  type ManifestRoot,
  manifestRoot,
  resolvedPolicy,
} from './root/manifest-root.ts'
export { type ActionProof, proveAction, verifyAction } from './root/prove-action.ts'
export { CLASSIFICATIONS } from './shape/action-shape.ts'
export {
  COORDINATION_BLOCKS,
  COORDINATION_PARAMETERS,
  type CoordinationParameter,
} from './shape/coordination-parameters.ts'
export { COORDINATION_RELATIONS, type CoordinationRelation } from './shape/coordination-relations.ts'
export { POLICY_SCHEMA_VERSION } from './shape/manifest-shape.ts'
export { FEATURES, PRESET_NAMES } from './shape/policy-shape.ts'
export {
  BREAKOUT_PAYLOAD_TYPE,
  type DsseEnvelope,
  preAuthEncoding,
  RELEASE_PAYLOAD_TYPE,
  sealEnvelope,
} from './trust/dsse.ts'
export type { HSMProvider, VerificationKey } from './trust/hsm-provider.ts'
export { hkdfSha256, hmacSha256, isEqualBytes } from './trust/mac.ts'
export { MockHSMProvider, type MockKey } from './trust/mock-hsm-provider.ts'
export { createSoftwareVerifier } from './trust/software-verifier.ts'
export { type BreakoutResult, verifyBreakout } from './trust/verify-breakout.ts'
export { ed25519PublicKey, signEd25519, verifyEd25519 } from './trust/verify-ed25519.ts'
export {
  baseModelMessage,
  releasePayload,
  type TrustAnchor,
  type TrustOptions,
  type TrustResult,
  verifyTrust,
} from './trust/verify-trust.ts'
export { createDottedMatcher, matchesDottedPattern } from './validate/dotted-pattern.ts'
export { isInSemverRange, isSemverRange } from './validate/semver-range.ts'
export { type ValidationResult, validateManifest } from './validate/validate-manifest.ts'
export {
  isRootVerified,
  isTrustVerified,
  leavesOf,
  policyVersionOf,
  type RootVerified,
  type TrustVerified,
} from './validate/verified.ts'
