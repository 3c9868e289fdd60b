/**
 * Writes the artifacts of one manifest. A file is replaced whole (written beside, then renamed), one that already holds the same bytes is left alone,
 * and files of an earlier build that this one no longer makes are removed: they are those the earlier build record lists, never anything else.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { type ArtifactKind, artifactKind } from '@clawql/compiler'

/** Returns the paths written or already right, in the order of the build. */
export function writeArtifacts(
  directory: string,
  artifacts: ReadonlyMap<string, string>,
  emit: readonly ArtifactKind[] | undefined,
): string[] {
  const chosen = [...artifacts].filter(([path]) => emit === undefined || emit.includes(artifactKind(path)))
  if (emit === undefined) removeStale(directory, new Set(artifacts.keys()))
  return chosen.map(([path, text]) => {
    const target = join(directory, path)
    if (readText(target) !== text) {
      mkdirSync(dirname(target), { recursive: true })
      const beside = `${target}.${process.pid}.tmp`
      writeFileSync(beside, text)
      renameSync(beside, target)
    }
    return target
  })
}

function removeStale(directory: string, current: ReadonlySet<string>): void {
  const record = readText(join(directory, 'build.json'))
  if (record === undefined) return
  for (const path of listedArtifacts(record)) {
    const target = resolve(directory, path)
    if (!current.has(path) && target.startsWith(resolve(directory) + sep)) rmSync(target, { force: true })
  }
}

function listedArtifacts(record: string): string[] {
  try {
    const parsed = JSON.parse(record) as { artifacts?: unknown }
    return parsed.artifacts !== null && typeof parsed.artifacts === 'object' ? Object.keys(parsed.artifacts) : []
  } catch {
    return []
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
