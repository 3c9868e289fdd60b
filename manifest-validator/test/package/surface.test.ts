/** The public surface, name by name: adding to it is a decision, and losing a name breaks others. */
import assert from 'node:assert/strict'
import * as layer0 from 'clawql-manifest-validator'
import * as ed25519 from 'clawql-manifest-validator/ed25519'

const NAMES = `
  BREAKOUT_PAYLOAD_TYPE CLASSIFICATIONS COORDINATION_DEFAULTS FEATURES ISSUES MockHSMProvider POLICY_SCHEMA_VERSION PRESETS PRESET_NAMES
  RELEASE_PAYLOAD_TYPE actionLeaf baseModelMessage canonicalize cidOf computeRoot createDottedMatcher createIssue createSoftwareVerifier diffLeaves
  ed25519PublicKey emptyRoot fromBase64 fromHex hkdfSha256 hmacSha256 isEqualBytes isInSemverRange isRootVerified isSemverRange isTrustVerified leafHash leavesOf
  manifestRoot matchesDottedPattern merkleRoot nodeHash parseJson parseManifest policyVersionOf preAuthEncoding proveAction proveConsistency
  proveInclusion releasePayload resolvePreset resolvedPolicy sealEnvelope sha256 sha256Hex signEd25519 splitPoint toBase64 toHex utf8
  validateManifest verifyAction verifyBreakout verifyConsistency verifyEd25519 verifyInclusion verifyTrust
`

describe('public surface', () => {
  it('is this and no more', () => {
    assert.deepEqual(Object.keys(layer0).sort(), NAMES.trim().split(/\s+/).sort())
    assert.deepEqual(Object.keys(ed25519).sort(), [
      'ed25519PublicKey',
      'isAcceptablePoint',
      'isAcceptableSignature',
      'signEd25519',
      'verifyEd25519',
    ])
  })

  it('hands out tables that nobody can change', () => {
    for (const table of [layer0.PRESETS, layer0.COORDINATION_DEFAULTS, layer0.PRESETS['finance-compliance-high']!])
      assertFrozen(table)
  })
})

function assertFrozen(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  assert.ok(Object.isFrozen(value))
  for (const each of Object.values(value)) assertFrozen(each)
}
