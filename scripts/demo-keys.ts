/**
 * Writes the demonstration keys of examples/treasury and the base-model signature in its provenance file. Every private key is derived from a
 * public name, so none of them is a secret and running this twice writes the same bytes. `--check` writes nothing and exits with 5 on a difference.
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { demoSeed } from './demo-seed.ts'

const PROJECT = join(dirname(fileURLToPath(import.meta.url)), '../examples/treasury')
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex')
const BASE_MODEL_WEIGHT_HASH = createHash('sha256').update('clawql demo base model weights').digest('hex')

main(process.argv.includes('--check'))

function main(check: boolean): void {
  const different = Object.entries(demoFiles()).filter(([path, text]) => !isWritten(path, text))
  if (check) {
    for (const [path] of different) console.error(`differs: examples/treasury/${path}`)
    process.exitCode = different.length === 0 ? 0 : 5
    return
  }
  for (const [path, text] of different) {
    mkdirSync(dirname(join(PROJECT, path)), { recursive: true })
    writeFileSync(join(PROJECT, path), text)
    console.log(`wrote examples/treasury/${path}`)
  }
}

function demoFiles(): Record<string, string> {
  const officers = ['officer-1', 'officer-2', 'officer-3', 'officer-4']
  const signers = ['breakout-1', 'breakout-2', 'breakout-3', 'breakout-4', 'breakout-5']
  return {
    'keys/issuer.pub': createPublicKey(privateKey('issuer')).export({ type: 'spki', format: 'pem' }) as string,
    'keys/approvers.yaml': [
      '# Who may approve. Demonstration keys: not secret, see README.md.',
      ...officers.flatMap((name) => [
        `- subject: ${name}@acme.example`,
        '  roles: [compliance-officer]',
        `  public_key: ${rawPublicKey(name)}`,
      ]),
      '',
    ].join('\n'),
    'keys/breakout.yaml': [
      '# Who may end a Blind state. Demonstration keys: not secret, see README.md.',
      ...signers.flatMap((name) => [`- id: ${name}`, `  public_key: ${rawPublicKey(name)}`]),
      '',
    ].join('\n'),
    'provenance.yaml': [
      '# Where the agent comes from. The signature is made with a demonstration key: see README.md.',
      'build_source: git-worktree:main',
      `base_model_weight_hash: ${BASE_MODEL_WEIGHT_HASH}`,
      `base_model_hsm_signature: ${baseModelSignature()}`,
      '',
    ].join('\n'),
  }
}

function baseModelSignature(): string {
  const message = Buffer.concat([Buffer.from('CLAWQL_BASE_MODEL_V1\0'), Buffer.from(BASE_MODEL_WEIGHT_HASH)])
  return sign(null, message, privateKey('base-model')).toString('base64')
}

function privateKey(name: string): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, demoSeed(name)]), format: 'der', type: 'pkcs8' })
}

function rawPublicKey(name: string): string {
  const spki = createPublicKey(privateKey(name)).export({ type: 'spki', format: 'der' })
  return spki.subarray(spki.length - 32).toString('base64')
}

function isWritten(path: string, text: string): boolean {
  try {
    return readFileSync(join(PROJECT, path), 'utf8') === text
  } catch {
    return false
  }
}
