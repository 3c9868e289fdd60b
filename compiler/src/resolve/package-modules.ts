/**
 * Modules that come from installed packages: `std.*` from the standard library, those an import names `from` a package, and the presets a manifest
 * may name without declaring them.
 * Reads through the host, once per package, and only the directory a module asks for.
 */
import { canonicalize, sha256Hex, utf8 } from 'clawql-manifest-validator'
import type { ClawPackage, Host } from '../host.ts'
import type { Queries } from '../query/queries.ts'
import type { ModuleTable } from './build-modules.ts'
import { compareText, type Module } from './module.ts'
import { readSourceFile, type SourceFile } from './source-file.ts'

export const STANDARD_LIBRARY = '@clawql/stdlib'
export const PRESETS = '@clawql/presets'

export interface PackageModules {
  /** The module `std.a.b` of the standard library, which is its directory `a/b`; undefined when there is none. */
  standardModule(name: string): Module | undefined
  /** The module of that name in an installed package; all of the package is read, so that its modules find each other. */
  packageModule(packageName: string, name: string): PackageLookup
  /** The module of the three presets of the specification; undefined where the package is not installed. */
  presets(): Module | undefined
  /** Names of all modules of the standard library, for suggestions, ascending. */
  standardNames(): readonly string[]
  /** Every file read so far. */
  readonly files: readonly SourceFile[]
  /** The packages that gave a file, ascending; `digest` is the hex SHA-256 over the canonical JSON of path → SHA-256 of all their `.claw` files. */
  records(): readonly PackageRecord[]
}

/** `names`: the modules the package does have, for suggestions; `isInstalled` is false where there is no such package, or it ships no policies. */
export interface PackageLookup {
  readonly isInstalled: boolean
  readonly module: Module | undefined
  readonly names: readonly string[]
}

/** A name that npm would take: nothing that leads out of `node_modules`. */
const PACKAGE_NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/

export interface PackageRecord {
  readonly name: string
  readonly version: string
  readonly digest: string
}

/** Packages as they were when somebody first asked: what is installed does not change while one works on a project. */
export type InstalledPackages = (name: string) => ClawPackage | undefined

export function createInstalledPackages(host: Host): InstalledPackages {
  const packages = new Map<string, ClawPackage | undefined>()
  return (name) => {
    if (!packages.has(name)) packages.set(name, host.readPackage(name))
    return packages.get(name)
  }
}

export function createPackageModules(
  packageOf: InstalledPackages,
  table: ModuleTable,
  queries: Queries,
): PackageModules {
  const loaded = new Set<Module>()
  const files: SourceFile[] = []
  const parsed = queries.query<string>('package file')

  const moduleAt = (packageName: string, directory: string): Module =>
    table.registry.module(packageName, directory === '' ? packageName : `${packageName}/${directory}`)

  const load = (packageName: string, directory: string): Module | undefined => {
    const found = sourcesIn(packageOf(packageName), directory)
    if (found.length === 0) return undefined
    need({ packageName, directory })
    return moduleAt(packageName, directory)
  }

  // Whoever needs a module needs it again in each revision, computed or kept.
  const need = queries.note('package module', ({ packageName, directory }: PackageDirectory) => {
    if (loaded.has(moduleAt(packageName, directory))) return
    const read = sourcesIn(packageOf(packageName), directory).map(([name, bytes]) => {
      const file = `${packageName}/${name}`
      return parsed(
        file,
        () => readSourceFile(file, bytes, packageName, queries.reporter),
        (_, now) => now,
      )
    })
    files.push(...read)
    loaded.add(table.add(read))
  })

  return {
    standardModule: (name) =>
      name.startsWith('std.') ? load(STANDARD_LIBRARY, name.slice(4).replaceAll('.', '/')) : undefined,
    packageModule: (packageName, name) => {
      const found = PACKAGE_NAME.test(packageName) ? packageOf(packageName) : undefined
      const directories = new Set([...(found?.files.keys() ?? [])].filter(isSource).map(directoryOf))
      const all = [...directories]
        .sort(compareText)
        .map((directory) => load(packageName, directory))
        .filter((module) => module !== undefined)
      const module = all.find((candidate) => candidate.name === name)
      return { isInstalled: all.length > 0, module, names: all.map((candidate) => candidate.name) }
    },
    presets: () => load(PRESETS, ''),
    standardNames: () => {
      const paths = [...(packageOf(STANDARD_LIBRARY)?.files.keys() ?? [])].map(directoryOf)
      const names = paths.filter((path) => path !== '').map((path) => `std.${path.replaceAll('/', '.')}`)
      return [...new Set(names)].sort(compareText)
    },
    files,
    records: () =>
      [...new Set(files.map(({ packageName }) => packageName))]
        .map((name) => (name === undefined ? undefined : packageOf(name)))
        .filter((found) => found !== undefined)
        .map(recordOf)
        .sort((a, b) => compareText(a.name, b.name)),
  }
}

interface PackageDirectory {
  readonly packageName: string
  /** Inside the package, without a trailing `/`. */
  readonly directory: string
}

function sourcesIn(found: ClawPackage | undefined, directory: string): readonly (readonly [string, Uint8Array])[] {
  return [...(found?.files ?? [])]
    .filter(([path]) => isSource(path) && directoryOf(path) === directory)
    .sort(([a], [b]) => compareText(a, b))
}

function recordOf({ name, version, files }: ClawPackage): PackageRecord {
  const digests = Object.fromEntries([...files].map(([path, bytes]) => [path, sha256Hex(bytes)]))
  return { name, version, digest: sha256Hex(utf8(canonicalize(digests))) }
}

function isSource(path: string): boolean {
  return path.endsWith('.claw')
}

function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}
