/**
 * Writes the artifacts of one manifest. A file is replaced whole (written beside, then renamed), one that already holds the same bytes is left alone,
 * and files of an earlier build that this one no longer makes are removed: they are those the earlier build record lists, never anything else. Nothing is
 * written or removed through a link that leads out of the output.
 */
import { mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { UsageError } from './exit-status.ts'

/** `complete`: these are all artifacts of the manifest, so others are stale. Returns the paths written or already right, in the order of the build. */
export function writeArtifacts(
  directory: string,
  artifacts: ReadonlyMap<string, string>,
  complete: boolean,
): readonly string[] {
  mkdirSync(directory, { recursive: true })
  const root = realpathSync(directory)
  if (complete) removeStale(root, new Set(artifacts.keys()))
  const folders = new Map<string, Folder>()
  for (const [path, text] of artifacts) {
    const below = dirname(path)
    const folder = folders.get(below) ?? openFolder(root, join(root, below))
    folders.set(below, folder)
    const name = basename(path)
    writeArtifact(`${folder.path}${sep}${name}`, text, folder.names.has(name))
  }
  return [...artifacts.keys()].map((path) => join(directory, path))
}

interface Folder {
  readonly path: string
  /** What was in it when it was opened. */
  readonly names: ReadonlySet<string>
}

/** Makes the folder where there is none. */
function openFolder(root: string, folder: string): Folder {
  mkdirSync(folder, { recursive: true })
  if (!isInside(root, folder)) throw new UsageError(`\`${folder}\` leads out of the output: nothing is written there`)
  return { path: folder, names: new Set(readdirSync(folder)) }
}

function writeArtifact(target: string, text: string, exists: boolean): void {
  if (exists && readText(target) === text) return
  const beside = `${target}.${process.pid}.tmp`
  // Refused where the name is taken, by a link above all: what is not ours is not written through.
  writeFileSync(beside, text, { flag: 'wx' })
  renameSync(beside, target)
}

function removeStale(root: string, current: ReadonlySet<string>): void {
  const record = readText(join(root, 'build.json'))
  for (const path of record === undefined ? [] : listedArtifacts(record)) {
    const target = resolve(root, path)
    const isOurs = !current.has(path) && relative(root, target).split(sep).join('/') === path
    if (isOurs && isInside(root, dirname(target))) rmSync(target, { force: true })
  }
}

function listedArtifacts(record: string): readonly string[] {
  try {
    const parsed = JSON.parse(record) as { artifacts?: unknown }
    return parsed.artifacts !== null && typeof parsed.artifacts === 'object' ? Object.keys(parsed.artifacts) : []
  } catch {
    return []
  }
}

/** The folder exists and is, links followed, the output or below it. */
function isInside(root: string, folder: string): boolean {
  try {
    const real = realpathSync(folder)
    return real === root || real.startsWith(root + sep)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
