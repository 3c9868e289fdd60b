/**
 * What the arguments of a verb mean: a directory is a project, files are looked at inside the project of the current directory, `-` is one file on
 * standard input. A project without a source is a mistake of whoever called, never a clean result.
 */
import { statSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
import type { Host } from '@clawql/compiler'
import { InvalidArgumentError, Option } from 'commander'
import { UsageError } from './exit-status.ts'
import { createNodeHost } from './node-host.ts'
import { readBytes } from './read-input.ts'

export interface Project {
  readonly host: Host
  /** Set when single files were named: paths relative to the project, with `/`. */
  readonly files: ReadonlySet<string> | undefined
}

/** Its name in diagnostics. */
const STANDARD_INPUT = 'stdin.claw'

export function openProject(paths: readonly string[]): Project {
  const [first = '.'] = paths
  if (paths.length <= 1 && first === '-') return { host: standardInputHost(), files: undefined }
  if (paths.length <= 1 && isDirectory(first)) return { host: createNodeHost(first), files: undefined }
  const directory = resolve('.')
  const files = new Set<string>()
  for (const path of paths) {
    if (path === '-') throw new UsageError('standard input is read alone, without other files')
    if (isDirectory(path)) {
      throw new UsageError(`name one directory, or files: \`${path}\` is a directory among several paths`)
    }
    const inside = relative(directory, resolve(path)).split(sep).join('/')
    if (inside === '..' || inside.startsWith('../')) {
      throw new UsageError(
        `\`${path}\` is outside the current directory`,
        'run clawqlc in the project the file belongs to',
      )
    }
    files.add(inside)
  }
  return { host: createNodeHost(directory), files }
}

/** For verbs that take a directory alone. */
export function openDirectory(path: string): Host {
  if (!isDirectory(path)) throw new UsageError(`\`${path}\` is not a directory`)
  return createNodeHost(path)
}

export function provenanceOption(): Option {
  return new Option('--provenance <file>', 'the provenance file, relative to the project (default: provenance.yaml)')
}

/** The bound of L1 as somebody chose it, for every action. */
export function maxCostOption(): Option {
  return new Option('--max-cost <steps>', 'the most steps that a decision about any action may take').argParser(
    (text: string): number => {
      const steps = Number(text)
      if (/^[0-9]+$/.test(text) && Number.isSafeInteger(steps) && steps >= 1) return steps
      throw new InvalidArgumentError('it takes a whole number from 1')
    },
  )
}

/** `files` are those that were read. */
export function requireSources(files: Iterable<string>): void {
  for (const file of files) if (file.endsWith('.claw')) return
  throw new UsageError('there is no .claw file here', 'clawqlc init starts a project')
}

/** One module by itself: nothing but the packages of the toolchain beside it. */
function standardInputHost(): Host {
  const bytes = readBytes('-')
  return {
    ...createNodeHost('.'),
    readFile: (path) => (path === STANDARD_INPUT ? bytes : undefined),
    listFiles: () => [STANDARD_INPUT],
  }
}

/** Throws when there is nothing of that name. */
export function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new UsageError(`there is no file or directory \`${path}\``)
    throw error
  }
}
