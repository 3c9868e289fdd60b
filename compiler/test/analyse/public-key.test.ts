import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { type KeyAlgorithm, normalizePublicKey } from '../../src/check/manifest/public-key.ts'

describe('public keys', () => {
  const ed25519 = generateKeyPairSync('ed25519').publicKey
  const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey
  const der = (key: typeof ed25519): Buffer => key.export({ type: 'spki', format: 'der' })
  const pem = (key: typeof ed25519): string => key.export({ type: 'spki', format: 'pem' }).toString()
  const raw = der(ed25519).subarray(12).toString('base64')

  it('brings every form of an Ed25519 key to its raw bytes', () => {
    for (const text of [
      raw,
      `${raw}\n`,
      der(ed25519).toString('base64'),
      pem(ed25519),
      pem(ed25519).replaceAll('\n', '\r\n'),
    ]) {
      assert.equal(normalizePublicKey(text, 'EdDSA'), raw)
    }
  })

  it('keeps the other algorithms in SPKI form', () => {
    assert.equal(normalizePublicKey(pem(p256), 'ES256'), der(p256).toString('base64'))
    assert.equal(normalizePublicKey(pem(rsa), 'RS256'), der(rsa).toString('base64'))
  })

  it('refuses a key of another algorithm, and what is no key', () => {
    const algorithms: readonly KeyAlgorithm[] = ['EdDSA', 'ES256', 'RS256']
    const keys = [ed25519, p256, rsa]
    for (const [i, algorithm] of algorithms.entries()) {
      for (const [k, key] of keys.entries())
        if (i !== k) assert.equal(normalizePublicKey(pem(key), algorithm), undefined)
      for (const text of ['', 'AAAA', raw.slice(4), '-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----']) {
        assert.equal(normalizePublicKey(text, algorithm), undefined)
      }
    }
  })
})
