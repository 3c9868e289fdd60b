/**
 * Makes the published form: one self-contained file per entry, hash and curve arithmetic inlined, no import of any kind left. Bundles go to
 * `dist/bundle/`, where the TypeScript compiler writes nothing, so that its record of what is up to date stays true.
 */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const PACKAGE = join(dirname(fileURLToPath(import.meta.url)), '..')

const { metafile } = await build({
  absWorkingDir: PACKAGE,
  entryPoints: ['src/index.ts', 'src/ed25519.ts'],
  outdir: 'dist/bundle',
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2024',
  charset: 'utf8',
  mainFields: ['module', 'main'],
  legalComments: 'inline',
  metafile: true,
  logLevel: 'warning',
})

const left = Object.entries(metafile.outputs).flatMap(([file, { imports }]) =>
  imports.map(({ path }) => `${file} imports ${path}`),
)
if (left.length > 0) throw new Error(`the bundle is not self-contained: ${left.join(', ')}`)
