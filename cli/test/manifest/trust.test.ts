/**
 * `clawqlc manifest sign` and `verify` as programs: two people sign, a third checks. What an attacker may try once the root is his own is refused here as
 * it is by the library.
 */
import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { computeRoot } from 'clawql-manifest-validator'
import {
  createSoftToken,
  missingForToken,
  PIN,
  type SoftToken,
  TOKEN,
} from '../../../manifest-validator/test/pkcs11/soft-token.ts'
import { ensurePackage } from '../../../scripts/system-packages.ts'
import { withoutPackage } from '../../../scripts/without-package.ts'
import { createScratch, type Run } from '../program.ts'
import { type BuiltTreasury, buildTreasury, writeKeyPair } from './built-treasury.ts'

const MODEL = ['--model-key', 'hsm://models/llama-4=model.pub']
const TWO_KEYS = ['--release-key', 'release-1=release-1.pub', '--release-key', 'release-2=release-2.pub']

describe('clawqlc manifest', () => {
  const scratch = createScratch()
  let treasury: BuiltTreasury
  before(async () => {
    treasury = await buildTreasury(scratch.path('out'))
    writeKeyPair(treasury.folder, 'release-1')
    writeKeyPair(treasury.folder, 'release-2', 'base64')
    writeKeyPair(treasury.folder, 'stranger')
  })
  beforeEach(() => rmSync(join(treasury.folder, 'manifest.json.dsse.json'), { force: true }))

  const sign = (key: string, file = 'manifest.json'): Promise<Run> =>
    treasury.manifest(['sign', file, '--key', `${key}.pem`, '--keyid', key])
  const verify = (words: readonly string[], file = 'manifest.json'): Promise<Run> =>
    treasury.manifest(['verify', file, ...MODEL, ...words])
  const codes = async (words: readonly string[], file?: string): Promise<readonly string[]> => {
    const { status, stdout, stderr } = await verify([...words, '--format', 'json'], file)
    if (status === 0) return []
    assert.equal(status, 2, stderr)
    return (JSON.parse(stdout) as { issues: { code: string }[] }).issues.map(({ code }) => code)
  }
  const envelope = (): { payloadType: string; payload: string; signatures: { keyid: string; sig: string }[] } =>
    JSON.parse(readFileSync(join(treasury.folder, 'manifest.json.dsse.json'), 'utf8'))

  describe('verify with a pinned root', () => {
    it('trusts the manifest with that root and no other', async () => {
      assert.deepEqual(await verify(['--root', treasury.root]), {
        status: 0,
        stdout: 'manifest.json: trusted by the pinned root; base model signature valid\n',
        stderr: '',
      })
      assert.deepEqual(await codes(['--root', '0'.repeat(64)]), ['ROOT_NOT_PINNED'])
    })

    it('refuses a tampered manifest, and the same with its root recomputed', async () => {
      const tampered = treasury.changed('tampered.json', '"required_signatures": 2', '"required_signatures": 0')
      assert.deepEqual(await codes(['--root', treasury.root], tampered), ['MERKLE_ROOT_MISMATCH'])
      const forged = recomputed(treasury, tampered)
      assert.deepEqual(await codes(['--root', treasury.root], forged), ['ROOT_NOT_PINNED'])
    })

    it('refuses a base model signed by somebody else', async () => {
      const words = [
        'verify',
        'manifest.json',
        '--root',
        treasury.root,
        '--model-key',
        'hsm://models/llama-4=stranger.pub',
      ]
      const { status, stderr } = await treasury.manifest(words)
      assert.equal(status, 2)
      assert.match(stderr, /^error\[BASE_MODEL_SIGNATURE_INVALID\]/)
    })
  })

  describe('sign and verify with release keys', () => {
    it('collect two signatures in one envelope, and trust them', async () => {
      const first = await sign('release-1')
      assert.deepEqual(
        [first.status, first.stdout],
        [0, `manifest.json.dsse.json: root ${treasury.root} signed by release-1\n`],
      )
      assert.deepEqual(await codes(TWO_KEYS), ['SIGNATURES_INSUFFICIENT'])
      const second = await sign('release-2')
      assert.equal(second.stdout, `manifest.json.dsse.json: root ${treasury.root} signed by release-1, release-2\n`)
      const { status, stdout } = await verify(TWO_KEYS)
      assert.deepEqual(
        [status, stdout],
        [0, 'manifest.json: trusted by release-1, release-2; base model signature valid\n'],
      )
      const json = await verify([...TWO_KEYS, '--format', 'json'])
      assert.deepEqual(JSON.parse(json.stdout), { ok: true, root: treasury.root, signers: ['release-1', 'release-2'] })
    })

    it('count a key once, however often it signs', async () => {
      await sign('release-1')
      await sign('release-1')
      assert.deepEqual(
        envelope().signatures.map(({ keyid }) => keyid),
        ['release-1'],
      )
      const renamed = envelope()
      const [only] = renamed.signatures
      writeFileSync(
        join(treasury.folder, 'manifest.json.dsse.json'),
        JSON.stringify({
          ...renamed,
          signatures: [only, { ...only, keyid: 'release-2' }, { ...only, keyid: 'other' }],
        }),
      )
      assert.deepEqual(await codes(TWO_KEYS), ['SIGNATURES_INSUFFICIENT'])
    })

    it('do not count a stranger, nor a signature that was changed', async () => {
      await sign('release-1')
      await sign('stranger')
      assert.deepEqual(await codes(TWO_KEYS), ['SIGNATURES_INSUFFICIENT'])
      await sign('release-2')
      assert.deepEqual(await codes(TWO_KEYS), [])
      const changed = envelope()
      const signature = Buffer.from(changed.signatures[2]!.sig, 'base64')
      signature[10]! ^= 1
      changed.signatures[2]!.sig = signature.toString('base64')
      writeFileSync(join(treasury.folder, 'manifest.json.dsse.json'), JSON.stringify(changed))
      assert.deepEqual(await codes(TWO_KEYS), ['SIGNATURES_INSUFFICIENT'])
    })

    // Decision D23: the manifest asks for two; a caller may ask for more and never for less.
    it('do not lower the threshold below what the manifest asks for', async () => {
      await sign('release-1')
      assert.deepEqual(await codes([...TWO_KEYS, '--threshold', '1']), ['SIGNATURES_INSUFFICIENT'])
    })

    it('do not let a forged manifest lower the threshold that the caller gave', async () => {
      const tampered = treasury.changed('tampered.json', '"required_signatures": 2', '"required_signatures": 0')
      const forged = recomputed(treasury, tampered)
      await treasury.manifest(['sign', forged, '--key', 'stranger.pem', '--keyid', 'release-1'])
      assert.deepEqual(await codes(TWO_KEYS, forged), ['SIGNATURES_INSUFFICIENT'])
      assert.deepEqual(await codes([...TWO_KEYS, '--threshold', '1'], forged), ['SIGNATURES_INSUFFICIENT'])
    })

    it('do not take the envelope of another manifest', async () => {
      await sign('release-1')
      await sign('release-2')
      const forged = recomputed(
        treasury,
        treasury.changed('tampered.json', '"timeout_seconds": 30', '"timeout_seconds": 31'),
      )
      assert.deepEqual(await codes([...TWO_KEYS, '--envelope', 'manifest.json.dsse.json'], forged), [
        'ENVELOPE_OF_ANOTHER_MANIFEST',
      ])
      const { status, stderr } = await treasury.manifest([
        'sign',
        forged,
        '--key',
        'release-1.pem',
        '--keyid',
        'release-1',
        '--envelope',
        'manifest.json.dsse.json',
      ])
      assert.equal(status, 1)
      assert.match(stderr, /^clawqlc: `manifest\.json\.dsse\.json` signs another manifest\n/)
      assert.equal(envelope().signatures.length, 2)
    })

    it('never sign what does not validate', async () => {
      const tampered = treasury.changed('tampered.json', '"timeout_seconds": 30', '"timeout_seconds": 31')
      const { status, stderr } = await sign('release-1', tampered)
      assert.equal(status, 2)
      assert.match(stderr, /MERKLE_ROOT_MISMATCH/)
      assert.throws(() => readFileSync(join(treasury.folder, 'tampered.json.dsse.json')), /ENOENT/)
    })

    it('sign a manifest from standard input into an envelope that is named', async () => {
      const words = ['sign', '-', '--key', 'release-1.pem', '--keyid', 'release-1']
      assert.match((await treasury.manifest(words, treasury.json)).stderr, /name one with --envelope/)
      const named = await treasury.manifest([...words, '--envelope', 'named.json', '--format', 'json'], treasury.json)
      assert.deepEqual(JSON.parse(named.stdout), {
        root: treasury.root,
        envelope: 'named.json',
        signatures: ['release-1'],
      })
    })
  })

  it('sign and verify say what is missing, with status 1, and print no key', async () => {
    const root = ['--root', treasury.root]
    writeFileSync(join(treasury.folder, 'manifest.json.dsse.json'), '{"payloadType":')
    for (const [words, reason] of [
      [['verify', 'manifest.json'], /say whom you trust/],
      [
        ['verify', 'manifest.json', ...root],
        /signed with `hsm:\/\/models\/llama-4`\n.*--model-key hsm:\/\/models\/llama-4=FILE/,
      ],
      [['verify', 'manifest.json', '--root', 'abc'], /A root is 64/],
      [['verify', 'manifest.json', ...root, ...TWO_KEYS], /--root is trust by itself/],
      [['verify', 'manifest.json', ...root, '--threshold', '1'], /--root is trust by itself/],
      [['verify', 'manifest.json', ...TWO_KEYS, '--threshold', '3'], /more than the 2 release keys given/],
      [
        ['verify', 'manifest.json', ...TWO_KEYS.slice(0, 2), '--threshold', '2'],
        /--threshold 2 is more than the 1 release key given/,
      ],
      [['verify', 'manifest.json', ...TWO_KEYS, '--threshold', '0'], /A whole number from 1/],
      [['verify', 'manifest.json', '--release-key', 'release-1.pub'], /is not NAME=FILE/],
      [['verify', 'manifest.json', '--release-key', 'a=release-1.pem'], /`release-1\.pem` holds a private key/],
      [['verify', 'manifest.json', '--release-key', 'a=manifest.yaml'], /holds no Ed25519 public key/],
      [['verify', 'manifest.json', ...TWO_KEYS], /the envelope \(`manifest\.json\.dsse\.json`\) cannot be read/],
      [['verify', 'manifest.yaml', ...TWO_KEYS], /there is no file `manifest\.yaml\.dsse\.json`/],
      [['sign', 'manifest.json', '--key', 'release-1.pub', '--keyid', 'a'], /the envelope .* cannot be read/],
      [
        ['sign', 'manifest.yaml', '--key', 'release-1.pub', '--keyid', 'a'],
        /`release-1\.pub` holds no Ed25519 private key/,
      ],
      [['sign', 'manifest.yaml', '--key', 'hsm://release-1', '--keyid', 'a'], /say in which: --hsm-module/],
      [['sign', 'manifest.yaml', '--key', 'release-1.pem', '--keyid', 'a', '--hsm-token', 't'], /--key is a reference/],
      [['sign', 'manifest.yaml', '--keyid', 'a'], /required option '--key <file>'/],
    ] as const) {
      const { status, stdout, stderr } = await treasury.manifest(words)
      assert.deepEqual([status, stdout], [1, ''], stderr)
      assert.match(stderr, reason)
      assert.ok(!stderr.includes('BEGIN'), stderr)
      assert.ok(!stderr.includes('this is a bug'), stderr)
    }
  })

  describe('sign with a key in a token', () => {
    const softhsm = ensurePackage('softhsm2')
    const missing = softhsm.state === 'unavailable' ? softhsm.reason : missingForToken()
    if (softhsm.state === 'unavailable' || missing !== undefined) {
      return withoutPackage({ state: 'unavailable', reason: missing ?? '' }, 'signing with a key in a PKCS#11 token')
    }
    let token: SoftToken
    before(() => {
      token = createSoftToken(softhsm.program)
      token.addEd25519('release-1', new Uint8Array(32).fill(41))
    })
    after(() => token?.remove())

    const signInToken = (words: readonly string[], pin: string): Promise<Run> =>
      treasury.manifest(
        [
          'sign',
          'manifest.json',
          '--keyid',
          'release-1',
          '--hsm-module',
          token.modulePath,
          '--hsm-token',
          TOKEN,
          ...words,
        ],
        undefined,
        { CLAWQL_HSM_PIN: pin },
      )

    it('gives the signature that the key in a file would give', async () => {
      assert.equal((await signInToken(['--key', 'hsm://release-1'], PIN)).status, 0)
      const [inToken] = envelope().signatures
      const pem = Buffer.concat([
        Buffer.from('302e020100300506032b657004220420', 'hex'),
        Buffer.alloc(32, 41),
      ]).toString('base64')
      writeFileSync(
        join(treasury.folder, 'same.pem'),
        `-----BEGIN PRIVATE KEY-----\n${pem}\n-----END PRIVATE KEY-----\n`,
      )
      await treasury.manifest(['sign', 'manifest.json', '--key', 'same.pem', '--keyid', 'release-1'])
      assert.deepEqual(envelope().signatures, [inToken])
    })

    it('says what the token refuses, with status 1 and without the PIN', async () => {
      for (const [words, pin, reason] of [
        [['--key', 'hsm://nobody'], PIN, /the token refuses: the token has no private key nobody/],
        [['--key', 'hsm://release-1'], 'wrong-pin', /the token refuses: CKR_PIN_INCORRECT/],
        [['--key', 'hsm://release-1'], '', /set CLAWQL_HSM_PIN/],
        [['--key', 'hsm://release-1', '--hsm-token', 'elsewhere'], PIN, /no token is labelled elsewhere/],
        [['--key', 'hsm://release-1', '--hsm-module', '/nowhere.so'], PIN, /the token refuses: .*nowhere\.so/],
      ] as const) {
        const { status, stderr } = await signInToken(words, pin)
        assert.equal(status, 1, stderr)
        assert.match(stderr, reason)
        assert.ok(pin === '' || !stderr.includes(pin), stderr)
      }
    })
  })
})

/** A copy whose root is the one it ought to have: what somebody does who may change the file. */
function recomputed(treasury: BuiltTreasury, name: string): string {
  const manifest = JSON.parse(readFileSync(join(treasury.folder, name), 'utf8')) as object
  const computed = computeRoot(manifest)
  assert.ok(computed.ok)
  writeFileSync(join(treasury.folder, 'forged.json'), JSON.stringify({ ...manifest, merkle_root: computed.root }))
  rmSync(join(treasury.folder, 'forged.json.dsse.json'), { force: true })
  return 'forged.json'
}
