/**
 * `clawqlc explain`: the page of a diagnostic, offline (the pages are the documentation's own files, bundled with the program), the contract of an action
 * in plain words, as a build writes it, or a manifest with how far it stands from its preset.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { actionPage, manifestPage, nearMiss, visibleLine } from '@clawql/compiler'
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
import { openDirectory, provenanceOption } from '../project.ts'
import type { Outcome } from '../run-clawqlc.ts'
import { out } from '../terminal.ts'

export function addExplainCommand(program: Command, outcome: Outcome): void {
  program
    .command('explain')
    .summary('help for a diagnostic code, or an action or a manifest in plain words')
    .argument(
      '<subject>',
      'a code such as CQ2001, its number or its name, the id of an action, or the name of a manifest',
    )
    .addOption(manifestOption())
    .addOption(projectOption())
    .addOption(provenanceOption())
    .action((subject: string, options: ProjectOptions) => {
      if (/^(CQ)?\d+$|^CQ$/i.test(subject)) outcome.status = explainCode(subject.toUpperCase().replace(/^(?!CQ)/, 'CQ'))
      // The id of an action has a dot, which no name of a diagnostic has.
      else if (subject.includes('.')) outcome.status = explainAction(subject, options)
      else outcome.status = explainSlug(subject.toLowerCase()) ?? explainNamed(subject, options)
    })
}

/** The pages whose title has this name, one after the other where several codes share it; undefined when none does. */
function explainSlug(slug: string): ExitStatus | undefined {
  const pages = readPages()
  const titled = [...pages.values()].filter((text) => slugOf(text) === slug)
  if (titled.length > 0) {
    out(titled.join('\n'))
    return EXIT.fine
  }
  return undefined
}

/** A name without a dot: of a manifest, else of an action. One that is nearly a diagnostic's is taken for that before a project is read. */
function explainNamed(name: string, options: ProjectOptions): ExitStatus {
  const nearSlug = name.includes('-') ? nearMiss(name, [...readPages().values()].map(slugOf)) : undefined
  if (nearSlug !== undefined) {
    throw new UsageError(`there is no diagnostic \`${visibleLine(name)}\``, `did you mean ${nearSlug}?`)
  }
  const isProject = openDirectory(options.project)
    .listFiles('')
    .some((path) => path.endsWith('.claw'))
  if (!isProject && name.includes('-')) throw unknownSubject(name, 'names look like unknown-name')
  const analysis = analyseProject(options)
  if (analysis === undefined) return EXIT.rejected
  const { manifests } = analysis.program
  const manifest = manifests.find((candidate) => candidate.name === name)
  if (manifest !== undefined) {
    out(manifestPage(analysis.program, manifest))
    return EXIT.fine
  }
  if (!name.includes('-')) return explainAction(name, options)
  throw unknownSubject(
    name,
    `the project has the manifests: ${manifests.map((known) => known.name).join(', ') || 'none'}`,
  )
}

function unknownSubject(name: string, hint: string): UsageError {
  return new UsageError(`there is no diagnostic and no manifest \`${visibleLine(name)}\``, hint)
}

/** `unknown-name` of a page that opens with `# CQ2001 unknown-name`. */
function slugOf(text: string): string {
  return /^# CQ\d{4} (\S+)/.exec(text)?.[1] ?? ''
}

function explainCode(code: string): ExitStatus {
  const pages = readPages()
  const page = pages.get(code)
  if (page !== undefined) {
    out(page)
    return EXIT.fine
  }
  const near = nearMiss(code, pages.keys())
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

/** By code. */
function readPages(): ReadonlyMap<string, string> {
  const directory = pagesDirectory()
  const names = readdirSync(directory).filter((name) => /^CQ\d{4}\.md$/.test(name))
  return new Map(names.sort().map((name) => [name.slice(0, -3), readFileSync(join(directory, name), 'utf8')]))
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
