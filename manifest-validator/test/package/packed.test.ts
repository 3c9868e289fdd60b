/**
 * The package as it is published: packed by npm, unpacked into a bare directory without network or neighbours, imported by Node and by TypeScript through
 * every one of its exports.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Project, ts } from 'ts-morph'
import { exampleManifest } from '../../scripts/example-manifest.ts'
import { publishedBundles } from '../environments/published-bundle.ts'

const PACKAGE = join(import.meta.dirname, '..', '..')
const ROOT = join(PACKAGE, '..')

interface PackageJson {
  readonly dependencies?: object
  readonly optionalDependencies?: object
  readonly peerDependencies?: object
  readonly scripts?: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>
}

describe('the packed package', () => {
  let folder: string
  let installed: string
  let manifest: PackageJson
  let files: readonly string[]

  before(() => {
    publishedBundles()
    execFileSync(join(ROOT, 'node_modules', '.bin', 'tsc'), ['-b', PACKAGE])
    folder = mkdtempSync(join(tmpdir(), 'clawql-packed-'))
    installed = join(folder, 'node_modules', 'clawql-manifest-validator')
    mkdirSync(installed, { recursive: true })
    const words = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder]
    const tarball = execFileSync('npm', words, { cwd: PACKAGE, encoding: 'utf8' }).trim().split('\n').at(-1) ?? ''
    execFileSync('tar', ['-xzf', join(folder, tarball), '-C', installed, '--strip-components=1'])
    manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as PackageJson
    files = readdirSync(installed, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1))
      .sort()
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('holds two bundles, declarations, the schema and papers, and nothing else', () => {
    assert.deepEqual(
      files.filter((file) => !file.endsWith('.d.ts')),
      [
        'LICENSE',
        'README.md',
        'dist/bundle/ed25519.js',
        'dist/bundle/index.js',
        'package.json',
        'schema/manifest-1.1.schema.json',
      ],
    )
    assert.ok(files.includes('dist/index.d.ts') && files.includes('dist/ed25519.d.ts'))
  })

  it('depends on nothing and runs nothing when it is installed', () => {
    const { dependencies, optionalDependencies, peerDependencies, scripts = {} } = manifest
    assert.deepEqual([dependencies, optionalDependencies, peerDependencies], [undefined, undefined, undefined])
    assert.deepEqual(
      Object.keys(scripts).filter((name) => /install|prepare/.test(name)),
      [],
    )
  })

  it('has every file that its exports name, for programs and for types', () => {
    for (const conditions of Object.values(manifest.exports)) {
      // `source` is for this repository, where the sources are.
      for (const [condition, target] of Object.entries(conditions)) {
        if (condition !== 'source') assert.ok(existsSync(join(installed, target)), `${condition}: ${target}`)
      }
    }
  })

  it('imports nothing: neither its bundles nor its declarations leave the package', () => {
    const specifiers = files
      .filter((file) => /\.(js|d\.ts)$/.test(file))
      .flatMap((file) => [
        ...readFileSync(join(installed, file), 'utf8').matchAll(
          /^(?:import|export)\b[^'"\n]*\sfrom\s+['"]([^'"]+)['"]/gm,
        ),
      ])
      .map(([, specifier = '']) => specifier)
    assert.ok(specifiers.length > 10)
    assert.deepEqual(
      specifiers.filter((specifier) => !specifier.startsWith('.')),
      [],
    )
  })

  it('validates, proves and verifies in a bare directory', () => {
    const text = JSON.stringify(exampleManifest())
    writeFileSync(join(folder, 'manifest.json'), text)
    writeFileSync(
      join(folder, 'main.mjs'),
      `import { readFileSync } from 'node:fs'
import { leavesOf, parseManifest, proveAction, validateManifest, verifyAction } from 'clawql-manifest-validator'
import { ed25519PublicKey, signEd25519, verifyEd25519 } from 'clawql-manifest-validator/ed25519'
import schema from 'clawql-manifest-validator/schema' with { type: 'json' }
const parsed = parseManifest(readFileSync('manifest.json'))
const { ok, manifest } = validateManifest(parsed.value)
const action = manifest.actions[0]
const proof = proveAction(leavesOf(manifest), action.id)
const seed = new Uint8Array(32).fill(9)
const signature = signEd25519(seed, seed)
console.log(JSON.stringify([ok, manifest.merkle_root, verifyAction(action, proof, manifest.merkle_root),
  verifyEd25519(ed25519PublicKey(seed), seed, signature), schema.$id, typeof schema.properties]))
`,
    )
    const printed = execFileSync(process.execPath, ['main.mjs'], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '' },
    })
    const { $id } = JSON.parse(readFileSync(join(PACKAGE, 'schema', 'manifest-1.1.schema.json'), 'utf8')) as {
      $id: string
    }
    assert.deepEqual(JSON.parse(printed), [true, exampleManifest()['merkle_root'], true, true, $id, 'object'])
  })

  for (const [name, module, resolution] of [
    ['NodeNext', ts.ModuleKind.NodeNext, ts.ModuleResolutionKind.NodeNext],
    ['bundlers', ts.ModuleKind.ESNext, ts.ModuleResolutionKind.Bundler],
  ] as const) {
    it(`has types that a strict consumer resolves as ${name} do, without any other package`, () => {
      const consumer = join(folder, 'consumer.ts')
      writeFileSync(
        consumer,
        `import { type ActionType, type Decision, parseManifest, validateManifest, type ValidationResult } from 'clawql-manifest-validator'
import { verifyEd25519 } from 'clawql-manifest-validator/ed25519'
const parsed = parseManifest(new Uint8Array(0))
const result: ValidationResult = validateManifest(parsed.ok ? parsed.value : undefined)
export const ids: readonly string[] = result.ok ? (result.manifest.actions ?? []).map((action: ActionType) => action.id) : []
export const ok: boolean = verifyEd25519(new Uint8Array(32), new Uint8Array(0), new Uint8Array(64))
export const decision: Decision = { effect: 'allow' }
// @ts-expect-error a validated manifest cannot be changed
if (result.ok) result.manifest.merkle_root = ''
`,
      )
      assert.deepEqual(errorsOf(consumer, module, resolution), [])
    })
  }
})

/** Checks the declarations of the package as well, not only their use. */
function errorsOf(file: string, module: ts.ModuleKind, moduleResolution: ts.ModuleResolutionKind): readonly string[] {
  const compilerOptions: ts.CompilerOptions = {
    module,
    moduleResolution,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts'],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    skipLibCheck: false,
  }
  const project = new Project({ compilerOptions, skipAddingFilesFromTsConfig: true })
  project.addSourceFileAtPath(file)
  return project.getPreEmitDiagnostics().map((diagnostic) => {
    const message = ts.flattenDiagnosticMessageText(diagnostic.compilerObject.messageText, '\n')
    return `${diagnostic.getSourceFile()?.getBaseName() ?? ''}: ${message}`
  })
}
