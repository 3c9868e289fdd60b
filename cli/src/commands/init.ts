/**
 * `clawqlc init`: a project that builds, tests and explains itself, with development keys of its own. Never overwrites a file; makes nothing when one is
 * in the way. What a fresh repository brings along is not: its README stays, its .gitignore gets the lines that it lacks.
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { createDevelopmentKeys } from '../development-keys.ts'
import { UsageError } from '../exit-status.ts'
import { out } from '../terminal.ts'

const TEMPLATE = fileURLToPath(new URL('../../template', import.meta.url))

const IGNORE = '.gitignore'

/** What a project may have before it is one. */
const KEPT: readonly string[] = ['README.md', IGNORE]

export function addInitCommand(program: Command): void {
  program
    .command('init')
    .summary('start a project')
    .description('Creates a small project that builds and tests: a policy, its tests, a manifest and development keys.')
    .argument('[dir]', 'where; created when it does not exist', '.')
    .action(runInit)
}

function runInit(directory: string): void {
  if (existsSync(directory) && !statSync(directory).isDirectory()) {
    throw new UsageError(`\`${directory}\` is a file`, 'name a directory: clawqlc init my-policy')
  }
  const files = new Map([...templateFiles(), ...createDevelopmentKeys()])
  const there = [...files.keys()].filter((path) => existsSync(join(directory, path)))
  const inTheWay = there.filter((path) => !KEPT.includes(path))
  const isHere = resolve(directory) === process.cwd()
  if (inTheWay.length > 0) {
    const where = isHere ? 'this directory' : `\`${directory}\``
    throw new UsageError(`${where} already has ${inTheWay.join(', ')}`, 'name a new directory: clawqlc init my-policy')
  }
  const ignored = there.includes(IGNORE) ? ignoreMore(join(directory, IGNORE), files.get(IGNORE) ?? '') : []
  for (const path of there) files.delete(path)
  for (const [path, text] of files) {
    const target = join(directory, path)
    mkdirSync(dirname(target), { recursive: true })
    // Private keys are nobody else's from the first byte on.
    writeFileSync(target, text, { flag: 'wx', ...(path.startsWith('.clawql/') ? { mode: 0o600 } : {}) })
  }
  const kept = there.filter((path) => path !== IGNORE || ignored.length === 0)
  const said = [
    `created ${files.size} files in ${isHere ? 'this directory' : directory}\n`,
    ...(kept.length === 0 ? [] : [`kept ${kept.join(', ')}\n`]),
    ...(ignored.length === 0 ? [] : [`added ${ignored.join(', ')} to ${IGNORE}\n`]),
  ]
  const step = isHere ? '' : `cd ${directory} && `
  out(`${said.join('')}\nnext:\n  ${step}clawqlc test && clawqlc build\n`)
}

/** Appends the lines of `wanted` that the file lacks, which it gives back. */
function ignoreMore(path: string, wanted: string): readonly string[] {
  const text = readFileSync(path, 'utf8')
  const present = new Set(text.split('\n').map((line) => line.trim()))
  const missing = wanted.split('\n').filter((line) => line !== '' && !present.has(line))
  const gap = text === '' || text.endsWith('\n') ? '' : '\n'
  if (missing.length > 0) appendFileSync(path, `${gap}${missing.join('\n')}\n`)
  return missing
}

function templateFiles(): Map<string, string> {
  const files = new Map<string, string>()
  for (const entry of readdirSync(TEMPLATE, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = relative(TEMPLATE, join(entry.parentPath, entry.name))
    // npm leaves `.gitignore` out of packages, so the template carries it without the dot.
    files.set(path === 'gitignore' ? '.gitignore' : path, readFileSync(join(TEMPLATE, path), 'utf8'))
  }
  return files
}
