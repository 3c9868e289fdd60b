/**
 * Fresh Ed25519 keys for a new project: the public halves as the manifest reads them, the private halves in one file for whoever develops with them, and
 * a provenance file whose base-model signature is real. Not for production: a key that a tool wrote to disk is no secret.
 */
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { sha256Hex, utf8 } from 'clawql-manifest-validator'

interface Pair {
  readonly name: string
  readonly publicKey: string
  readonly privateKey: KeyObject
}

/** Path in the project → text. */
export function createDevelopmentKeys(): Map<string, string> {
  const issuer = createPair('issuer')
  const approvers = [createPair('lead-1@example.com'), createPair('lead-2@example.com')]
  const breakout = [createPair('breakout-1'), createPair('breakout-2'), createPair('breakout-3')]
  const baseModel = createPair('hsm://models/any')
  const all = [issuer, ...approvers, ...breakout, baseModel]
  return new Map([
    ['keys/issuer.pub', `${issuer.publicKey}\n`],
    // The manifest names this key and does not hold it: whoever loads the manifest gives it.
    ['keys/base-model.pub', `${baseModel.publicKey}\n`],
    [
      'keys/approvers.yaml',
      approvers
        .map(({ name, publicKey }) => `- subject: ${name}\n  roles: [desk-lead]\n  public_key: ${publicKey}\n`)
        .join(''),
    ],
    [
      'keys/breakout.yaml',
      breakout.map(({ name, publicKey }) => `- id: ${name}\n  public_key: ${publicKey}\n`).join(''),
    ],
    ['provenance.yaml', provenance(baseModel.privateKey)],
    [
      '.clawql/private-keys.json',
      `${JSON.stringify(Object.fromEntries(all.map(({ name, privateKey }) => [name, pkcs8(privateKey)])), null, 2)}\n`,
    ],
  ])
}

function createPair(name: string): Pair {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const { x = '' } = publicKey.export({ format: 'jwk' })
  return { name, publicKey: Buffer.from(x, 'base64url').toString('base64'), privateKey }
}

function pkcs8(key: KeyObject): string {
  return createPrivateKey(key.export({ format: 'pem', type: 'pkcs8' }))
    .export({ format: 'der', type: 'pkcs8' })
    .toString('base64')
}

/** The message that a base-model key signs is fixed by manifest.md: a domain, a zero byte, the hash's text. */
function provenance(key: KeyObject): string {
  const hash = sha256Hex(utf8('replace this with the hash of your model weights'))
  const signature = sign(null, Buffer.concat([utf8('CLAWQL_BASE_MODEL_V1'), Buffer.of(0), utf8(hash)]), key).toString(
    'base64',
  )
  return [
    '# Where the agent comes from. Your release pipeline writes this file; these values are for development.',
    'build_source: git-worktree:main',
    `base_model_weight_hash: ${hash}`,
    `base_model_hsm_signature: ${signature}`,
    '',
  ].join('\n')
}
