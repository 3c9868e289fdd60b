/**
 * The compiler's host on Node: reads a project from disk and packages from `node_modules`. The only file of the toolchain's compile path that
 * touches the disk for reading; nothing here follows a link out of the project.
 */
import { hash } from 'node:crypto'
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import type { ClawPackage, Host } from '@clawql/compiler'
import { UsageError } from './exit-status.ts'

/** Packages that come with the toolchain: always its own copy, so that a build does not depend on what else is installed. */
const BUNDLED = new Set(['@clawql/stdlib', '@clawql/presets'])

/** Far above what any file of a project may have; the compiler says so of the others. */
const MOST_BYTES = 64 * 1024 * 1024

/** `directory` is the project's root. */
export function createNodeHost(directory: string): Host {
  const root = realpathSync(directory)
  // What was listed has been reached without following a link, which need not be looked into again for each file.
  const listed = new Set<string>()
  return {
    readFile: (path) => readInside(root, path, listed.has(path)),
    listFiles: (path) => {
      const files = listFiles(join(root, path), path === '' || path === '.' ? '' : `${path}/`)
      for (const file of files) listed.add(file)
      return files
    },
    readPackage: (name) => readClawPackage(root, name),
    loadModule,
    sha256: (text) => hash('sha256', text, 'buffer'),
  }
}

let modulesLoaded = 0

/** Under an address of its own that leads to the text as it is: as a `data:` URL it would be escaped and read back, which costs more than to compile it. */
async function loadModule(source: string): Promise<Readonly<Record<string, unknown>>> {
  modulesLoaded += 1
  const address = `clawql-generated:${modulesLoaded}`
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === address ? { url: address, format: 'module', shortCircuit: true } : next(specifier, context),
    load: (url, context, next) =>
      url === address ? { format: 'module', source, shortCircuit: true } : next(url, context),
  })
  // Every function of it is about to run: compiled at once they are read once, else each is skipped first and read again when it is called.
  setFlagsFromString('--no-lazy')
  try {
    return (await import(address)) as Readonly<Record<string, unknown>>
  } finally {
    setFlagsFromString('--lazy')
    hooks.deregister()
  }
}

function readInside(root: string, path: string, isListed: boolean): Uint8Array | undefined {
  try {
    const target = isListed ? join(root, path) : realpathSync.native(resolve(root, path))
    if (!isListed && !isBelow(target, root)) return undefined
    const stats = statSync(target)
    if (!stats.isFile()) return undefined
    if (stats.size > MOST_BYTES) throw new UsageError(`\`${path}\` is too large to read: ${stats.size} bytes`)
    return readFileSync(target)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function isBelow(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep)
}

/** Files below `directory`, each with `prefix` before its path from there; ascending. */
function listFiles(directory: string, prefix: string): string[] {
  const found: string[] = []
  const walk = (current: string, before: string): void => {
    const entries = readdirSync(current, { withFileTypes: true })
    if (current !== directory && entries.some(({ name }) => name === BUILD_RECORD) && isBuildOutput(current)) return
    for (const entry of entries) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
      if (entry.isDirectory()) walk(join(current, entry.name), `${before}${entry.name}/`)
      else if (entry.isFile()) found.push(before + entry.name)
    }
  }
  walk(directory, prefix)
  return found.sort()
}

const BUILD_RECORD = 'build.json'

/**
 * What a build wrote is no source: a directory named after the manifest that the build record in it is about. Anything less, such as some other tool's
 * `build.json`, would let a whole module go unread in silence.
 */
function isBuildOutput(directory: string): boolean {
  try {
    const record = JSON.parse(readFileSync(join(directory, BUILD_RECORD), 'utf8')) as {
      manifest?: unknown
      merkle_root?: unknown
    }
    return record.manifest === basename(directory) && typeof record.merkle_root === 'string'
  } catch {
    return false
  }
}

function readClawPackage(root: string, name: string): ClawPackage | undefined {
  const from = BUNDLED.has(name) ? import.meta.url : join(root, 'package.json')
  let manifestPath: string
  try {
    manifestPath = createRequire(from).resolve(`${name}/package.json`)
  } catch {
    return undefined
  }
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as { version?: unknown; claw?: unknown }
  if (typeof manifest.claw !== 'string') return undefined
  const packageRoot = realpathSync(dirname(manifestPath))
  // What is installed further up, or linked from elsewhere, is not this workspace's.
  if (!BUNDLED.has(name) && !packageRoot.startsWith(workspaceOf(root) + sep)) return undefined
  const sources = resolve(packageRoot, manifest.claw)
  if (!isBelow(sources, packageRoot)) return undefined
  const files = new Map<string, Uint8Array>()
  for (const path of listFiles(sources, '')) {
    if (path.endsWith('.claw')) files.set(path, readFileSync(join(sources, path)))
  }
  return { name, version: String(manifest.version ?? ''), files }
}

/** The nearest directory around the project that declares workspaces, else the project itself. */
function workspaceOf(root: string): string {
  for (let directory = root; ; directory = dirname(directory)) {
    if (declaresWorkspaces(directory)) return directory
    if (dirname(directory) === directory) return root
  }
}

function declaresWorkspaces(directory: string): boolean {
  try {
    const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { workspaces?: unknown }
    return manifest.workspaces !== undefined
  } catch {
    return false
  }
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP'
}
