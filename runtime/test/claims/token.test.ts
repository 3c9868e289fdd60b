/** Tokens: what is accepted is narrow, what is refused has its code, and a token serves once. INVARIANT P10. */
import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import fc from 'fast-check'
import { createJwtVerifier } from '../../src/node/claims/jwt-verifier.ts'
import { rawPublicKey } from '../../src/node/worm/log-key.ts'
import { createMemoryStore } from '../../src/store/memory-store.ts'
import { createReplayStore } from '../../src/store/replay-store.ts'

const NOW = 1_800_000_000_000
const seconds = NOW / 1000
const ed = generateKeyPairSync('ed25519')
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const spki = (key: KeyObject) => key.export({ format: 'der', type: 'spki' }).toString('base64')

const ISSUERS = [
  {
    iss: 'https://id',
    alg: 'EdDSA',
    kid: 'ed',
    public_key: Buffer.from(rawPublicKey(ed.publicKey)).toString('base64'),
  },
  { iss: 'https://id', alg: 'ES256', kid: 'ec', public_key: spki(ec.publicKey) },
  { iss: 'https://id', alg: 'RS256', kid: 'rsa', public_key: spki(rsa.publicKey) },
] as const

type Changes = Record<string, unknown>
const ATR = { agent_id: 'agent', role: 'r', purpose: 'p', scope: [], classification: 'standard', session_id: 's' }
let counter = 0

function token(
  changes: { header?: Changes; top?: Changes; atr?: Changes; key?: KeyObject; raw?: string } = {},
): string {
  const header = { alg: 'EdDSA', kid: 'ed', ...changes.header }
  const atr = { ...ATR, ...changes.atr }
  const payload = {
    iss: 'https://id',
    aud: 'agent',
    iat: seconds,
    exp: seconds + 60,
    jti: `id-${counter++}`,
    sub: 'me',
    atr,
    ...changes.top,
  }
  const encode = (text: string) => Buffer.from(text).toString('base64url')
  const signed = `${encode(JSON.stringify(header))}.${encode(changes.raw ?? JSON.stringify(payload))}`
  const algorithm = (changes.key ?? ed.privateKey).asymmetricKeyType === 'ed25519' ? null : 'sha256'
  const key = changes.key ?? ed.privateKey
  const dsaEncoding = 'ieee-p1363' as const
  return `${signed}.${sign(algorithm, Buffer.from(signed), { key, dsaEncoding }).toString('base64url')}`
}

const verifier = (replay = createReplayStore(createMemoryStore())) =>
  createJwtVerifier({ issuers: ISSUERS, audience: 'agent', agentId: 'agent', replay, skewMs: 30_000 })

async function codeOf(text: unknown, at = NOW): Promise<string> {
  const result = await verifier().verify(text, at)
  return 'refusal' in result ? result.refusal.code : 'accepted'
}

describe('tokens', () => {
  it('of the three algorithms are accepted and flattened', async () => {
    assert.equal(await codeOf(token()), 'accepted')
    assert.equal(await codeOf(token({ header: { alg: 'ES256', kid: 'ec' }, key: ec.privateKey })), 'accepted')
    assert.equal(await codeOf(token({ header: { alg: 'RS256', kid: 'rsa' }, key: rsa.privateKey })), 'accepted')
    const full = { owner: 'o', delegates: ['d'], impact: { currency: 'USD', value: 5 } }
    const result = await verifier().verify(
      token({ atr: full, top: { nbf: seconds, azp: 'unknown members at the top are allowed' } }),
      NOW,
    )
    assert.deepEqual('claims' in result && result.claims, { subject: 'me', ...ATR, ...full })
  })

  const refused: readonly (readonly [string, string, string])[] = [
    ['no algorithm', 'TOKEN_INVALID', token({ header: { alg: 'none' } })],
    ['another issuer', 'TOKEN_INVALID', token({ top: { iss: 'https://other' } })],
    ['an unknown key', 'TOKEN_INVALID', token({ header: { kid: 'x' } })],
    ['the key of another algorithm', 'TOKEN_INVALID', token({ header: { alg: 'HS256' } })],
    ['a wrong signature', 'TOKEN_INVALID', token({ key: generateKeyPairSync('ed25519').privateKey })],
    ['a critical header', 'TOKEN_INVALID', token({ header: { crit: ['b64'], b64: false } })],
    ['a key of its own', 'TOKEN_INVALID', token({ header: { jwk: {} } })],
    ['another audience', 'TOKEN_INVALID', token({ top: { aud: 'other' } })],
    ['no audience', 'TOKEN_INVALID', token({ top: { aud: undefined } })],
    ['no identifier', 'TOKEN_INVALID', token({ top: { jti: undefined } })],
    ['no subject', 'TOKEN_INVALID', token({ top: { sub: '' } })],
    ['no end', 'TOKEN_INVALID', token({ top: { exp: undefined } })],
    ['an end as text', 'TOKEN_INVALID', token({ top: { exp: String(seconds + 60) } })],
    ['more than a day', 'TOKEN_INVALID', token({ top: { exp: seconds + 90_000 } })],
    ['no atr', 'TOKEN_INVALID', token({ top: { atr: undefined } })],
    ['an unknown member of atr', 'TOKEN_INVALID', token({ atr: { admin: true } })],
    ['no scope', 'TOKEN_INVALID', token({ atr: { scope: undefined } })],
    ['a scope as text', 'TOKEN_INVALID', token({ atr: { scope: '*' } })],
    ['an unknown classification', 'TOKEN_INVALID', token({ atr: { classification: 'public' } })],
    ['an impact that is no number', 'TOKEN_INVALID', token({ atr: { impact: { currency: 'USD', value: '5' } } })],
    ['two members of one name', 'TOKEN_INVALID', token({ raw: '{"iss":"https://id","iss":"https://id"}' })],
    ['another agent', 'AGENT_MISMATCH', token({ atr: { agent_id: 'other' } })],
    ['its time over', 'TOKEN_EXPIRED', token({ top: { iat: seconds - 100, exp: seconds - 31 } })],
    ['its time to come', 'TOKEN_NOT_YET_VALID', token({ top: { nbf: seconds + 31 } })],
    ['a beginning in the future', 'TOKEN_NOT_YET_VALID', token({ top: { iat: seconds + 31, exp: seconds + 60 } })],
  ]
  for (const [what, code, text] of refused)
    it(`with ${what}: ${code}`, async () => assert.equal(await codeOf(text), code))

  it('within the skew are accepted', async () => {
    assert.equal(await codeOf(token({ top: { iat: seconds - 100, exp: seconds - 29 } })), 'accepted')
    assert.equal(await codeOf(token({ top: { iat: seconds + 29, exp: seconds + 60 } })), 'accepted')
  })

  it('serve once, and only once they are otherwise good', async () => {
    const used = verifier()
    const text = token()
    const first = await used.verify(text, NOW - 100_000)
    assert.equal('refusal' in first && first.refusal.code, 'TOKEN_NOT_YET_VALID')
    const results = await Promise.all([used.verify(text, NOW), used.verify(text, NOW), used.verify(text, NOW)])
    assert.deepEqual(results.map((result) => ('refusal' in result ? result.refusal.code : 'accepted')).sort(), [
      'TOKEN_REPLAYED',
      'TOKEN_REPLAYED',
      'accepted',
    ])
  })

  it('are refused while the replay store cannot answer', async () => {
    const broken = { claim: () => Promise.reject(new Error('disk')), prune: () => Promise.resolve(0) }
    const result = await verifier(broken).verify(token(), NOW)
    assert.equal('refusal' in result && result.refusal.code, 'REPLAY_STORE_UNAVAILABLE')
  })

  it('that were tampered with are refused and never throw (200 runs)', async () => {
    const text = token()
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), fc.constantFrom(...'AQg_-.'), async (at, character) => {
        const changed = text.slice(0, at) + character + text.slice(at + 1)
        fc.pre(changed !== text)
        // The last character of a signature may spell the same bits twice over; the decoder must not let that pass as another token.
        const result = await verifier().verify(changed, NOW)
        assert.ok(
          'refusal' in result ||
            Buffer.from(changed.split('.')[2]!, 'base64url').equals(Buffer.from(text.split('.')[2]!, 'base64url')),
        )
      }),
      { numRuns: 200 },
    )
  })

  it('of any other kind are refused and never throw (200 runs)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.anything(), fc.string(), fc.constant('a.b.c')), async (value) => {
        assert.equal(await codeOf(value), 'TOKEN_INVALID')
      }),
      { numRuns: 200 },
    )
  })
})
