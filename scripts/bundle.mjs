/**
 * Makes the published form of the packages that have one: a file per entry and what entries share, so that a program starts without asking the disk for
 * hundreds of modules. Bundles go to `dist/bundle/`, where the TypeScript compiler writes nothing, so that its record of what is up to date stays true.
 * Called as `bundle.mjs [PACKAGE…]`; all of them when none is named. Plain JavaScript, since the build runs it.
 */
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** What is not `external` is inlined; nothing else may be imported. */
const PACKAGES = {
  // Hash and curve arithmetic inlined: published without a dependency.
  'manifest-validator': { entries: ['src/index.ts', 'src/ed25519.ts'], external: [], sharesChunks: false },
  compiler: {
    entries: ['src/index.ts', 'src/foreign/index.ts', 'src/testing/index.ts'],
    external: ['@bufbuild/cel', 'ajv', 'chevrotain', 'clawql-manifest-validator', 'yaml'],
    sharesChunks: true,
  },
}

const named = process.argv.slice(2)
for (const name of named.length > 0 ? named : Object.keys(PACKAGES)) await bundle(name)

async function bundle(name) {
  const { entries, external, sharesChunks } = PACKAGES[name]
  const directory = join(ROOT, name)
  const { metafile } = await build({
    absWorkingDir: directory,
    entryPoints: entries,
    outdir: 'dist/bundle',
    outbase: 'src',
    bundle: true,
    splitting: sharesChunks,
    format: 'esm',
    platform: 'neutral',
    target: 'es2024',
    charset: 'utf8',
    mainFields: ['module', 'main'],
    external: external.flatMap((dependency) => [dependency, `${dependency}/*`]),
    legalComments: 'inline',
    metafile: true,
    logLevel: 'warning',
  })
  const isKnown = (path) => external.some((dependency) => path === dependency || path.startsWith(`${dependency}/`))
  const left = Object.entries(metafile.outputs).flatMap(([file, { imports }]) =>
    imports.filter((one) => one.external && !isKnown(one.path)).map(({ path }) => `${file} imports ${path}`),
  )
  if (left.length > 0) throw new Error(`the bundle of ${name} is not self-contained: ${left.join(', ')}`)
  removeOthers(
    join(directory, 'dist', 'bundle'),
    new Set(Object.keys(metafile.outputs).map((path) => join(directory, path))),
  )
}

/** Chunks are named after what is in them: yesterday's would stay. */
function removeOthers(folder, made) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && !made.has(path)) rmSync(path)
  }
}
