/** The platform's primitives beside the portable ones: the same answers, also where a signature that held is remembered. */
import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import fc from 'fast-check'
import { platformCrypto } from '../../src/node/pep/platform-crypto.ts'
import { rawPublicKey } from '../../src/node/worm/log-key.ts'
import { portableCrypto } from '../../src/pep/pep-crypto.ts'

const people = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')].map(({ publicKey, privateKey }) => ({
  key: new Uint8Array(rawPublicKey(publicKey)),
  privateKey,
}))

describe('a remembered signature', () => {
  it('lets nothing else hold: every other byte of key, message or signature is verified anew (300 runs)', () => {
    const texts = fc.uint8Array({ minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(
        texts,
        fc.nat(1),
        fc.constantFrom('key', 'message', 'signature'),
        fc.nat(),
        (message, who, part, at) => {
          const { key, privateKey } = people[who]!
          const signed = { key, message, signature: new Uint8Array(sign(null, message, privateKey)) }
          assert.equal(platformCrypto.verifyEd25519(signed.key, signed.message, signed.signature), true)
          assert.equal(platformCrypto.verifyEd25519(signed.key, signed.message, signed.signature), true)
          const changed = { ...signed, [part]: Uint8Array.from(signed[part]) }
          changed[part][at % changed[part].length]! ^= 1 << (at % 8)
          assert.equal(platformCrypto.verifyEd25519(changed.key, changed.message, changed.signature), false)
          assert.equal(platformCrypto.verifyEd25519(changed.key, changed.message, changed.signature), false)
          assert.equal(portableCrypto.verifyEd25519(signed.key, signed.message, signed.signature), true)
          assert.equal(portableCrypto.verifyEd25519(changed.key, changed.message, changed.signature), false)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('is one person’s over one text: a byte moved from the message to the signature, or a key of another length, is none', () => {
    const { key, privateKey } = people[0]!
    const message = Uint8Array.of(1, 2, 3)
    const signature = new Uint8Array(sign(null, message, privateKey))
    assert.equal(platformCrypto.verifyEd25519(key, message, signature), true)
    const longer = Uint8Array.of(...signature, 1)
    assert.equal(platformCrypto.verifyEd25519(key, Uint8Array.of(2, 3), longer), false)
    assert.equal(
      platformCrypto.verifyEd25519(
        key,
        Uint8Array.of(...signature.subarray(63), ...message),
        signature.subarray(0, 63),
      ),
      false,
    )
    assert.equal(
      platformCrypto.verifyEd25519(key.subarray(0, 31), Uint8Array.of(...key.subarray(31), ...message), signature),
      false,
    )
    assert.equal(platformCrypto.verifyEd25519(people[1]!.key, message, signature), false)
  })

  it('digests are the portable ones (200 runs)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(text.isWellFormed())
        assert.equal(platformCrypto.sha256Hex(text), portableCrypto.sha256Hex(text))
      }),
      { numRuns: 200 },
    )
  })
})
