/** The example project, built once by the real program into a directory of the test's own, and keys to sign its manifest with. */
import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { demoSeed } from '../../../scripts/demo-seed.ts'
import { clawqlc, type Run } from '../program.ts'

export interface BuiltTreasury {
  readonly folder: string
  /** `manifest.json` in `folder`; `yaml` says the same. */
  readonly json: string
  readonly yaml: string
  readonly root: string
  /** Runs `clawqlc manifest …` in `folder`. */
  readonly manifest: (words: readonly string[], input?: string, env?: Readonly<Record<string, string>>) => Promise<Run>
  /** Writes a changed copy of the manifest and gives its name; the text must be there to be replaced. */
  readonly changed: (name: string, from: string | RegExp, to: string) => string
}

const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Also writes `model.pub`, the public half of the demonstration key behind the base model. */
export async function buildTreasury(folder: string): Promise<BuiltTreasury> {
  const built = await clawqlc(['build', join('examples', 'treasury'), '-o', folder])
  assert.equal(built.status, 0, built.stderr)
  const inside = join(folder, 'treasury-agent')
  const json = readFileSync(join(inside, 'manifest.json'), 'utf8')
  const model = createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, demoSeed('base-model')]),
    format: 'der',
    type: 'pkcs8',
  })
  writeFileSync(join(inside, 'model.pub'), createPublicKey(model).export({ format: 'pem', type: 'spki' }))
  return {
    folder: inside,
    json,
    yaml: readFileSync(join(inside, 'manifest.yaml'), 'utf8'),
    root: (JSON.parse(json) as { merkle_root: string }).merkle_root,
    manifest: (words, input, env) =>
      clawqlc(['manifest', ...words], { cwd: inside, ...(input === undefined ? {} : { input }), ...(env && { env }) }),
    changed: (name, from, to) => {
      const text = json.replace(from, to)
      assert.notEqual(text, json, `${String(from)} is not in the manifest`)
      writeFileSync(join(inside, name), text)
      return name
    },
  }
}

/** `NAME.pem` and `NAME.pub`; the public half as PEM, or as the base64 of its 32 bytes. */
export function writeKeyPair(folder: string, name: string, form: 'pem' | 'base64' = 'pem'): void {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  writeFileSync(join(folder, `${name}.pem`), privateKey.export({ format: 'pem', type: 'pkcs8' }))
  const { x = '' } = publicKey.export({ format: 'jwk' })
  const base64 = `${Buffer.from(x, 'base64url').toString('base64')}\n`
  writeFileSync(
    join(folder, `${name}.pub`),
    form === 'pem' ? publicKey.export({ format: 'pem', type: 'spki' }) : base64,
  )
}
