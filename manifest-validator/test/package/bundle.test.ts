/** The published form: one file without imports, running where nothing but ECMAScript exists, and typed without any dependency. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { exampleManifest } from '../../scripts/example-manifest.ts'

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url))

async function bundle(entry: string): Promise<{ readonly text: string; readonly imports: number }> {
  const result = await build({
    absWorkingDir: PACKAGE,
    entryPoints: [entry],
    bundle: true,
    format: 'iife',
    globalName: 'layer0',
    platform: 'neutral',
    target: 'es2024',
    mainFields: ['module', 'main'],
    write: false,
    metafile: true,
  })
  const [output] = Object.values(result.metafile.outputs)
  return { text: result.outputFiles[0]!.text, imports: output!.imports.length }
}

/** A realm with ECMAScript and nothing else; JSON text in, JSON text out. */
function bareRealm(script: string): (expression: string) => unknown {
  const context = createContext(Object.create(null) as object)
  runInContext(`'use strict';${script};globalThis.layer0 = layer0`, context)
  return (expression) => JSON.parse(runInContext(`JSON.stringify((() => { ${expression} })())`, context) as string)
}

describe('package', () => {
  it('bundles to one file that imports nothing and runs without TextEncoder, WebCrypto or process', async () => {
    const { text, imports } = await bundle('src/index.ts')
    assert.equal(imports, 0)
    const run = bareRealm(text)
    assert.deepEqual(
      run('return [typeof TextEncoder, typeof TextDecoder, typeof crypto, typeof process, typeof Buffer]'),
      Array(5).fill('undefined'),
    )
    const manifest = JSON.stringify(JSON.stringify(exampleManifest()))
    const root = exampleManifest()['merkle_root']
    assert.deepEqual(
      run(`
        const { parseManifest, utf8, validateManifest, proveAction, leavesOf, verifyAction } = layer0
        const parsed = parseManifest(utf8(${manifest}))
        const result = validateManifest(parsed.value)
        const proof = proveAction(leavesOf(result.manifest), 'ledger.get_balance')
        const action = result.manifest.actions.find(({ id }) => id === 'ledger.get_balance')
        return [result.ok, result.manifest.merkle_root, verifyAction(action, proof, result.manifest.merkle_root)]
      `),
      [true, root, true],
    )
    assert.deepEqual(run(`return layer0.validateManifest({ actions: [] }).issues.length > 0`), true)
  })

  it('accepts values of another realm', async () => {
    const { validateManifest } = await import('clawql-manifest-validator')
    const context = createContext(Object.create(null) as object)
    const foreign: unknown = runInContext(`JSON.parse(${JSON.stringify(JSON.stringify(exampleManifest()))})`, context)
    assert.ok(validateManifest(foreign).ok)
  })

  it('has Ed25519 in an entry of its own', async () => {
    const { text, imports } = await bundle('src/ed25519.ts')
    assert.equal(imports, 0)
    assert.deepEqual(
      bareRealm(text)(`
        const seed = new Uint8Array(32).fill(3)
        const message = Uint8Array.of(1, 2, 3)
        const signature = layer0.signEd25519(seed, message)
        return [layer0.verifyEd25519(layer0.ed25519PublicKey(seed), message, signature), typeof layer0.validateManifest]
      `),
      [true, 'undefined'],
    )
  })

  it('declares no dependency, and every entry for source, types and the rest', () => {
    const manifest = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as {
      exports: Record<string, object>
      dependencies?: object
      sideEffects: boolean
    }
    assert.equal(manifest.dependencies, undefined)
    for (const entry of ['.', './ed25519'])
      assert.deepEqual(Object.keys(manifest.exports[entry]!), ['source', 'types', 'default'])
  })

  it('imports only noble’s hashes and curve, in the files that own them', () => {
    const owners: Record<string, string[]> = {}
    for (const path of readdirSync(join(PACKAGE, 'src'), { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.ts')) continue
      for (const [, specifier] of readFileSync(join(PACKAGE, 'src', path), 'utf8').matchAll(/from '([^.'][^']*)'/g)) {
        owners[specifier!] = [...(owners[specifier!] ?? []), path].sort()
      }
    }
    assert.deepEqual(owners, {
      '@noble/ed25519': ['trust/verify-ed25519.ts'],
      '@noble/hashes/hkdf.js': ['trust/mac.ts'],
      '@noble/hashes/hmac.js': ['trust/mac.ts'],
      '@noble/hashes/sha2.js': ['bytes/sha256.ts', 'trust/mac.ts', 'trust/verify-ed25519.ts'],
    })
  })
})
