/**
 * A `console` block is a terminal session: lines that start with `$ ` are run, the lines after each are what it must print. `…` inside a line stands for
 * any text, a line of `…` alone for any lines.
 */
import { spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { ROOT } from '../source-tree.ts'

export interface ConsoleStep {
  readonly command: string
  readonly expected: string
}

export function consoleSteps(text: string): readonly ConsoleStep[] {
  const steps: { command: string; expected: string[] }[] = []
  for (const line of text.trimEnd().split('\n')) {
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), expected: [] })
    else if (steps.length === 0) throw new Error(`a console block starts with a command, not with: ${line}`)
    else steps.at(-1)?.expected.push(line)
  }
  return steps.map(({ command, expected }) => ({ command, expected: expected.join('\n').trim() }))
}

/** Runs a command as a shell would, the project's programs on the path, output and errors together. */
export function runStep(command: string, directory: string, binDirectory: string): string {
  const path = [binDirectory, join(ROOT, 'node_modules', '.bin'), process.env['PATH']].join(delimiter)
  const result = spawnSync('bash', ['-c', `${command} 2>&1`], {
    cwd: directory,
    encoding: 'utf8',
    env: { ...process.env, PATH: path, NO_COLOR: '1' },
    maxBuffer: 64 * 1024 * 1024,
  })
  return result.stdout.trim()
}

/** Undefined when the output is as written, else the first place where it is not. */
export function mismatch(expected: string, actual: string): string | undefined {
  if (expected === '') return undefined
  const wanted = expected.split('\n').map((line) => line.trimEnd())
  const got = actual.split('\n').map((line) => line.trimEnd())
  const matches = (w: number, g: number): boolean => {
    if (w === wanted.length) return g === got.length
    if (wanted[w]?.trim() === '…')
      return Array.from({ length: got.length - g + 1 }, (_, skip) => g + skip).some((next) => matches(w + 1, next))
    return g < got.length && lineMatches(wanted[w] ?? '', got[g] ?? '') && matches(w + 1, g + 1)
  }
  return matches(0, 0) ? undefined : `the page says:\n${expected}\n\nit printed:\n${actual}`
}

function lineMatches(wanted: string, got: string): boolean {
  if (!wanted.includes('…')) return wanted === got
  const pattern = wanted
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')
  return new RegExp(`^${pattern}$`).test(got)
}
