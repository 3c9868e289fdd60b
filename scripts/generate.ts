/**
 * One command for every derived file that is committed. Each part of the project says what it derives; this script writes it, or with `--check`
 * compares it and ends with status 5 when something is out of date.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PRESET_TABLES } from '../presets/scripts/generate.ts'
import { generators } from './generators.ts'
import { ROOT } from './source-tree.ts'

const checking = process.argv.includes('--check')
const stale: string[] = []
let total = 0

for (const generate of generators) {
  for (const [path, text] of await generate()) {
    total += 1
    if (readText(path) === text) continue
    stale.push(path)
    if (checking) continue
    write(path, text)
    // What follows runs through the validator, which has read the former tables: a process of its own reads the new ones.
    if (path === PRESET_TABLES) process.exit(startAgain())
  }
}

if (checking) {
  for (const path of stale) process.stderr.write(`out of date: ${path}\n`)
  process.stderr.write(stale.length === 0 ? `${total} derived files are up to date\n` : 'run `npm run generate`\n')
  process.exitCode = stale.length === 0 ? 0 : 5
} else {
  process.stderr.write(`${stale.length} of ${total} derived files written\n`)
}

function startAgain(): number {
  const { status } = spawnSync(process.execPath, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' })
  return status ?? 1
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(join(ROOT, path), 'utf8')
  } catch {
    return undefined
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(ROOT, path)), { recursive: true })
  writeFileSync(join(ROOT, path), text)
}
