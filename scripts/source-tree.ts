/**
 * The project's own source files and what they import, read as text. Serves the architecture test; knows nothing of what the rules are.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT: string = fileURLToPath(new URL('..', import.meta.url))

export interface SourceFile {
  /** Relative to the root, with `/`. */
  readonly path: string
  readonly text: string
  readonly lines: number
  readonly imports: readonly ImportLine[]
}

export interface ImportLine {
  readonly specifier: string
  /** `import type` and `export type`: gone at run time. */
  readonly typeOnly: boolean
  /** For a relative specifier the path it leads to. */
  readonly target: string | undefined
}

const SKIPPED = new Set(['node_modules', 'dist', 'coverage', 'golden', 'fixtures', 'out', '.git'])

/** All files below a directory with one of these endings, ascending. */
export function filesBelow(directory: string, endings: readonly string[]): readonly string[] {
  const found: string[] = []
  const walk = (current: string): void => {
    for (const entry of readdirSync(current, { withFileTypes: true })) {
      if (SKIPPED.has(entry.name)) continue
      const path = join(current, entry.name)
      if (entry.isDirectory()) walk(path)
      else if (endings.some((ending) => entry.name.endsWith(ending)))
        found.push(relative(ROOT, path).split(sep).join('/'))
    }
  }
  walk(join(ROOT, directory))
  return found.sort()
}

export function readSources(directories: readonly string[]): readonly SourceFile[] {
  return directories.flatMap((directory) => filesBelow(directory, ['.ts', '.mjs'])).map(readSource)
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8')
  return { path, text, lines: text.split('\n').length - 1, imports: importsOf(path, text) }
}

const STATEMENT = /^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm
const DYNAMIC = /\bimport\(\s*'([^']+)'\s*\)/g

function importsOf(path: string, text: string): ImportLine[] {
  const line = (specifier: string, typeOnly: boolean): ImportLine => ({
    specifier,
    typeOnly,
    target: specifier.startsWith('.') ? posix.join(dirname(path), specifier) : undefined,
  })
  return [
    ...[...text.matchAll(STATEMENT)].map((match) => line(match[2] ?? '', match[1] !== undefined)),
    ...[...text.matchAll(DYNAMIC)].map((match) => line(match[1] ?? '', false)),
  ]
}
