/**
 * `clawqlc explain`: the page of a diagnostic, offline (the pages are the documentation's own files, bundled with the program), or the contract of an
 * action in plain words, as a build writes it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { actionPage, nearMiss } from '@clawql/compiler'
import type { Command } from 'commander'
import { EXIT, type ExitStatus, UsageError } from '../exit-status.ts'
import {
  analyseProject,
  findAction,
  findManifest,
  manifestOption,
  type ProjectOptions,
  projectOption,
} from '../find-action.ts'
import { provenanceOption } from '../project.ts'
import type { Outcome } from '../run-clawqlc.ts'
import { out } from '../terminal.ts'

export function addExplainCommand(program: Command, outcome: Outcome): void {
  program
    .command('explain')
    .summary('help for a diagnostic code, or an action in plain words')
    .argument('<code-or-action>', 'a code such as CQ2001, or the id of an action')
    .addOption(manifestOption())
    .addOption(projectOption())
    .addOption(provenanceOption())
    .action((subject: string, options: ProjectOptions) => {
      outcome.status = /^CQ\d*$/i.test(subject) ? explainCode(subject.toUpperCase()) : explainAction(subject, options)
    })
}

function explainCode(code: string): ExitStatus {
  const directory = pagesDirectory()
  const codes = readdirSync(directory)
    .filter((name) => /^CQ\d{4}\.md$/.test(name))
    .map((name) => name.slice(0, -3))
  if (codes.includes(code)) {
    out(readFileSync(join(directory, `${code}.md`), 'utf8'))
    return EXIT.fine
  }
  const near = nearMiss(code, codes)
  const hint = near === undefined ? 'codes look like CQ2001' : `did you mean ${near}?`
  throw new UsageError(`there is no diagnostic \`${code}\``, hint)
}

function explainAction(id: string, options: ProjectOptions): ExitStatus {
  const analysis = analyseProject(options)
  if (analysis === undefined) return EXIT.rejected
  const action = findAction(analysis, id)
  out(actionPage(analysis.program, findManifest(analysis, id, options.manifest), action))
  return EXIT.fine
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
