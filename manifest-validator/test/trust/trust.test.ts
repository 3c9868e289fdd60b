/** Trust and breakout: who is believed, how many must have signed, and everything an attacker may try once the root is his own. */
import assert from 'node:assert/strict'
import {
  BREAKOUT_PAYLOAD_TYPE,
  type BreakoutResult,
  baseModelMessage,
  canonicalize,
  createSoftwareVerifier,
  type DsseEnvelope,
  ed25519PublicKey,
  type HSMProvider,
  isTrustVerified,
  MockHSMProvider,
  preAuthEncoding,
  RELEASE_PAYLOAD_TYPE,
  type RootVerified,
  releasePayload,
  sealEnvelope,
  signEd25519,
  type TrustAnchor,
  type TrustResult,
  toBase64,
  utf8,
  validateManifest,
  verifyBreakout,
  verifyTrust,
} from 'clawql-manifest-validator'
import { BASE_MODEL_SEED, exampleManifest, publicKey, seed, withRoot } from '../../scripts/example-manifest.ts'
import { changedManifest, type Json } from '../support/change.ts'

const hsm = new MockHSMProvider({ 'hsm://models/llama-4': { ed25519Seed: seed(BASE_MODEL_SEED) } })
const RELEASE = [30, 31, 32]

function validated(manifest: Json = exampleManifest()): RootVerified {
  const result = validateManifest(manifest)
  assert.ok(result.ok, result.ok ? '' : result.issues.map(({ message }) => message).join())
  return result.manifest
}

const keys = (...numbers: readonly number[]): { id: string; public_key: string }[] =>
  numbers.map((n) => ({ id: `release-${n}`, public_key: publicKey(n) }))

function seal(payload: Uint8Array, type: string, prefix: string, ...numbers: readonly number[]): Promise<DsseEnvelope> {
  return sealEnvelope(
    type,
    payload,
    numbers.map((n) => ({ keyid: `${prefix}-${n}`, sign: async (message) => signEd25519(seed(n), message) })),
  )
}

async function trust(manifest: RootVerified, anchor: unknown, provider: HSMProvider = hsm): Promise<readonly string[]> {
  const result: TrustResult = await verifyTrust(manifest, { anchor: anchor as TrustAnchor }, provider)
  assert.equal(result.ok, isTrustVerified(manifest) && result.ok)
  return result.ok ? [] : result.issues.map(({ code }) => code)
}

describe('verifyTrust with a pinned root', () => {
  it('accepts the pinned manifest and brands that very object', async () => {
    const manifest = validated()
    assert.ok(!isTrustVerified(manifest))
    const result = await verifyTrust(manifest, { anchor: { kind: 'pinned-root', root: manifest.merkle_root } }, hsm)
    assert.ok(result.ok)
    assert.equal(result.manifest, manifest)
    assert.ok(isTrustVerified(manifest))
    assert.deepEqual(result.signers, [])
  })

  it('needs no release signatures, whatever required_signatures says', async () => {
    const manifest = validated(changedManifest({ pointer: '/policy/required_signatures', value: 9 }))
    assert.deepEqual(await trust(manifest, { kind: 'pinned-root', root: manifest.merkle_root }), [])
  })

  it('refuses a manifest whose root was recomputed after a change', async () => {
    const pinned = validated().merkle_root
    const changed = validated(changedManifest({ pointer: '/actions/0/governance/max_impact/value', value: 1e9 }))
    assert.deepEqual(await trust(changed, { kind: 'pinned-root', root: pinned }), ['ROOT_NOT_PINNED'])
    assert.ok(!isTrustVerified(changed))
  })

  it('refuses anchors that pin nothing', async () => {
    const manifest = validated()
    const anchors = [
      undefined,
      null,
      {},
      { kind: 'pinned-root' },
      { kind: 'pinned-root', root: '' },
      { kind: 'pinned-root', root: manifest.merkle_root.toUpperCase() },
      { kind: 'anything' },
    ]
    for (const anchor of anchors) assert.deepEqual(await trust(manifest, anchor), ['TRUST_ANCHOR_INVALID'])
  })

  it('refuses objects that validateManifest did not return', async () => {
    const manifest = validated()
    for (const other of [exampleManifest(), structuredClone(manifest), { ...manifest }, null, undefined, 5]) {
      const result = await verifyTrust(
        other as RootVerified,
        { anchor: { kind: 'pinned-root', root: manifest.merkle_root } },
        hsm,
      )
      assert.ok(!result.ok && result.issues[0]?.code === 'MANIFEST_NOT_VERIFIED')
    }
  })
})

describe('verifyTrust with release keys', () => {
  const release = async (
    manifest: RootVerified,
    signers: readonly number[],
    threshold = 2,
    known = RELEASE,
  ): Promise<readonly string[]> =>
    trust(manifest, {
      kind: 'release-keys',
      keys: keys(...known),
      threshold,
      envelope: await seal(releasePayload(manifest), RELEASE_PAYLOAD_TYPE, 'release', ...signers),
    })

  it('accepts a threshold of distinct keys and names them', async () => {
    const manifest = validated()
    const envelope = await seal(releasePayload(manifest), RELEASE_PAYLOAD_TYPE, 'release', 32, 30)
    const anchor: TrustAnchor = { kind: 'release-keys', keys: keys(...RELEASE), threshold: 2, envelope }
    const result = await verifyTrust(manifest, { anchor }, hsm)
    assert.ok(result.ok)
    assert.deepEqual(result.signers, ['release-30', 'release-32'])
  })

  it('counts each key once, and unknown keys not at all', async () => {
    const manifest = validated()
    for (const signers of [[], [30], [30, 30], [30, 40], [40, 41]])
      assert.deepEqual(await release(manifest, signers), ['SIGNATURES_INSUFFICIENT'])
  })

  it('the manifest cannot lower the threshold, and can raise it', async () => {
    const lowered = validated(changedManifest({ pointer: '/policy/required_signatures', value: 0 }))
    assert.deepEqual(await release(lowered, [30]), ['SIGNATURES_INSUFFICIENT'])
    assert.deepEqual(await release(lowered, [30, 31]), [])
    const raised = validated(changedManifest({ pointer: '/policy/required_signatures', value: 3 }))
    assert.deepEqual(await release(raised, [30, 31], 1), ['SIGNATURES_INSUFFICIENT'])
    assert.deepEqual(await release(raised, [30, 31, 32], 1), [])
  })

  it('the name of a key proves nothing: a signature under another’s name does not count, one without a name does', async () => {
    const manifest = validated()
    const message = preAuthEncoding(RELEASE_PAYLOAD_TYPE, releasePayload(manifest))
    const signature = (n: number): string => toBase64(signEd25519(seed(n), message))
    const anchor = (signatures: unknown): unknown => ({
      kind: 'release-keys',
      keys: keys(...RELEASE),
      threshold: 2,
      envelope: { payloadType: RELEASE_PAYLOAD_TYPE, payload: toBase64(releasePayload(manifest)), signatures },
    })
    assert.deepEqual(
      await trust(
        manifest,
        anchor([
          { keyid: 'release-30', sig: signature(30) },
          { keyid: 'release-31', sig: signature(30) },
        ]),
      ),
      ['SIGNATURES_INSUFFICIENT'],
    )
    assert.deepEqual(await trust(manifest, anchor([{ sig: signature(30) }, { keyid: 'else', sig: signature(31) }])), [])
  })

  it('refuses envelopes of another manifest, type or form', async () => {
    const manifest = validated()
    const good = await seal(releasePayload(manifest), RELEASE_PAYLOAD_TYPE, 'release', 30, 31)
    const other = validated(changedManifest({ pointer: '/identity/agent_id', value: 'someone-else' }))
    const spaced = utf8(JSON.stringify(JSON.parse(new TextDecoder().decode(releasePayload(manifest))), null, 1))
    const cases: readonly (readonly [unknown, string])[] = [
      [await seal(releasePayload(other), RELEASE_PAYLOAD_TYPE, 'release', 30, 31), 'ENVELOPE_OF_ANOTHER_MANIFEST'],
      [await seal(spaced, RELEASE_PAYLOAD_TYPE, 'release', 30, 31), 'ENVELOPE_OF_ANOTHER_MANIFEST'],
      [await seal(releasePayload(manifest), BREAKOUT_PAYLOAD_TYPE, 'release', 30, 31), 'ENVELOPE_INVALID'],
      [{ ...good, payload: `${good.payload}=` }, 'ENVELOPE_INVALID'],
      [{ ...good, signatures: [{ keyid: 5, sig: good.signatures[0]!.sig }] }, 'ENVELOPE_INVALID'],
      [{ ...good, signatures: [{ keyid: '', sig: '!' }] }, 'ENVELOPE_INVALID'],
      [{ ...good, signatures: Array(65).fill(good.signatures[0]) }, 'ENVELOPE_INVALID'],
      [{ ...good, signatures: {} }, 'ENVELOPE_INVALID'],
      [undefined, 'ENVELOPE_INVALID'],
      ['envelope', 'ENVELOPE_INVALID'],
    ]
    for (const [envelope, code] of cases) {
      assert.deepEqual(
        await trust(manifest, { kind: 'release-keys', keys: keys(...RELEASE), threshold: 2, envelope }),
        [code],
      )
    }
  })

  it('refuses anchors that mean nothing: thresholds, repeated, weak or malformed keys', async () => {
    const manifest = validated()
    const envelope = await seal(releasePayload(manifest), RELEASE_PAYLOAD_TYPE, 'release', 30, 31)
    const [first, second] = keys(30, 31)
    const weak = { id: 'weak', public_key: 'AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' }
    const anchors: readonly (readonly [readonly unknown[], unknown])[] = [
      [[first, second], 0],
      [[first, second], -1],
      [[first, second], 1.5],
      [[first, second], 3],
      [[first, second], '2'],
      [[first, second], Number.NaN],
      [[first, { ...first, id: 'again' }], 2],
      [[first, { ...second, id: first!.id }], 2],
      [[first, weak], 1],
      [[first, { id: 'x', public_key: 'AA==' }], 1],
      [[], 1],
    ]
    for (const [list, threshold] of anchors) {
      assert.deepEqual(await trust(manifest, { kind: 'release-keys', keys: list, threshold, envelope }), [
        'TRUST_ANCHOR_INVALID',
      ])
    }
  })

  it('an HSM that fails is not a yes, nor is one that answers something else', async () => {
    const manifest = validated()
    const envelope = await seal(releasePayload(manifest), RELEASE_PAYLOAD_TYPE, 'release', 30, 31)
    const anchor = { kind: 'release-keys', keys: keys(...RELEASE), threshold: 2, envelope }
    const failing: HSMProvider = { verify: () => Promise.reject(new Error('unplugged')) }
    assert.deepEqual(await trust(manifest, anchor, failing), ['HSM_FAILED', 'HSM_FAILED'])
    const throwing: HSMProvider = {
      verify: () => {
        throw new Error('unplugged')
      },
    }
    assert.deepEqual(await trust(manifest, anchor, throwing), ['HSM_FAILED', 'HSM_FAILED'])
    const vague = { verify: async () => 'yes' } as unknown as HSMProvider
    assert.deepEqual(await trust(manifest, anchor, vague), ['SIGNATURES_INSUFFICIENT', 'BASE_MODEL_SIGNATURE_INVALID'])
  })
})

describe('the base model’s signature', () => {
  const pinned = (manifest: RootVerified): TrustAnchor => ({ kind: 'pinned-root', root: manifest.merkle_root })

  it('is over the hash as written, under the key the manifest names', async () => {
    const edited = validated(changedManifest({ pointer: '/provenance/base_model_weight_hash', value: 'sha256:00' }))
    assert.deepEqual(await trust(edited, pinned(edited)), ['BASE_MODEL_SIGNATURE_INVALID'])
    const garbage = validated(changedManifest({ pointer: '/provenance/base_model_hsm_signature', value: 'not base64' }))
    assert.deepEqual(await trust(garbage, pinned(garbage)), ['BASE_MODEL_SIGNATURE_INVALID'])
    const elsewhere = validated(
      changedManifest({ pointer: '/policy/trust/base_model_key_ref', value: 'hsm://unknown' }),
    )
    assert.deepEqual(await trust(elsewhere, pinned(elsewhere)), ['HSM_FAILED'])
  })

  it('falls back on the loader’s key only where the manifest names none', async () => {
    const nameless = validated(changedManifest({ pointer: '/policy/trust/base_model_key_ref' }))
    assert.deepEqual(await trust(nameless, pinned(nameless)), ['BASE_MODEL_KEY_MISSING'])
    const options = { anchor: pinned(nameless), baseModelKeyRef: 'hsm://models/llama-4' }
    assert.ok((await verifyTrust(nameless, options, hsm)).ok)
    const named = validated()
    assert.ok((await verifyTrust(named, { anchor: pinned(named), baseModelKeyRef: 'hsm://unknown' }, hsm)).ok)
  })

  it('a software verifier without secrets suffices', async () => {
    const verifier = createSoftwareVerifier({ 'hsm://models/llama-4': ed25519PublicKey(seed(BASE_MODEL_SEED)) })
    const manifest = validated()
    assert.deepEqual(await trust(manifest, pinned(manifest), verifier), [])
    assert.deepEqual(await trust(manifest, pinned(manifest), createSoftwareVerifier()), ['HSM_FAILED'])
    assert.equal(new TextDecoder().decode(baseModelMessage('h')), 'CLAWQL_BASE_MODEL_V1\u0000h')
  })
})

describe('verifyBreakout', () => {
  const statement = (manifest: RootVerified, more: Json = {}): Uint8Array =>
    utf8(canonicalize({ action: 'resume', manifest_root: manifest.merkle_root, nonce: 'n-1', ...more }))
  const authorize = async (
    manifest: RootVerified,
    payload: Uint8Array,
    ...signers: readonly number[]
  ): Promise<BreakoutResult> =>
    verifyBreakout(await seal(payload, BREAKOUT_PAYLOAD_TYPE, 'signer', ...signers), manifest, hsm)
  const codes = (result: BreakoutResult): readonly string[] => (result.ok ? [] : result.issues.map(({ code }) => code))

  it('accepts required_signers distinct signers and gives what they signed', async () => {
    const manifest = validated()
    const result = await authorize(manifest, statement(manifest), 9, 5, 7)
    assert.ok(result.ok)
    assert.deepEqual(result.signers, ['signer-5', 'signer-7', 'signer-9'])
    assert.equal(result.statement['action'], 'resume')
  })

  it('refuses fewer, repeated or unknown signers, and says who did sign', async () => {
    const manifest = validated()
    for (const [signers, counted] of [
      [[], []],
      [
        [5, 6],
        ['signer-5', 'signer-6'],
      ],
      [[5, 5, 5], ['signer-5']],
      [
        [5, 6, 2],
        ['signer-5', 'signer-6'],
      ],
    ] as const) {
      const result = await authorize(manifest, statement(manifest), ...signers)
      assert.deepEqual(codes(result), ['BREAKOUT_SIGNATURES_INSUFFICIENT'])
      assert.deepEqual(result.signers, counted)
    }
  })

  it('refuses statements for another manifest, or not canonical, or no object', async () => {
    const manifest = validated()
    const other = validated(changedManifest({ pointer: '/identity/agent_id', value: 'another' }))
    const payloads = [
      statement(other),
      utf8('{}'),
      utf8('[]'),
      utf8('{"manifest_root": 1}'),
      utf8(`{ "manifest_root":"${manifest.merkle_root}"}`),
      Uint8Array.of(0xff),
    ]
    for (const payload of payloads)
      assert.deepEqual(codes(await authorize(manifest, payload, 5, 6, 7)), ['BREAKOUT_STATEMENT_INVALID'])
    for (const envelope of [undefined, {}, await seal(statement(manifest), RELEASE_PAYLOAD_TYPE, 'signer', 5, 6, 7)]) {
      assert.deepEqual(codes(await verifyBreakout(envelope, manifest, hsm)), ['BREAKOUT_STATEMENT_INVALID'])
    }
  })

  it('is impossible where the manifest names no signers, or is not verified, or the HSM fails', async () => {
    const policy = structuredClone(exampleManifest()['policy']) as Json
    const { breakout_signers: _, ...rest } = policy['trust'] as Json
    const nameless = validated(withRoot({ ...exampleManifest(), policy: { ...policy, trust: rest } }))
    assert.deepEqual(codes(await authorize(nameless, statement(nameless), 5, 6, 7)), ['BREAKOUT_SIGNERS_MISSING'])
    const manifest = validated()
    const envelope = await seal(statement(manifest), BREAKOUT_PAYLOAD_TYPE, 'signer', 5, 6, 7)
    assert.deepEqual(codes(await verifyBreakout(envelope, structuredClone(manifest) as RootVerified, hsm)), [
      'MANIFEST_NOT_VERIFIED',
    ])
    assert.deepEqual(
      codes(await verifyBreakout(envelope, manifest, { verify: () => Promise.reject(new Error('off')) })),
      ['HSM_FAILED'],
    )
  })
})
