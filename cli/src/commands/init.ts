/**
 * `clawqlc init`: a project that builds, tests and explains itself, with development keys of its own. Never overwrites a file; makes nothing when one is
 * in the way.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { createDevelopmentKeys } from '../development-keys.ts'
import { UsageError } from '../exit-status.ts'
import { out } from '../terminal.ts'

const TEMPLATE = fileURLToPath(new URL('../../template', import.meta.url))

export function addInitCommand(program: Command): void {
  program
    .command('init')
    .summary('start a project')
    .description('Creates a small project that builds and tests: a policy, its tests, a manifest and development keys.')
    .argument('[dir]', 'where; created when it does not exist', '.')
    .action(runInit)
}

function runInit(directory: string): void {
  const files = new Map([...templateFiles(), ...createDevelopmentKeys()])
  const inTheWay = [...files.keys()].filter((path) => existsSync(join(directory, path)))
  if (inTheWay.length > 0) {
    const where = directory === '.' ? 'this directory' : `\`${directory}\``
    throw new UsageError(`${where} already has ${inTheWay.join(', ')}`, 'name a new directory: clawqlc init my-policy')
  }
  for (const [path, text] of files) {
    const target = join(directory, path)
    mkdirSync(dirname(target), { recursive: true })
    // Private keys are nobody else's from the first byte on.
    writeFileSync(target, text, { flag: 'wx', ...(path.startsWith('.clawql/') ? { mode: 0o600 } : {}) })
  }
  const step = directory === '.' ? '' : `cd ${directory} && `
  out(`created ${files.size} files in ${directory}\n\nnext:\n  ${step}clawqlc test && clawqlc build\n`)
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
