/**
 * Rules of the policy block as a whole: schema version, required features against the features used, declared roles, and the keys it trusts. It
 * checks keys as bytes; whether anyone signed with them is judged in `trust/`.
 */
import { fromBase64 } from '../bytes/base64.ts'
import { described, MISSING, type Path, report } from '../issues/issue.ts'
import { isJsonObject, member, members } from '../json/json-object.ts'
import { POLICY_SCHEMA_VERSION } from '../shape/manifest-shape.ts'
import { FEATURES } from '../shape/policy-shape.ts'
import { isEd25519Key } from '../trust/verify-ed25519.ts'
import { isInSemverRange, isSemverRange } from './semver-range.ts'
import type { Walk } from './walk-shape.ts'

export function checkPolicyRules(walk: Walk, policy: unknown, permissions: unknown): void {
  checkPolicyVersion(walk, member(policy, 'compatible_policy_version'))
  checkFeatures(walk, member(policy, 'required_features'))
  checkPurposes(walk, member(policy, 'purposes'), member(permissions, 'processing_purpose'))
  checkTrust(walk, policy)
}

function checkPolicyVersion(walk: Walk, range: unknown): void {
  if (typeof range !== 'string' || !isSemverRange(range) || isInSemverRange(POLICY_SCHEMA_VERSION, range)) return
  const allowed = `a range that holds ${POLICY_SCHEMA_VERSION}`
  report(walk.issues, 'POLICY_VERSION_INCOMPATIBLE', ['policy', 'compatible_policy_version'], range, allowed)
}

/** The list is exactly the features used; `walk.features` is complete when this runs. */
function checkFeatures(walk: Walk, declared: unknown): void {
  const path = ['policy', 'required_features']
  if (declared !== undefined && !Array.isArray(declared)) return
  const listed: readonly unknown[] = declared ?? []
  listed.forEach((feature, i) => {
    if (typeof feature !== 'string' || !FEATURES.includes(feature)) return
    const previous = listed[i - 1]
    if (typeof previous === 'string' && previous >= feature) {
      report(walk.issues, 'FEATURES_NOT_ASCENDING', [...path, i], feature, `after ${JSON.stringify(previous)}`)
    }
    if (!walk.features.has(feature))
      report(walk.issues, 'FEATURE_NOT_USED', [...path, i], feature, 'a feature that is used')
  })
  for (const feature of FEATURES) {
    if (walk.features.has(feature) && !listed.includes(feature)) {
      report(walk.issues, 'FEATURE_NOT_DECLARED', path, MISSING, JSON.stringify(feature))
    }
  }
}

function checkPurposes(walk: Walk, purposes: unknown, purpose: unknown): void {
  if (!isJsonObject(purposes) || typeof purpose !== 'string' || Object.hasOwn(purposes, purpose)) return
  const names = Object.keys(purposes).slice(0, 20).join(', ')
  report(
    walk.issues,
    'PURPOSE_NOT_DECLARED',
    ['permissions', 'processing_purpose'],
    purpose,
    `one of ${names || '(none declared)'}`,
  )
}

function checkTrust(walk: Walk, policy: unknown): void {
  const trust = member(policy, 'trust')
  members(trust, 'issuers').forEach((issuer, i) => {
    checkKey(
      walk,
      ['policy', 'trust', 'issuers', i, 'public_key'],
      member(issuer, 'public_key'),
      member(issuer, 'alg') === 'EdDSA',
    )
  })
  for (const name of ['approvers', 'breakout_signers']) {
    const holders = new Map<string, number>()
    members(trust, name).forEach((holder, i) => {
      const path = ['policy', 'trust', name, i, 'public_key']
      const key = member(holder, 'public_key')
      checkKey(walk, path, key, true)
      checkSoleHolder(walk, path, key, holders, i)
    })
  }
  checkSignerCount(
    walk,
    trust,
    member(member(member(policy, 'coordination'), 'breakout_authorization'), 'total_signers'),
  )
}

function checkKey(walk: Walk, path: Path, key: unknown, isEd25519: boolean): void {
  const bytes = typeof key === 'string' ? fromBase64(key) : undefined
  if (bytes === undefined) return
  if (isEd25519 ? isEd25519Key(bytes) : isSpki(bytes)) return
  const allowed = isEd25519 ? '32 bytes, canonical, on the curve, not of low order' : 'an SPKI in DER'
  report(walk.issues, 'PUBLIC_KEY_REFUSED', path, described(`${bytes.length} bytes`), allowed)
}

/** One DER sequence that fills the bytes. The parts inside are the JWT library's to judge. */
function isSpki(bytes: Uint8Array): boolean {
  if (bytes.length < 16 || bytes[0] !== 0x30) return false
  const first = bytes[1]!
  if (first < 0x80) return bytes.length === first + 2
  const count = first & 0x7f
  if (count < 1 || count > 2) return false
  let length = 0
  for (let i = 0; i < count; i += 1) length = length * 256 + bytes[2 + i]!
  return bytes.length === length + 2 + count
}

function checkSoleHolder(walk: Walk, path: Path, key: unknown, holders: Map<string, number>, index: number): void {
  if (typeof key !== 'string') return
  const first = holders.get(key)
  if (first === undefined) holders.set(key, index)
  else report(walk.issues, 'PUBLIC_KEY_SHARED', path, key, `another key than item ${first} has`)
}

function checkSignerCount(walk: Walk, trust: unknown, total: unknown): void {
  const signers = member(trust, 'breakout_signers')
  if (!Array.isArray(signers) || typeof total !== 'number' || signers.length === total) return
  report(
    walk.issues,
    'BREAKOUT_SIGNERS_COUNT',
    ['policy', 'trust', 'breakout_signers'],
    signers,
    `${total} signers (total_signers)`,
  )
}
