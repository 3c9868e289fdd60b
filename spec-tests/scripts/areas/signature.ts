/**
 * Generates the cases of the area `signature`: Ed25519 and HMAC-SHA-256, valid ones from node:crypto, and every damaged or odd form that must be
 * refused. Nothing here decides validity by running a verifier: each case is right or wrong by how it was made.
 */
import { createHmac } from 'node:crypto'
import { caseFile, type GeneratedCase, type GeneratedFile, serial } from '../case-file.ts'
import { addGroupOrder, LOW_ORDER_KEYS, NON_CANONICAL_KEYS, testKey } from '../oracle/ed25519.ts'
import { createRandom, type Random } from '../oracle/random.ts'

interface Signed {
  readonly alg: string
  readonly key: string
  readonly message: string
  readonly signature: string
}

export function signatureCases(): readonly GeneratedFile[] {
  const random = createRandom(25519)
  return [
    caseFile(
      'signature',
      'ed25519',
      'Ed25519 over messages of many lengths, damaged and odd encodings.',
      ed25519Cases(random),
    ),
    caseFile(
      'signature',
      'hmac-sha256',
      'HMAC-SHA-256 with keys of many lengths, damaged and cut tags.',
      hmacCases(random),
    ),
  ]
}

function verdict(id: string, clause: string, input: Signed, ok: boolean): GeneratedCase {
  return { id, kind: 'signature.verify', clause, input, expected: { ok } }
}

function ed25519Cases(random: Random): GeneratedCase[] {
  const clause = 'signature.ed25519'
  const cases = [0, 1, 2, 31, 32, 33, 63, 64, 65, 127, 128, 200, 1023].map((length, index) => {
    const key = testKey(random.bytes(32))
    const message = random.bytes(length)
    return verdict(`valid-${serial(index)}`, clause, signed(key.publicKey, message, key.sign(message)), true)
  })
  const key = testKey(random.bytes(32))
  const other = testKey(random.bytes(32))
  const message = random.bytes(40)
  const signature = key.sign(message)
  const right = signed(key.publicKey, message, signature)
  const wrong: [string, Signed][] = [
    ...Array.from({ length: 16 }, (_, index): [string, Signed] => [
      `flipped-signature-bit-${serial(index)}`,
      { ...right, signature: hex(flip(signature, index * 32 + random.below(32))) },
    ]),
    ...Array.from({ length: 6 }, (_, index): [string, Signed] => [
      `flipped-message-bit-${serial(index)}`,
      { ...right, message: hex(flip(message, random.below(320))) },
    ]),
    ['other-key', { ...right, key: hex(other.publicKey) }],
    ['other-message', { ...right, message: '' }],
    ['scalar-plus-group-order', { ...right, signature: hex(addGroupOrder(signature)) }],
    ['signature-cut', { ...right, signature: hex(signature.subarray(0, 63)) }],
    ['signature-longer', { ...right, signature: `${hex(signature)}00` }],
    ['signature-empty', { ...right, signature: '' }],
    ['signature-zero', { ...right, signature: '00'.repeat(64) }],
    ['halves-exchanged', { ...right, signature: hex(signature.subarray(32)) + hex(signature.subarray(0, 32)) }],
    ['key-cut', { ...right, key: hex(key.publicKey.subarray(0, 31)) }],
    ['key-longer', { ...right, key: `${hex(key.publicKey)}00` }],
    ['key-empty', { ...right, key: '' }],
    ['key-with-der-header', { ...right, key: `302a300506032b6570032100${hex(key.publicKey)}` }],
    ['signature-not-hexadecimal', { ...right, signature: `zz${hex(signature).slice(2)}` }],
    ['signature-odd-digits', { ...right, signature: hex(signature).slice(1) }],
    ['key-with-0x', { ...right, key: `0x${hex(key.publicKey)}` }],
    ['unknown-algorithm', { ...right, alg: 'none' }],
    ['empty-algorithm', { ...right, alg: '' }],
    ['algorithm-of-the-other-kind', { ...right, alg: 'hmac-sha256' }],
  ]
  // R and S chosen so that a verifier that does not refuse the key finds the equation satisfied for every message.
  const forged = `${LOW_ORDER_KEYS[0]}${'00'.repeat(32)}`
  LOW_ORDER_KEYS.forEach((odd, index) => {
    wrong.push([`low-order-key-${index}`, { ...right, key: odd, signature: forged }])
  })
  NON_CANONICAL_KEYS.forEach((odd, index) => {
    wrong.push([`non-canonical-key-${index}`, { ...right, key: odd, signature: forged }])
  })
  NON_CANONICAL_KEYS.forEach((odd, index) => {
    wrong.push([`non-canonical-r-${index}`, { ...right, signature: odd + hex(signature.subarray(32)) }])
  })
  return [...cases, ...wrong.map(([id, input]) => verdict(id, clause, input, false))]
}

function hmacCases(random: Random): GeneratedCase[] {
  const clause = 'signature.hmac'
  const cases = [1, 16, 31, 32, 63, 64, 65, 100, 200].map((length, index) => {
    const key = random.bytes(length)
    const message = random.bytes(random.below(150))
    return verdict(`valid-${serial(index)}`, clause, tagged(key, message, hmac(key, message)), true)
  })
  const key = random.bytes(32)
  const message = random.bytes(50)
  const tag = hmac(key, message)
  const right = tagged(key, message, tag)
  const wrong: [string, Signed][] = [
    ...Array.from({ length: 8 }, (_, index): [string, Signed] => [
      `flipped-tag-bit-${serial(index)}`,
      { ...right, signature: hex(flip(tag, index * 32 + random.below(32))) },
    ]),
    ['flipped-message', { ...right, message: hex(flip(message, random.below(400))) }],
    ['flipped-key', { ...right, key: hex(flip(key, random.below(256))) }],
    ['tag-cut-to-16', { ...right, signature: hex(tag.subarray(0, 16)) }],
    ['tag-cut-to-31', { ...right, signature: hex(tag.subarray(0, 31)) }],
    ['tag-longer', { ...right, signature: `${hex(tag)}00` }],
    ['tag-empty', { ...right, signature: '' }],
    ['tag-zero', { ...right, signature: '00'.repeat(32) }],
    ['tag-not-hexadecimal', { ...right, signature: `${hex(tag).slice(2)}xx` }],
    ['plain-hash-of-message', { ...right, signature: hex(hmac(new Uint8Array(0), message)) }],
    ['sha-512-tag', { ...right, signature: createHmac('sha512', key).update(message).digest('hex') }],
  ]
  return [...cases, ...wrong.map(([id, input]) => verdict(id, clause, input, false))]
}

function signed(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Signed {
  return { alg: 'ed25519', key: hex(key), message: hex(message), signature: hex(signature) }
}

function tagged(key: Uint8Array, message: Uint8Array, tag: Uint8Array): Signed {
  return { alg: 'hmac-sha256', key: hex(key), message: hex(message), signature: hex(tag) }
}

function hmac(key: Uint8Array, message: Uint8Array): Buffer {
  return createHmac('sha256', key).update(message).digest()
}

function flip(bytes: Uint8Array, bit: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[bit >> 3]! ^= 1 << (bit & 7)
  return copy
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
