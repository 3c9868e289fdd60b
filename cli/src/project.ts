/**
 * What the arguments of a verb mean: a directory is a project, files are looked at inside the project of the current directory.
 */
import { statSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
import { UsageError } from './exit-status.ts'

export interface Project {
  readonly directory: string
  /** Set when single files were named: paths relative to the project, with `/`. */
  readonly files: ReadonlySet<string> | undefined
}

export function openProject(paths: readonly string[]): Project {
  const [first = '.'] = paths
  if (paths.length <= 1 && isDirectory(first)) return { directory: first, files: undefined }
  const directory = resolve('.')
  const files = new Set<string>()
  for (const path of paths) {
    if (isDirectory(path))
      throw new UsageError(`name one directory, or files: \`${path}\` is a directory among several paths`)
    const inside = relative(directory, resolve(path))
    if (inside.startsWith('..')) {
      throw new UsageError(
        `\`${path}\` is outside the current directory`,
        'run clawqlc in the project the file belongs to',
      )
    }
    files.add(inside.split(sep).join('/'))
  }
  return { directory, files }
}

/** For verbs that take a directory alone. */
export function openDirectory(path: string): string {
  if (!isDirectory(path)) throw new UsageError(`\`${path}\` is not a directory`)
  return path
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    throw new UsageError(`there is no file or directory \`${path}\``)
  }
}
