/** `clawqlc explain CODE`: the page of a diagnostic, offline. The pages are the documentation's own files, bundled with the program. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { nearMiss } from '@clawql/compiler'
import type { Command } from 'commander'
import { UsageError } from '../exit-status.ts'
import { out } from '../terminal.ts'

export function addExplainCommand(program: Command): void {
  program
    .command('explain')
    .summary('help for a diagnostic code')
    .argument('<code>', 'a code such as CQ2001')
    .action((code: string) => {
      out(readPage(code.toUpperCase()))
    })
}

function readPage(code: string): string {
  const directory = pagesDirectory()
  const codes = readdirSync(directory)
    .filter((name) => /^CQ\d{4}\.md$/.test(name))
    .map((name) => name.slice(0, -3))
  if (codes.includes(code)) return readFileSync(`${directory}/${code}.md`, 'utf8')
  const near = nearMiss(code, codes)
  throw new UsageError(
    `there is no diagnostic \`${code}\``,
    near === undefined ? 'codes look like CQ2001' : `did you mean ${near}?`,
  )
}

/** Beside the built program in a published package; in the documentation's folder in a checkout. */
function pagesDirectory(): string {
  const candidates = ['../../pages', '../../../docs/reference/diagnostics'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  )
  const found = candidates.find((path) => existsSync(path))
  if (found === undefined) throw new UsageError('the diagnostic pages are not installed beside clawqlc')
  return found
}
