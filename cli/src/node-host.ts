/**
 * The compiler's host on Node: reads a project from disk and packages from `node_modules`. The only file of the toolchain's compile path that
 * touches the disk for reading; nothing here follows a link out of the project.
 */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type { ClawPackage, Host } from '@clawql/compiler'

/** Packages that come with the toolchain: always its own copy, so that a build does not depend on what else is installed. */
const BUNDLED = new Set(['@clawql/stdlib', '@clawql/presets'])

/** `directory` is the project's root. */
export function createNodeHost(directory: string): Host {
  const root = realpathSync(directory)
  return {
    readFile: (path) => readInside(root, path),
    listFiles: (path) => listFiles(root, join(root, path)),
    readPackage: (name) => readClawPackage(root, name),
    loadModule: async (source) => {
      const url = `data:text/javascript;base64,${Buffer.from(source).toString('base64')}`
      return (await import(url)) as Readonly<Record<string, unknown>>
    },
  }
}

function readInside(root: string, path: string): Uint8Array | undefined {
  const target = resolve(root, path)
  let real: string
  try {
    real = realpathSync(target)
    if (!statSync(real).isFile()) return undefined
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
  if (real !== root && !real.startsWith(root + sep)) return undefined
  return readFileSync(real)
}

function listFiles(root: string, directory: string): string[] {
  const found: string[] = []
  const walk = (current: string): void => {
    for (const entry of readdirSync(current, { withFileTypes: true })) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
      const path = join(current, entry.name)
      if (entry.isDirectory()) {
        if (!isBuildOutput(path)) walk(path)
      } else if (entry.isFile()) {
        found.push(relative(root, path).split(sep).join('/'))
      }
    }
  }
  walk(directory)
  return found.sort()
}

/** A directory that holds a build record is what a build wrote, not a source. */
function isBuildOutput(directory: string): boolean {
  try {
    return statSync(join(directory, 'build.json')).isFile()
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
  const sources = resolve(packageRoot, manifest.claw)
  if (sources !== packageRoot && !sources.startsWith(packageRoot + sep)) return undefined
  const files = new Map<string, Uint8Array>()
  for (const path of listFiles(sources, sources)) {
    if (path.endsWith('.claw')) files.set(path, readFileSync(join(sources, path)))
  }
  return { name, version: String(manifest.version ?? ''), files }
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP'
}
