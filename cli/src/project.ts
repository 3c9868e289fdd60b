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

/** `stdinPath`: where standard input belongs in the project of the current directory; without one it is a module by itself. */
export function openProject(paths: readonly string[], stdinPath?: string): Project {
  const [first = '.'] = paths
  const isInput = paths.length <= 1 && first === '-'
  if (stdinPath !== undefined && !isInput) throw new UsageError('`--stdin-filepath` goes with `-`')
  if (isInput && stdinPath !== undefined) return openWithInput(insidePath(stdinPath))
  if (isInput) return { host: standardInputHost(), files: undefined }
  if (paths.length <= 1 && isDirectory(first)) return { host: createNodeHost(first), files: undefined }
  const files = new Set<string>()
  for (const path of paths) {
    if (path === '-') throw new UsageError('standard input is read alone, without other files')
    if (isDirectory(path)) {
      throw new UsageError(`name one directory, or files: \`${path}\` is a directory among several paths`)
    }
    files.add(insidePath(path))
  }
  return { host: createNodeHost('.'), files }
}

/** Relative to the current directory, with `/`. */
function insidePath(path: string): string {
  const inside = relative(resolve('.'), resolve(path)).split(sep).join('/')
  if (inside !== '..' && !inside.startsWith('../')) return inside
  throw new UsageError(`\`${path}\` is outside the current directory`, 'run clawqlc in the project the file belongs to')
}

export function stdinPathOption(): Option {
  return new Option('--stdin-filepath <file>', 'with `-`: the file of the project that standard input stands for')
}

/** The project as it would be with standard input in that file: what an editor has not saved yet. */
function openWithInput(file: string): Project {
  if (!file.endsWith('.claw')) throw new UsageError(`\`${file}\` is no source`, 'sources end in .claw')
  const bytes = readBytes('-')
  const host = createNodeHost('.')
  return {
    host: {
      ...host,
      readFile: (path) => (path === file ? bytes : host.readFile(path)),
      listFiles: (path) => [...new Set([...host.listFiles(path), file])].sort(),
    },
    files: new Set([file]),
  }
}

/** For verbs that take a directory alone. */
export function openDirectory(path: string): Host {
  if (!isDirectory(path)) {
    throw new UsageError(`\`${path}\` is not a directory`, 'this verb takes a whole project: name its directory')
  }
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

/** A file that is no part of the project would have no diagnostics, which looks like being right. */
export function requireRead(
  files: ReadonlySet<string>,
  { sources }: { readonly sources: ReadonlyMap<string, string> },
): void {
  for (const file of files) {
    if (sources.has(file)) continue
    throw new UsageError(
      `\`${file}\` is not a file of the project here`,
      'sources end in .claw; hidden and linked files are not read',
    )
  }
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
