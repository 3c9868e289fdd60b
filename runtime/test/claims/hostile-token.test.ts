/** Tokens made to confuse: algorithms swapped, keys smuggled in, one thing said twice, spellings that differ and mean the same, edges of time, replay. */
import assert from 'node:assert/strict'
import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { join } from 'node:path'
import type { Issuer } from 'clawql-manifest-validator'
import { createJwtVerifier } from '../../src/node/claims/jwt-verifier.ts'
import { openEmbeddedStore } from '../../src/node/store/embedded-store.ts'
import { rawPublicKey } from '../../src/node/worm/log-key.ts'
import { createMemoryStore } from '../../src/store/memory-store.ts'
import { createReplayStore, type ReplayStore } from '../../src/store/replay-store.ts'
import { temporaryFolder } from '../support/log-fixture.ts'

const NOW = 1_800_000_000_000
const seconds = NOW / 1000
const ed = generateKeyPairSync('ed25519')
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const raw = Buffer.from(rawPublicKey(ed.publicKey))
const rsaSpki = rsa.publicKey.export({ format: 'der', type: 'spki' })
const ISSUERS = [
  { iss: 'https://id', alg: 'EdDSA', kid: 'ed', public_key: raw.toString('base64') },
  { iss: 'https://id', alg: 'RS256', kid: 'rsa', public_key: rsaSpki.toString('base64') },
  { iss: 'https://other', alg: 'EdDSA', kid: 'ed2', public_key: raw.toString('base64') },
] as const

/** All that RFC 7518, 8037, 8812, 9864 and drafts after them register for signatures and encryption, and spellings of them. */
const JOSE_ALGORITHMS =
  `none HS256 HS384 HS512 RS1 RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 ES256K EdDSA Ed25519 Ed448 ESP256 ESP384 ESP512 ML-DSA-44 ML-DSA-65
  ML-DSA-87 RSA1_5 RSA-OAEP RSA-OAEP-256 A128KW A192KW A256KW dir ECDH-ES ECDH-ES+A128KW ECDH-ES+A256KW A128GCMKW A256GCMKW PBES2-HS256+A128KW
  PBES2-HS512+A256KW HS256/64 eddsa EDDSA es256 rs256 Rs256 EdDSA\u0000`.split(/\s+/)

const ATR = { agent_id: 'agent', role: 'r', purpose: 'p', scope: [], classification: 'standard', session_id: 's' }
let counter = 0
const payloadOf = (changes: object = {}) => ({
  iss: 'https://id',
  aud: 'agent',
  iat: seconds,
  exp: seconds + 60,
  jti: `id-${counter++}`,
  sub: 'me',
  atr: ATR,
  ...changes,
})
const encode = (text: string) => Buffer.from(text).toString('base64url')
const HEADER = JSON.stringify({ alg: 'EdDSA', kid: 'ed' })

/** Signed by the pinned key over exactly these texts. */
function signed(header: string, payload: string): string {
  const text = `${encode(header)}.${encode(payload)}`
  return `${text}.${sign(null, Buffer.from(text), ed.privateKey).toString('base64url')}`
}

const verifierOn = (replay: ReplayStore, skewMs = 0) =>
  createJwtVerifier({ issuers: ISSUERS, audience: 'agent', agentId: 'agent', replay, skewMs })

async function codeOf(token: unknown, at = NOW, skewMs = 0): Promise<string> {
  const result = await verifierOn(createReplayStore(createMemoryStore()), skewMs).verify(token, at)
  return 'refusal' in result ? result.refusal.code : 'accepted'
}

describe('hostile tokens', () => {
  it('the honest one is accepted', async () => {
    assert.equal(await codeOf(signed(HEADER, JSON.stringify(payloadOf()))), 'accepted')
  })

  it('an HMAC under a public key is no signature, whatever algorithm is named', async () => {
    for (const [alg, kid] of [
      ['HS256', 'ed'],
      ['HS256', 'rsa'],
      ['EdDSA', 'ed'],
      ['RS256', 'rsa'],
    ] as const) {
      const text = `${encode(JSON.stringify({ alg, kid }))}.${encode(JSON.stringify(payloadOf()))}`
      for (const secret of [
        raw,
        raw.toString('base64'),
        rsaSpki,
        rsa.publicKey.export({ format: 'pem', type: 'spki' }),
      ]) {
        const token = `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
        assert.equal(await codeOf(token), 'TOKEN_INVALID')
      }
    }
  })

  it('every algorithm of JOSE but the pinned one, under every pinned name, by every pinned key', async () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const ecSpki = ec.publicKey.export({ format: 'der', type: 'spki' })
    const verifier = createJwtVerifier({
      issuers: [...ISSUERS, { iss: 'https://id', alg: 'ES256', kid: 'ec', public_key: ecSpki.toString('base64') }],
      audience: 'agent',
      agentId: 'agent',
      replay: createReplayStore(createMemoryStore()),
    })
    const pss = { key: rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
    const signers: Readonly<Record<string, (text: Buffer) => Buffer>> = {
      'ed EdDSA': (text) => sign(null, text, ed.privateKey),
      'ec ES256': (text) => sign('sha256', text, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }),
      'ec in DER': (text) => sign('sha256', text, ec.privateKey),
      'ec with SHA-512': (text) => sign('sha512', text, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }),
      'rsa RS256': (text) => sign('sha256', text, rsa.privateKey),
      'rsa with SHA-1': (text) => sign('sha1', text, rsa.privateKey),
      'rsa with SHA-384': (text) => sign('sha384', text, rsa.privateKey),
      'rsa with SHA-512': (text) => sign('sha512', text, rsa.privateKey),
      'rsa with PSS': (text) => sign('sha256', text, pss),
      'ed as HMAC': (text) => createHmac('sha256', raw).update(text).digest(),
      'ec as HMAC': (text) => createHmac('sha256', ecSpki).update(text).digest(),
      'rsa as HMAC': (text) => createHmac('sha512', rsaSpki).update(text).digest(),
      'no key': () => Buffer.alloc(64),
    }
    const accepted: string[] = []
    let tried = 0
    for (const alg of JOSE_ALGORITHMS) {
      for (const kid of ['ed', 'ec', 'rsa']) {
        for (const [who, signBy] of Object.entries(signers)) {
          const text = `${encode(JSON.stringify({ alg, kid }))}.${encode(JSON.stringify(payloadOf()))}`
          const result = await verifier.verify(`${text}.${signBy(Buffer.from(text)).toString('base64url')}`, NOW)
          tried += 1
          if ('claims' in result) accepted.push(`${who}, named ${kid} ${alg}`)
          else assert.equal(result.refusal.code, 'TOKEN_INVALID')
        }
      }
    }
    assert.deepEqual(accepted.sort(), [
      'ec ES256, named ec ES256',
      'ed EdDSA, named ed EdDSA',
      'rsa RS256, named rsa RS256',
    ])
    assert.equal(tried, JOSE_ALGORITHMS.length * 3 * Object.keys(signers).length)
  })

  it('a pinned key of another curve, of fewer bits, or of another algorithm: the start is refused', () => {
    const spki = (key: KeyObject): string => key.export({ format: 'der', type: 'spki' }).toString('base64')
    const ec = (namedCurve: string) => spki(generateKeyPairSync('ec', { namedCurve }).publicKey)
    const small = spki(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey)
    const keys: readonly (readonly [Issuer['alg'], string])[] = [
      ['ES256', ec('P-384')],
      ['ES256', ec('secp256k1')],
      ['ES256', spki(rsa.publicKey)],
      ['RS256', small],
      ['RS256', ec('P-256')],
      ['EdDSA', ec('P-256')],
      ['ES256', 'AAAA'],
    ]
    for (const [alg, key] of keys) {
      const issuers = [{ iss: 'https://id', alg, kid: 'k', public_key: key }]
      const replay = createReplayStore(createMemoryStore())
      assert.throws(() => createJwtVerifier({ issuers, audience: 'agent', agentId: 'agent', replay }), Error, alg)
    }
  })

  it('a token in a token, an encrypted one, and the other serialisations', async () => {
    const inner = signed(HEADER, JSON.stringify(payloadOf()))
    const [header = '', payload = '', signature = ''] = inner.split('.')
    const flattened = { protected: header, payload, signature }
    for (const token of [
      signed(HEADER, inner),
      signed(HEADER, JSON.stringify(inner)),
      signed('{"alg":"EdDSA","kid":"ed","cty":"JWT"}', inner),
      signed(HEADER, JSON.stringify({ ...payloadOf({ atr: undefined }), atr: inner })),
      signed(HEADER, JSON.stringify({ iss: 'https://id', jwt: inner })),
      `${header}..${signature}.${payload}.`,
      `${header}.${payload}.${signature}.${payload}.${signature}`,
      JSON.stringify(flattened),
      JSON.stringify({ payload, signatures: [flattened] }),
      `Bearer ${inner}`,
      `${inner}~`,
      `${inner},${inner}`,
    ])
      assert.equal(await codeOf(token), 'TOKEN_INVALID', token.slice(0, 60))
    for (const token of [flattened, [inner], { toString: () => inner }, Buffer.from(inner), Object(inner)])
      assert.equal(await codeOf(token), 'TOKEN_INVALID')
    assert.equal(await codeOf(inner), 'accepted')
  })

  it('a signature by another pinned key, or of another pinned issuer, does not count', async () => {
    for (const [alg, kid] of [
      ['RS256', 'ed'],
      ['EdDSA', 'rsa'],
      ['EdDSA', 'ed2'],
      ['RS256', 'rsa'],
    ] as const)
      assert.equal(await codeOf(signed(JSON.stringify({ alg, kid }), JSON.stringify(payloadOf()))), 'TOKEN_INVALID')
    const other = JSON.stringify(payloadOf({ iss: 'https://other' }))
    assert.equal(await codeOf(signed(HEADER, other)), 'TOKEN_INVALID')
  })

  it('no signature at all', async () => {
    const payload = encode(JSON.stringify(payloadOf()))
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '']) {
      const header = encode(JSON.stringify({ alg, kid: 'ed' }))
      for (const token of [`${header}.${payload}.`, `${header}.${payload}`, `${header}.${payload}.AA`])
        assert.equal(await codeOf(token), 'TOKEN_INVALID')
    }
  })

  const headers: readonly (readonly [string, string])[] = [
    ['alg twice', '{"alg":"none","kid":"ed","alg":"EdDSA"}'],
    ['kid twice', '{"alg":"EdDSA","kid":"x","kid":"ed"}'],
    ['kid twice, once escaped', '{"alg":"EdDSA","kid":"x","\\u006bid":"ed"}'],
    ['an empty crit', '{"alg":"EdDSA","kid":"ed","crit":[]}'],
    ['a crit', '{"alg":"EdDSA","kid":"ed","crit":["exp"],"exp":1}'],
    ['a key of its own', '{"alg":"EdDSA","kid":"ed","jwk":{"kty":"OKP"}}'],
    ['a place to fetch a key', '{"alg":"EdDSA","kid":"ed","jku":"https://evil"}'],
    ['a certificate', '{"alg":"EdDSA","kid":"ed","x5c":["AA"]}'],
    ['compression', '{"alg":"EdDSA","kid":"ed","zip":"DEF"}'],
    ['a list of kids', '{"alg":"EdDSA","kid":["ed"]}'],
    ['a kid that is a path', '{"alg":"EdDSA","kid":"../ed"}'],
    ['a kid that is a member of every object', '{"alg":"EdDSA","kid":"__proto__"}'],
    ['a kid with a zero behind it', '{"alg":"EdDSA","kid":"ed\\u0000"}'],
    ['a typ that is no text', '{"alg":"EdDSA","kid":"ed","typ":{}}'],
    ['a list', '["EdDSA","ed"]'],
    ['null', 'null'],
    ['a byte order mark', '\ufeff{"alg":"EdDSA","kid":"ed"}'],
    ['something behind it', '{"alg":"EdDSA","kid":"ed"}{}'],
  ]
  for (const [what, header] of headers) {
    it(`a header with ${what}, signed by the pinned key`, async () => {
      assert.equal(await codeOf(signed(header, JSON.stringify(payloadOf()))), 'TOKEN_INVALID')
    })
  }

  const payloads: readonly (readonly [string, (text: string) => string])[] = [
    ['sub twice', (text) => text.replace('{', '{"sub":"you",')],
    ['atr twice', (text) => text.replace('{', '{"atr":{},')],
    ['a role twice', (text) => text.replace('"role":"r"', '"role":"admin","role":"r"')],
    ['an unknown member twice', (text) => text.replace('{', '{"x":1,"x":2,')],
    ['a lone surrogate', (text) => text.replace('"me"', '"\\ud800"')],
    ['a number beyond all', (text) => text.replace(`${seconds + 60}`, '1e999')],
    ['a comment', (text) => `${text} // here`],
    ['an own __proto__ under atr', (text) => text.replace('"role"', '"__proto__":{"role":"admin"},"role"')],
  ]
  for (const [what, change] of payloads) {
    it(`a payload with ${what}, signed by the pinned key`, async () => {
      assert.equal(await codeOf(signed(HEADER, change(JSON.stringify(payloadOf())))), 'TOKEN_INVALID')
    })
  }

  it('another spelling of the same bytes is another token, and refused', async () => {
    const [header = '', payload = '', signature = ''] = signed(HEADER, JSON.stringify(payloadOf())).split('.')
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const respelt = signature.slice(0, -1) + alphabet[alphabet.indexOf(signature.at(-1)!) + 1]
    assert.deepEqual(Buffer.from(respelt, 'base64url'), Buffer.from(signature, 'base64url'))
    for (const token of [
      `${header}.${payload}.${respelt}`,
      `${header}.${payload}.${signature}=`,
      `${header}=.${payload}.${signature}`,
      `${header}.${payload}.${signature} `,
      `${header}.${payload}.${signature}\n`,
      ` ${header}.${payload}.${signature}`,
      `${header}.${payload}.${signature}.`,
      `${header}.${payload}.${Buffer.from(signature, 'base64url').toString('base64')}`,
    ])
      assert.equal(await codeOf(token), 'TOKEN_INVALID', token.slice(-20))
  })

  it('of any size are answered at once', async () => {
    const huge = signed(HEADER, JSON.stringify(payloadOf({ pad: 'x'.repeat(1 << 20) })))
    for (const token of [huge, 'a'.repeat(1 << 24), `${'a'.repeat(1 << 23)}.b.c`, '.'.repeat(1 << 20)])
      assert.equal(await codeOf(token), 'TOKEN_INVALID')
    const nested = `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`
    assert.equal(await codeOf(signed(HEADER, nested)), 'TOKEN_INVALID')
  })

  it('count to the millisecond, and no skew is greater than five minutes', async () => {
    const token = (changes: object) => signed(HEADER, JSON.stringify(payloadOf(changes)))
    const ending = { iat: seconds - 10, exp: seconds }
    assert.equal(await codeOf(token(ending), NOW - 1), 'accepted')
    assert.equal(await codeOf(token(ending), NOW), 'TOKEN_EXPIRED')
    assert.equal(await codeOf(token(ending), NOW + 999, 1000), 'accepted')
    assert.equal(await codeOf(token(ending), NOW + 1000, 1000), 'TOKEN_EXPIRED')
    assert.equal(await codeOf(token({}), NOW - 1), 'TOKEN_NOT_YET_VALID')
    assert.equal(await codeOf(token({}), NOW - 1000, 1000), 'accepted')
    assert.equal(await codeOf(token({}), NOW - 1001, 1000), 'TOKEN_NOT_YET_VALID')
    assert.equal(await codeOf(token(ending), NOW + 299_999, 1e12), 'accepted')
    assert.equal(await codeOf(token(ending), NOW + 300_000, 1e12), 'TOKEN_EXPIRED')
    for (const skew of [Number.NaN, -1, Number.POSITIVE_INFINITY])
      assert.equal(await codeOf(token(ending), NOW + 300_000, skew), 'TOKEN_EXPIRED', String(skew))
    assert.equal(await codeOf(token({ exp: seconds + 86_400 })), 'accepted')
    assert.equal(await codeOf(token({ exp: seconds + 86_401 })), 'TOKEN_INVALID')
    assert.equal(await codeOf(token({ iat: -1, exp: 10 })), 'TOKEN_INVALID')
  })

  it('once used are used for every process on the store, after a restart, and until no skew could let them pass', async () => {
    const path = join(temporaryFolder(), 'state.sqlite')
    const token = signed(HEADER, JSON.stringify(payloadOf()))
    const codes: string[] = []
    const verify = async (store: ReturnType<typeof openEmbeddedStore>, at = NOW) => {
      const result = await verifierOn(createReplayStore(store), 300_000).verify(token, at)
      codes.push('refusal' in result ? result.refusal.code : 'accepted')
    }
    const [first, second] = [openEmbeddedStore(path), openEmbeddedStore(path)]
    await Promise.all([verify(first), verify(second)])
    assert.deepEqual(codes.splice(0).sort(), ['TOKEN_REPLAYED', 'accepted'])
    first.close()
    second.close()
    const again = openEmbeddedStore(path)
    const last = (seconds + 60) * 1000 + 299_999
    assert.equal(await createReplayStore(again).prune(last), 0)
    await verify(again, last)
    assert.deepEqual(codes, ['TOKEN_REPLAYED'])
    again.close()
  })

  it('are refused while the store is closed, locked or full: never accepted unseen', async () => {
    const path = join(temporaryFolder(), 'state.sqlite')
    const store = openEmbeddedStore(path)
    store.close()
    const result = await verifierOn(createReplayStore(store)).verify(signed(HEADER, JSON.stringify(payloadOf())), NOW)
    assert.equal('refusal' in result && result.refusal.code, 'REPLAY_STORE_UNAVAILABLE')
  })
})
