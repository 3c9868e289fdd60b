/** The PKCS#11 provider against a real token (SoftHSM2): it answers as the mock does, under keys that only the token holds, and fails by rejecting. */
import assert from 'node:assert/strict'
import { createHmac, hkdfSync } from 'node:crypto'
import { hkdfExtract, openPkcs11Provider, type Pkcs11Provider } from 'clawql-hsm-pkcs11'
import {
  baseModelMessage,
  ed25519PublicKey,
  MockHSMProvider,
  RELEASE_PAYLOAD_TYPE,
  releasePayload,
  sealEnvelope,
  signEd25519,
  toBase64,
  utf8,
  validateManifest,
  verifyEd25519,
  verifyTrust,
} from 'clawql-manifest-validator'
import fc from 'fast-check'
import { ensurePackage } from '../../../scripts/system-packages.ts'
import { withoutPackage } from '../../../scripts/without-package.ts'
import { exampleManifest, seed, WEIGHT_HASH, withRoot } from '../../scripts/example-manifest.ts'
import { createSoftToken, missingForToken, PIN, type SoftToken, TOKEN } from './soft-token.ts'

const SECRET = new Uint8Array(40).map((_, n) => n * 7)
const MODEL = 'hsm://models/llama-4'
const COORDINATOR = 'hsm://coordinator/2026'

describe('PKCS#11 provider', () => {
  const softhsm = ensurePackage('softhsm2')
  if (softhsm.state === 'unavailable') return withoutPackage(softhsm, 'the PKCS#11 provider against SoftHSM2')
  const missing = missingForToken()
  if (missing !== undefined) {
    return withoutPackage({ state: 'unavailable', reason: missing }, 'the PKCS#11 provider against SoftHSM2')
  }

  let token: SoftToken
  let provider: Pkcs11Provider
  const mock = new MockHSMProvider({ [MODEL]: { ed25519Seed: seed(20) }, [COORDINATOR]: { secret: SECRET } })

  before(() => {
    token = createSoftToken(softhsm.program)
    token.addEd25519('models/llama-4', seed(20))
    token.addEd25519('release-1', seed(31))
    token.addEd25519('release-2', seed(32), ['private'])
    token.addEd25519('reader', seed(33), ['public'])
    token.addEd25519('twice', seed(34))
    token.addEd25519('twice', seed(35))
    token.addSecret('coordinator/2026', SECRET)
    token.addSecret('coordinator/2026#prk', hkdfExtract(SECRET))
    token.addSecret('bare', SECRET)
    provider = openPkcs11Provider({ modulePath: token.modulePath, tokenLabel: TOKEN, pin: PIN })
  })

  after(async () => {
    await provider?.close()
    token?.remove()
  })

  it('signs as Ed25519 does: the very bytes that the mock gives for the same key', async () => {
    for (const length of [0, 1, 64, 1000, 70_000]) {
      const message = new Uint8Array(length).fill(length)
      assert.deepEqual(await provider.sign(MODEL, message), signEd25519(seed(20), message))
    }
  })

  it('signs with a private half alone, and verifies with a public half alone', async () => {
    const message = utf8('release')
    const signature = await provider.sign('hsm://release-2', message)
    assert.ok(verifyEd25519(ed25519PublicKey(seed(32)), message, signature))
    assert.equal(await provider.verify({ ref: 'hsm://reader' }, message, signEd25519(seed(33), message)), true)
    await assert.rejects(provider.verify({ ref: 'hsm://release-2' }, message, signature), /no public key release-2/)
    await assert.rejects(provider.sign('hsm://reader', message), /no private key reader/)
  })

  it('refuses every signature that is not one, without failing', async () => {
    const message = utf8('message')
    const signature = signEd25519(seed(20), message)
    const answers = async (changed: Uint8Array, about = message): Promise<boolean> =>
      provider.verify({ ref: MODEL }, about, changed)
    assert.equal(await answers(signature), true)
    assert.equal(await answers(signature, utf8('another')), false)
    for (let bit = 0; bit < 512; bit += 37) {
      const changed = signature.slice()
      changed[bit >> 3]! ^= 1 << (bit & 7)
      assert.equal(await answers(changed), false, `bit ${bit}`)
    }
    for (const length of [0, 1, 32, 63, 65, 128]) assert.equal(await answers(new Uint8Array(length)), false)
    // S plus the group order: the same equation, another spelling.
    assert.equal(await answers(withOrderAdded(signature)), false)
    assert.equal(await provider.verify({ publicKey: ed25519PublicKey(seed(20)) }, message, signature), true)
    assert.equal(await provider.verify({ publicKey: new Uint8Array(32) }, message, signature), false)
  })

  it('makes the tags that HMAC-SHA256 makes', async () => {
    for (const length of [0, 1, 64, 65, 5000]) {
      const message = new Uint8Array(length).fill(3)
      assert.deepEqual(
        Buffer.from(await provider.mac(COORDINATOR, message)),
        createHmac('sha256', SECRET).update(message).digest(),
      )
    }
  })

  it('derives the keys that HKDF derives, extraction done beforehand (60 generated lengths and infos)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 300 }), fc.uint8Array({ maxLength: 120 }), async (length, info) => {
        const derived = await provider.deriveKey(COORDINATOR, info, length)
        assert.deepEqual(derived, await mock.deriveKey(COORDINATOR, info, length))
        assert.deepEqual(derived, new Uint8Array(hkdfSync('sha256', SECRET, new Uint8Array(32), info, length)))
      }),
      { numRuns: 60 },
    )
    assert.deepEqual(
      await provider.deriveKey(COORDINATOR, utf8('i'), 8160),
      await mock.deriveKey(COORDINATOR, utf8('i'), 8160),
    )
    for (const length of [0, -1, 1.5, 8161, Number.NaN]) {
      await assert.rejects(provider.deriveKey(COORDINATOR, utf8('i'), length), RangeError)
    }
  })

  it('refuses to derive from a secret whose extracted key is not in the token, and says so', async () => {
    await assert.rejects(provider.deriveKey('hsm://bare', utf8('i'), 32), /bare#prk: deriveKey needs the extracted key/)
  })

  it('carries a manifest’s trust: base model and two release signatures, all made in the token', async () => {
    const manifest = exampleManifest()
    const provenance = manifest['provenance'] as Record<string, unknown>
    provenance['base_model_hsm_signature'] = toBase64(await provider.sign(MODEL, baseModelMessage(WEIGHT_HASH)))
    const validated = validateManifest(withRoot(manifest))
    assert.ok(validated.ok)
    const envelope = await sealEnvelope(
      RELEASE_PAYLOAD_TYPE,
      releasePayload(validated.manifest),
      [1, 2].map((n) => ({ keyid: `release-${n}`, sign: (message) => provider.sign(`hsm://release-${n}`, message) })),
    )
    const keys = [1, 2].map((n) => ({ id: `release-${n}`, public_key: toBase64(ed25519PublicKey(seed(30 + n))) }))
    const anchor = { kind: 'release-keys', keys, threshold: 2, envelope } as const
    const trusted = await verifyTrust(validated.manifest, { anchor }, provider)
    assert.ok(trusted.ok)
    assert.deepEqual(trusted.signers, ['release-1', 'release-2'])

    provenance['base_model_hsm_signature'] = toBase64(
      await provider.sign('hsm://release-1', baseModelMessage(WEIGHT_HASH)),
    )
    const forged = validateManifest(withRoot(manifest))
    assert.ok(forged.ok)
    const result = await verifyTrust(
      forged.manifest,
      { anchor: { kind: 'pinned-root', root: forged.manifest.merkle_root } },
      provider,
    )
    assert.deepEqual(result.ok || result.issues.map(({ code }) => code), ['BASE_MODEL_SIGNATURE_INVALID'])
  })

  it('keeps apart what is asked at the same time', async () => {
    const messages = Array.from({ length: 40 }, (_, n) => utf8(`message ${n}`))
    const answers = await Promise.all(
      messages.map(async (message, n) =>
        n % 2 === 0 ? provider.sign('hsm://release-1', message) : provider.mac(COORDINATOR, message),
      ),
    )
    messages.forEach((message, n) => {
      const expected =
        n % 2 === 0 ? signEd25519(seed(31), message) : createHmac('sha256', SECRET).update(message).digest()
      assert.deepEqual(Buffer.from(answers[n]!), Buffer.from(expected))
    })
  })

  it('rejects where a key is missing, ambiguous, of another kind, or the reference is of another form', async () => {
    const message = utf8('m')
    await assert.rejects(provider.sign('hsm://nobody', message), /no private key nobody/)
    await assert.rejects(provider.sign('hsm://twice', message), /several private keys are labelled twice/)
    await assert.rejects(provider.verify({ ref: 'hsm://twice' }, message, new Uint8Array(64)), /several public keys/)
    await assert.rejects(provider.mac('hsm://release-1', message), /no secret key release-1/)
    for (const ref of ['', 'release-1', 'hsm://', 'https://release-1', 'HSM://release-1']) {
      await assert.rejects(provider.sign(ref, message), /no reference of the form hsm:\/\/LABEL/)
    }
  })

  it('opens nothing with a wrong module, token or PIN, and shows no PIN', () => {
    const { modulePath } = token
    const open = (options: Partial<Parameters<typeof openPkcs11Provider>[0]>) => () =>
      openPkcs11Provider({ modulePath, tokenLabel: TOKEN, pin: PIN, ...options })
    assert.throws(open({ tokenLabel: 'elsewhere' }), /no token is labelled elsewhere; there are: clawql tests/)
    assert.throws(open({ modulePath: `${modulePath}.missing` }))
  })

  it('counts its users: closing one provider leaves the other, a closed one rejects, and the last ends the module', async () => {
    const second = openPkcs11Provider({ modulePath: token.modulePath, tokenLabel: TOKEN, pin: PIN })
    const underWay = second.sign(MODEL, utf8('m'))
    await second.close()
    assert.equal((await underWay).length, 64)
    await assert.rejects(second.sign(MODEL, utf8('m')), /is closed/)
    await second.close()
    assert.equal((await provider.sign(MODEL, utf8('m'))).length, 64)

    await provider.close()
    const wrong = '9999-wrong'
    assert.throws(
      () => openPkcs11Provider({ modulePath: token.modulePath, tokenLabel: TOKEN, pin: wrong }),
      (error: Error) =>
        /CKR_PIN_INCORRECT/.test(error.message) && !JSON.stringify([error.message, error.stack]).includes(wrong),
    )
    const validated = validateManifest(exampleManifest())
    assert.ok(validated.ok)
    const anchor = { kind: 'pinned-root', root: validated.manifest.merkle_root } as const
    const result = await verifyTrust(validated.manifest, { anchor }, provider)
    assert.deepEqual(result.ok || result.issues.map(({ code }) => code), ['HSM_FAILED'])
    provider = openPkcs11Provider({ modulePath: token.modulePath, tokenLabel: TOKEN, pin: PIN })
    assert.ok((await verifyTrust(validated.manifest, { anchor }, provider)).ok)
  })
})

/** The group order, little endian, added to the second half. */
function withOrderAdded(signature: Uint8Array): Uint8Array {
  const order = Buffer.from('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010', 'hex')
  const changed = signature.slice()
  let carry = 0
  for (let n = 0; n < 32; n += 1) {
    const sum = changed[32 + n]! + order[n]! + carry
    changed[32 + n] = sum & 0xff
    carry = sum >> 8
  }
  return changed
}
