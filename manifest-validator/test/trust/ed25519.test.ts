/** Ed25519 and MACs against the platform's; keys and signatures that have no business being accepted. */
import assert from 'node:assert/strict'
import { createHmac, createPrivateKey, createPublicKey, hkdfSync, sign, verify } from 'node:crypto'
import { fromHex, hkdfSha256, hmacSha256, isEqualBytes, MockHSMProvider, utf8 } from 'clawql-manifest-validator'
import { ed25519PublicKey, isAcceptablePoint, signEd25519, verifyEd25519 } from 'clawql-manifest-validator/ed25519'
import fc from 'fast-check'

const SEED = fc.uint8Array({ minLength: 32, maxLength: 32 })
const MESSAGE = fc.uint8Array({ maxLength: 100 })

function platformKey(seed: Uint8Array): ReturnType<typeof createPrivateKey> {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
}

describe('ed25519', () => {
  it('signs and verifies as the platform does', () => {
    fc.assert(
      fc.property(SEED, MESSAGE, (seed, message) => {
        const key = platformKey(seed)
        const signature = signEd25519(seed, message)
        assert.equal(Buffer.compare(signature, sign(null, message, key)), 0)
        assert.ok(verify(null, message, createPublicKey(key), signature))
        assert.ok(verifyEd25519(ed25519PublicKey(seed), message, signature))
      }),
      { numRuns: 20 },
    )
  })

  it('refuses a signature with one bit changed, another message, another key', () => {
    const seed = new Uint8Array(32).fill(7)
    const publicKey = ed25519PublicKey(seed)
    const message = utf8('message')
    const signature = signEd25519(seed, message)
    for (let bit = 0; bit < 512; bit += 17) {
      const changed = new Uint8Array(signature)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      assert.ok(!verifyEd25519(publicKey, message, changed), `bit ${bit}`)
    }
    assert.ok(!verifyEd25519(publicKey, utf8('messagf'), signature))
    assert.ok(!verifyEd25519(ed25519PublicKey(new Uint8Array(32).fill(8)), message, signature))
  })

  it('refuses a second spelling of a valid signature: S + L', () => {
    const seed = new Uint8Array(32).fill(9)
    const message = utf8('twice')
    const signature = signEd25519(seed, message)
    const order = fromHex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010')!
    const other = new Uint8Array(signature)
    let carry = 0
    for (let i = 0; i < 32; i += 1) {
      const sum = signature[32 + i]! + order[i]! + carry
      other[32 + i] = sum & 0xff
      carry = sum >> 8
    }
    assert.ok(verifyEd25519(ed25519PublicKey(seed), message, signature))
    assert.ok(!verifyEd25519(ed25519PublicKey(seed), message, other))
  })

  it('refuses keys of low order and keys that are not canonical, without any curve arithmetic', () => {
    const refused = [
      '0100000000000000000000000000000000000000000000000000000000000000',
      '0100000000000000000000000000000000000000000000000000000000000080',
      '0000000000000000000000000000000000000000000000000000000000000000',
      '0000000000000000000000000000000000000000000000000000000000000080',
      'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
      'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
      'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
      'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
      'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
    ]
    for (const hex of refused) assert.ok(!isAcceptablePoint(fromHex(hex)!), hex)
    assert.ok(!isAcceptablePoint(new Uint8Array(31)))
    assert.ok(isAcceptablePoint(ed25519PublicKey(new Uint8Array(32))))
  })

  it('answers false to lengths that make no sense and to points off the curve', () => {
    const off = fromHex('0200000000000000000000000000000000000000000000000000000000000000')!
    for (const length of [0, 31, 33, 63, 65]) {
      assert.ok(!verifyEd25519(new Uint8Array(length), utf8(''), new Uint8Array(64)))
      assert.ok(!verifyEd25519(ed25519PublicKey(new Uint8Array(32)), utf8(''), new Uint8Array(length)))
    }
    assert.ok(!verifyEd25519(off, utf8(''), signEd25519(new Uint8Array(32), utf8(''))))
  })
})

describe('macs', () => {
  it('HMAC and HKDF are the platform’s', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 100 }),
        MESSAGE,
        fc.integer({ min: 1, max: 100 }),
        (key, message, length) => {
          assert.equal(Buffer.compare(hmacSha256(key, message), createHmac('sha256', key).update(message).digest()), 0)
          const expected = Buffer.from(hkdfSync('sha256', key, new Uint8Array(32), message, length))
          assert.equal(Buffer.compare(hkdfSha256(key, new Uint8Array(32), message, length), expected), 0)
        },
      ),
    )
  })

  it('compares bytes', () => {
    fc.assert(fc.property(MESSAGE, MESSAGE, (a, b) => assert.equal(isEqualBytes(a, b), Buffer.compare(a, b) === 0)))
    assert.ok(isEqualBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2)))
  })
})

describe('MockHSMProvider', () => {
  const secret = utf8('a secret')
  const hsm = new MockHSMProvider({
    signer: { ed25519Seed: new Uint8Array(32).fill(1) },
    known: { publicKey: ed25519PublicKey(new Uint8Array(32).fill(1)) },
    shared: { secret },
  })

  it('signs, verifies, authenticates and derives for real', async () => {
    const message = utf8('m')
    const signature = await hsm.sign('signer', message)
    for (const key of [
      { ref: 'signer' },
      { ref: 'known' },
      { publicKey: ed25519PublicKey(new Uint8Array(32).fill(1)) },
    ]) {
      assert.equal(await hsm.verify(key, message, signature), true)
      assert.equal(await hsm.verify(key, utf8('n'), signature), false)
    }
    assert.deepEqual(
      new Uint8Array(await hsm.mac('shared', message)),
      new Uint8Array(createHmac('sha256', secret).update(message).digest()),
    )
    const derived = await hsm.deriveKey('shared', utf8('info'), 32)
    assert.deepEqual(
      new Uint8Array(derived),
      new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(32), utf8('info'), 32)),
    )
  })

  it('rejects where the key is missing or of another kind', async () => {
    const message = utf8('m')
    await assert.rejects(hsm.sign('nobody', message))
    await assert.rejects(hsm.sign('known', message))
    await assert.rejects(hsm.mac('signer', message))
    await assert.rejects(hsm.deriveKey('known', message, 32))
    await assert.rejects(hsm.verify({ ref: 'shared' }, message, new Uint8Array(64)))
    await assert.rejects(hsm.verify({ ref: 'nobody' }, message, new Uint8Array(64)))
  })
})
