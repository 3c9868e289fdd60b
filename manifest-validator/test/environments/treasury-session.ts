/** What every environment is asked about one real manifest: the example project, compiled here, with signatures good and bad. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { compile } from '@clawql/compiler'
import {
  ed25519PublicKey,
  parseManifest,
  RELEASE_PAYLOAD_TYPE,
  releasePayload,
  sealEnvelope,
  signEd25519,
  type TrustAnchor,
  toBase64,
  utf8,
  validateManifest,
} from 'clawql-manifest-validator'
import { createNodeHost } from '../../../cli/src/node-host.ts'
import { demoSeed } from '../../../scripts/demo-seed.ts'
import { publicKey, seed } from '../../scripts/example-manifest.ts'
import type { Given } from './session.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

/** The example project as built; trusted by its root, by two release keys, and (wrongly) by keys of which too few have signed. */
export async function treasurySession(): Promise<Given> {
  const compilation = await compile(createNodeHost(join(ROOT, 'examples', 'treasury')))
  const text = compilation.manifests[0]?.artifacts.get('manifest.json')
  assert.ok(text !== undefined, 'examples/treasury does not build')
  const message = utf8('message')
  const signature = signEd25519(seed(1), message)
  const wrong = signature.slice()
  wrong[40]! ^= 1
  return {
    manifest: toBase64(utf8(text)),
    tampered: toBase64(utf8(text.replace('"timeout_seconds": 30', '"timeout_seconds": 31'))),
    action: 'asset.transfer_sensitive',
    modelKeyRef: 'hsm://models/llama-4',
    modelKey: toBase64(ed25519PublicKey(demoSeed('base-model'))),
    anchors: await anchors(text),
    signed: [publicKey(1), toBase64(message), toBase64(signature), toBase64(wrong)],
  }
}

async function anchors(text: string): Promise<readonly TrustAnchor[]> {
  const parsed = parseManifest(utf8(text))
  const result = parsed.ok ? validateManifest(parsed.value) : parsed
  assert.ok(result.ok && 'manifest' in result)
  const envelope = await sealEnvelope(
    RELEASE_PAYLOAD_TYPE,
    releasePayload(result.manifest),
    [1, 2].map((n) => ({ keyid: `release-${n}`, sign: async (message) => signEd25519(seed(n), message) })),
  )
  const keys = [1, 2, 3].map((n) => ({ id: `release-${n}`, public_key: publicKey(n) }))
  return [
    { kind: 'pinned-root', root: result.manifest.merkle_root },
    { kind: 'release-keys', keys, threshold: 2, envelope },
    { kind: 'release-keys', keys, threshold: 3, envelope },
  ]
}
