/**
 * The published bundles in engines that are not Node: Deno, Bun and the edge worker workerd, each the real program. What a program does with a
 * stranger's manifest gives the same answers there, and so do the conformance suite's cases about Layer 0.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { ensureNpmProgram, type NpmProgram } from '../../../scripts/npm-programs.ts'
import { withoutPackage } from '../../../scripts/without-package.ts'
import { loadCases } from '../../../spec-tests/src/load-cases.ts'
import { judgeCases, type Verdict } from './conformance-session.ts'
import { publishedBundles } from './published-bundle.ts'
import { session } from './session.ts'
import { treasurySession } from './treasury-session.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

/** How each engine runs the module `entry.js` of its working folder, with no right it does not need. */
const ENGINES: Readonly<Record<NpmProgram, readonly string[]>> = {
  deno: ['run', '--no-remote', '--no-npm', 'entry.js'],
  bun: ['run', '--no-install', 'entry.js'],
  workerd: ['test', 'config.capnp'],
}

for (const engine of Object.keys(ENGINES) as readonly NpmProgram[]) {
  describe(`Layer 0 in ${engine}`, () => {
    const state = ensureNpmProgram(engine)
    if (state.state === 'unavailable') return withoutPackage(state, `Layer 0 in ${engine}`)

    it('reads, validates, proves and trusts a compiled manifest exactly as Node does', async () => {
      const given = await treasurySession()
      assert.deepEqual(await runIn(engine, state.program, 'session', given), await session(given))
    })

    it('gives the right answer to every case of the conformance suite about Layer 0', async function () {
      const cases = loadCases(join(ROOT, 'spec-tests'))
      const verdict = (await runIn(engine, state.program, 'judgeCases', cases)) as Verdict
      assert.deepEqual(verdict, judgeCases(cases))
      assert.deepEqual(verdict.wrong, [])
      assert.ok(verdict.asked > 1000, `only ${verdict.asked} cases were asked`)
      this.test!.title += `: ${verdict.asked} cases of ${verdict.kinds.length} kinds`
    })
  })
}

/** The answer printed, as JSON, by a program of the published files, the asked function and what it is given. */
async function runIn(
  engine: NpmProgram,
  program: string,
  name: 'session' | 'judgeCases',
  given: unknown,
): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'clawql-engine-'))
  try {
    const { index, ed25519 } = publishedBundles()
    const files = {
      'index.js': index,
      'ed25519.js': ed25519,
      'entry.js': await entry(engine, name),
      'config.capnp': WORKERD,
    }
    for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text)
    // Parsed there: in a literal, a member named `__proto__` would be no member.
    writeFileSync(join(folder, 'given.js'), `export default JSON.parse(${JSON.stringify(JSON.stringify(given))})`)
    const home = join(folder, 'home')
    mkdirSync(home)
    // Nothing of this machine's settings reaches the engine, and nothing of the engine's stays on this machine.
    const env = { HOME: home, DENO_DIR: home, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' }
    const printed = execFileSync(program, ENGINES[engine], {
      cwd: folder,
      env: { ...env, PATH: process.env['PATH'] },
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return JSON.parse(printed)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Layer 0 is left out of the bundle: there it is the published files. */
async function entry(engine: NpmProgram, name: 'session' | 'judgeCases'): Promise<string> {
  const from = name === 'session' ? './session.ts' : './conformance-session.ts'
  const print = `console.log(JSON.stringify(await ${name}(given)))`
  const { outputFiles } = await build({
    stdin: {
      contents: `import given from './given.js'
import { ${name} } from '${from}'
${engine === 'workerd' ? `export default { async test() { ${print} } }` : print}`,
      resolveDir: import.meta.dirname,
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2024',
    alias: { 'clawql-manifest-validator': './index.js', 'clawql-manifest-validator/ed25519': './ed25519.js' },
    external: ['./index.js', './ed25519.js', './given.js'],
    write: false,
  })
  return outputFiles[0]!.text
}

const WORKERD = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = .worker)]);
const worker :Workerd.Worker = (
  modules = [
    (name = "entry.js", esModule = embed "entry.js"),
    (name = "index.js", esModule = embed "index.js"),
    (name = "ed25519.js", esModule = embed "ed25519.js"),
    (name = "given.js", esModule = embed "given.js"),
  ],
  compatibilityDate = "2026-11-01",
);
`
