/** Key sets of issuers: they take back what the manifest pins, bring nothing, and where they cannot be had nothing is accepted. */
import assert from 'node:assert/strict'
import { createSecretKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import fc from 'fast-check'
import { parseJwkSet } from '../../src/claims/jwk-set.ts'
import { createJwtVerifier } from '../../src/node/claims/jwt-verifier.ts'
import { type JwksOptions, publishedKeys } from '../../src/node/claims/published-keys.ts'
import { rawPublicKey } from '../../src/node/worm/log-key.ts'
import { createMemoryStore } from '../../src/store/memory-store.ts'
import { createReplayStore } from '../../src/store/replay-store.ts'
import { temporaryFolder } from '../support/log-fixture.ts'
import { makeToken, TOKEN_NOW, tokenPayload } from '../support/token-maker.ts'

const ed = generateKeyPairSync('ed25519')
const next = generateKeyPairSync('ed25519')
const foreign = generateKeyPairSync('ed25519')
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const spki = (key: KeyObject) => key.export({ format: 'der', type: 'spki' }).toString('base64')
const raw = (key: KeyObject) => Buffer.from(rawPublicKey(key)).toString('base64')
const ISSUERS = [
  { iss: 'https://id', alg: 'EdDSA', kid: 'ed', public_key: raw(ed.publicKey) },
  { iss: 'https://id', alg: 'EdDSA', kid: 'next', public_key: raw(next.publicKey) },
  { iss: 'https://id', alg: 'ES256', kid: 'ec', public_key: spki(ec.publicKey) },
  { iss: 'https://id', alg: 'RS256', kid: 'rsa', public_key: spki(rsa.publicKey) },
  { iss: 'https://other', alg: 'EdDSA', kid: 'ed', public_key: raw(ed.publicKey) },
] as const

const jwk = (kid: string, key: KeyObject, more: object = {}) => ({ ...key.export({ format: 'jwk' }), kid, ...more })
const ALL = [
  jwk('ed', ed.publicKey, { use: 'sig', alg: 'EdDSA' }),
  jwk('next', next.publicKey, { key_ops: ['verify'] }),
  jwk('ec', ec.publicKey),
  jwk('rsa', rsa.publicKey, { alg: 'RS256' }),
]

interface Published {
  set: unknown
  readonly clock: { nowMs: number }
  code(kid?: string, alg?: string, key?: KeyObject, iss?: string): Promise<string>
}

function publishing(set: unknown, options: Partial<JwksOptions> = {}): Published {
  const path = join(temporaryFolder(), 'jwks.json')
  const clock = { nowMs: 0 }
  const write = (value: unknown) => writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value))
  write(set)
  const verifier = createJwtVerifier({
    issuers: ISSUERS,
    audience: 'agent',
    agentId: 'agent',
    replay: createReplayStore(createMemoryStore()),
    jwks: { 'https://id': { from: path, monotonicMs: () => clock.nowMs, ...options } },
  })
  return {
    clock,
    set set(value: unknown) {
      if (value === undefined) rmSync(path)
      else write(value)
    },
    async code(kid = 'ed', alg = 'EdDSA', key = ed.privateKey, iss = 'https://id') {
      const result = await verifier.verify(makeToken({ alg, kid }, tokenPayload({ iss }), key), TOKEN_NOW)
      return 'refusal' in result ? result.refusal.code : 'accepted'
    },
  }
}

describe('an issuer’s key set', () => {
  it('lets tokens of the keys through that are pinned and published, of every kind', async () => {
    const { code } = publishing({ keys: ALL, more: 'is allowed' })
    assert.equal(await code(), 'accepted')
    assert.equal(await code('next', 'EdDSA', next.privateKey), 'accepted')
    assert.equal(await code('ec', 'ES256', ec.privateKey), 'accepted')
    assert.equal(await code('rsa', 'RS256', rsa.privateKey), 'accepted')
  })

  it('of one issuer says nothing of another’s', async () => {
    const { code } = publishing({ keys: [] })
    assert.equal(await code(), 'TOKEN_INVALID')
    assert.equal(await code('ed', 'EdDSA', ed.privateKey, 'https://other'), 'accepted')
  })

  it('rotates: the next key counts as soon as it is published, the old one until it is gone', async () => {
    const published = publishing({ keys: [ALL[0]] })
    assert.equal(await published.code(), 'accepted')
    published.set = { keys: [ALL[1]] }
    published.clock.nowMs += 10_000
    // A key that is missing is looked for at once; one that is there, when the set is old.
    assert.equal(await published.code('next', 'EdDSA', next.privateKey), 'accepted')
    assert.equal(await published.code(), 'TOKEN_INVALID')
  })

  it('takes a key back at the latest when it is asked for again', async () => {
    const published = publishing({ keys: ALL })
    assert.equal(await published.code(), 'accepted')
    published.set = { keys: ALL.slice(1) }
    published.clock.nowMs = 299_999
    assert.equal(await published.code(), 'accepted')
    published.clock.nowMs = 300_000
    assert.equal(await published.code(), 'TOKEN_INVALID')
  })

  const useless: readonly (readonly [string, readonly object[]])[] = [
    ['under the name of a pinned one, another key', [jwk('ed', foreign.publicKey)]],
    ['the pinned key under another name', [jwk('x', ed.publicKey)]],
    ['the pinned key without a name', [ed.publicKey.export({ format: 'jwk' })]],
    ['the pinned key for another algorithm', [jwk('ed', ed.publicKey, { alg: 'ES256' })]],
    ['the pinned key for HMAC', [jwk('ed', ed.publicKey, { alg: 'HS256' })]],
    ['the pinned key for encryption', [jwk('ed', ed.publicKey, { use: 'enc' })]],
    ['the pinned key for signing alone', [jwk('ed', ed.publicKey, { key_ops: ['sign'] })]],
    ['the pinned name on a key of another kind', [jwk('ed', rsa.publicKey)]],
    ['a key that is none', [{ kty: 'OKP', crv: 'Ed25519', x: 'AA', kid: 'ed' }]],
    ['a kind nobody knows', [{ kty: 'PQ', kid: 'ed' }]],
  ]
  for (const [what, keys] of useless) {
    it(`that holds ${what} brings nothing`, async () => {
      const { code } = publishing({ keys })
      assert.equal(await code(), 'TOKEN_INVALID')
      assert.equal(await code('ed', 'EdDSA', foreign.privateKey), 'TOKEN_INVALID')
      assert.equal(await code('x', 'EdDSA', ed.privateKey), 'TOKEN_INVALID')
    })
  }

  const none: readonly (readonly [string, unknown])[] = [
    ['one name for two keys', { keys: [...ALL, jwk('ed', foreign.publicKey)] }],
    [
      'one name for two keys, of which one is not for signatures',
      { keys: [...ALL, jwk('ed', foreign.publicKey, { use: 'enc' })] },
    ],
    ['a private key', { keys: [...ALL, jwk('y', foreign.privateKey)] }],
    [
      'a symmetric key',
      { keys: [...ALL, { ...createSecretKey(Buffer.alloc(32, 1)).export({ format: 'jwk' }), kid: 'h' }] },
    ],
    ['a name that is no text', { keys: [...ALL, { kty: 'OKP', kid: ['ed'] }] }],
    ['no list', { keys: { 0: ALL[0] } }],
    ['two lists', JSON.stringify({ keys: ALL }).replace('{', '{"keys":[],')],
    ['more keys than anyone has', { keys: Array.from({ length: 101 }, (_, at) => jwk(String(at), ed.publicKey)) }],
    ['more bytes than it may have', { keys: ALL, pad: 'x'.repeat(1 << 16) }],
    ['a list of its own', [ALL[0]]],
    ['nothing', ''],
    ['a page that says something went wrong', '<html>'],
  ]
  for (const [what, set] of none) {
    it(`with ${what} is none: nothing is accepted`, async () => {
      assert.equal(await publishing(set).code(), 'ISSUER_KEYS_UNAVAILABLE')
    })
  }

  it('that cannot be had again counts an hour, then nothing does; and again once it is back', async () => {
    const published = publishing({ keys: ALL })
    assert.equal(await published.code(), 'accepted')
    for (const broken of [undefined, '{"keys":[', { keys: [jwk('ed', ed.privateKey)] }]) {
      published.set = broken
      published.clock.nowMs += 1_000_000
      assert.equal(await published.code(), 'accepted')
    }
    published.clock.nowMs = 3_600_000
    assert.equal(await published.code(), 'ISSUER_KEYS_UNAVAILABLE')
    published.set = { keys: ALL }
    published.clock.nowMs += 9_999
    assert.equal(await published.code(), 'ISSUER_KEYS_UNAVAILABLE')
    published.clock.nowMs += 1
    assert.equal(await published.code(), 'accepted')
  })

  it('by a clock that says nothing counts for nothing', async () => {
    assert.equal(await publishing({ keys: ALL }, { monotonicMs: () => Number.NaN }).code(), 'ISSUER_KEYS_UNAVAILABLE')
  })

  it('of an issuer whom the manifest does not trust is a mistake', () => {
    const options = {
      issuers: ISSUERS,
      audience: 'agent',
      agentId: 'agent',
      replay: createReplayStore(createMemoryStore()),
    }
    assert.throws(
      () => createJwtVerifier({ ...options, jwks: { 'https://evil': { from: 'x' } } }),
      /which the manifest does not trust/,
    )
    assert.throws(() => publishedKeys({ from: 'http://id.example/keys' }), /over https/)
  })

  it('of any bytes is a list or a sentence, never thrown (2,000 runs)', () => {
    const member = fc.oneof(fc.jsonValue(), fc.constantFrom('sig', 'ed', 'verify'))
    const key = fc.dictionary(fc.constantFrom('kid', 'use', 'key_ops', 'alg', 'kty', 'd', '__proto__'), member)
    const texts = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc
        .record({ keys: fc.oneof(fc.array(key, { maxLength: 4 }), fc.jsonValue()) })
        .map((set) => Buffer.from(JSON.stringify(set))),
    )
    fc.assert(
      fc.property(texts, (bytes) => {
        const parsed = parseJwkSet(bytes)
        if (typeof parsed !== 'string') for (const { kid } of parsed) assert.ok(kid.length > 0)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a key set over HTTP', () => {
  let answer: (response: ServerResponse) => void = () => undefined
  let asked = 0
  const server = createServer((_request, response) => {
    asked += 1
    answer(response)
  })
  let address = ''
  before(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const at = server.address()
    address = `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}/keys`
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  const body = (text: string) => (response: ServerResponse) => void response.end(text)

  it('is asked for once, whoever waits for it, and by nobody whose signature does not hold', async () => {
    const { code } = publishing({ keys: [] }, { from: address })
    answer = body(JSON.stringify({ keys: ALL }))
    asked = 0
    assert.equal(await code('ed', 'EdDSA', foreign.privateKey), 'TOKEN_INVALID')
    assert.equal(await code('unknown'), 'TOKEN_INVALID')
    assert.equal(asked, 0)
    assert.deepEqual(new Set(await Promise.all(Array.from({ length: 16 }, () => code()))), new Set(['accepted']))
    assert.equal(asked, 1)
  })

  const failures: readonly (readonly [string, (response: ServerResponse) => void])[] = [
    ['answers with an error', (response) => void response.writeHead(500).end(JSON.stringify({ keys: ALL }))],
    ['sends elsewhere', (response) => void response.writeHead(302, { location: '/keys' }).end()],
    ['answers without end', (response) => void setInterval(() => response.write('x'.repeat(4096)), 1).unref()],
    ['never answers', () => undefined],
    ['goes away in the middle', (response) => void response.write('{"keys":[', () => response.destroy())],
  ]
  for (const [what, fail] of failures) {
    it(`whose place ${what} cannot be had`, async () => {
      answer = fail
      assert.equal(await publishing({ keys: [] }, { from: address, timeoutMs: 200 }).code(), 'ISSUER_KEYS_UNAVAILABLE')
    })
  }
})
