/** Runs the programs of this package as anyone would, from their sources, in directories of their own. */
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export const ROOT: string = join(import.meta.dirname, '..', '..')
export const TREASURY: string = join(ROOT, 'examples', 'treasury')

export interface Run {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  /** What stands on standard input; nothing when absent. */
  readonly input?: string
  /** Beside an environment that says nothing about colour. */
  readonly env?: Readonly<Record<string, string>>
}

export function clawqlc(words: readonly string[], options: RunOptions = {}): Promise<Run> {
  return run([process.execPath, '--conditions=source', join(ROOT, 'cli', 'src', 'clawqlc.ts'), ...words], options)
}

export function run([command = '', ...words]: readonly string[], options: RunOptions = {}): Promise<Run> {
  const { NO_COLOR: _no, FORCE_COLOR: _force, ...inherited } = process.env
  const child = spawn(command, words, { cwd: options.cwd ?? ROOT, env: { ...inherited, ...options.env } })
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
    })
  }
  // A program that ends before it has read everything closes the pipe; that is no failure of the test.
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, ...texts }))
  })
}

export type Files = Readonly<Record<string, string>>

/** A directory that is gone when the suite is; `files` and, where wanted, a copy of the treasury are in it. */
export function createScratch(): {
  readonly path: (...names: string[]) => string
  readonly make: (files: Files) => string
} {
  const root = mkdtempSync(join(tmpdir(), 'clawqlc-test-'))
  after(() => rmSync(root, { recursive: true, force: true }))
  let count = 0
  return {
    path: (...names) => join(root, ...names),
    make: (files) => {
      count += 1
      const directory = join(root, `project-${count}`)
      mkdirSync(directory)
      writeFiles(directory, files)
      return directory
    },
  }
}

export function writeFiles(directory: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), text)
  }
}

/** A copy of `examples/treasury`, some files written over or beside. */
export function copyTreasury(to: string, files: Files = {}): string {
  cpSync(TREASURY, to, { recursive: true })
  writeFiles(to, files)
  return to
}

export function treasuryFile(path: string): string {
  return readFileSync(join(TREASURY, path), 'utf8')
}

/** Path below the directory → text. */
export function readTree(directory: string): Map<string, string> {
  return new Map(
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(directory.length + 1), readFileSync(path, 'utf8')]),
  )
}

/** A small project without a manifest; it has no errors. */
export const LIBRARY: Files = {
  'roles.claw': 'module acme.desk\n\nrole agent: agent\n',
  'types.claw': 'module acme.desk\n\ntype Percent = Float(range: 0..100)\n',
}

/** Two files with two errors each, and one without. */
export const BROKEN: Files = {
  ...LIBRARY,
  'limits.claw': 'module acme.desk\n\ntype Twice = Flaot\ntype Backwards = Int(range: 5..1)\n',
  'unfinished.claw': 'module acme.desk\n\nrole other: robot\nconst LIMIT: Percent = \n',
}
