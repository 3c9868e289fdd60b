/** `clawqlc check --handlers`: the project, and then whether a module of handlers fits the actions of its manifests. Nothing is written, nothing is run. */
import { existsSync } from 'node:fs'
import { extname, relative, resolve, sep } from 'node:path'
import { type Action, type Analysis, analyse, type HandlerFinding, reportHandlers } from '@clawql/compiler'
import { countWords, type Format, reportDiagnostics } from '../diagnostic-output.ts'
import { EXIT, type ExitStatus, UsageError } from '../exit-status.ts'
import { createProgress } from '../progress.ts'
import { openDirectory, requireSources } from '../project.ts'
import { err, out, wantsColour } from '../terminal.ts'
import { examineHandlers } from './examine-handlers.ts'

export interface CheckHandlersOptions {
  /** Relative to the current directory. */
  readonly handlers: string
  /** All where there are none. */
  readonly manifest: readonly string[]
  readonly provenance?: string
  readonly maxCost?: number
  readonly format: Format
}

const MODULES = ['.ts', '.mts', '.js', '.mjs']

export function checkHandlers(directory: string, options: CheckHandlersOptions): ExitStatus {
  const file = resolve(options.handlers)
  if (!existsSync(file)) throw new UsageError(`there is no file \`${options.handlers}\``)
  if (!MODULES.includes(extname(file)))
    throw new UsageError(
      `\`${options.handlers}\` is no module`,
      `handlers stand in a file that ends in ${MODULES.join(', ')}`,
    )
  const progress = createProgress()
  try {
    progress.show('checking')
    const { provenance, maxCost } = options
    const analysis = analyse(openDirectory(directory), {
      ...(provenance === undefined ? {} : { provenance }),
      ...(maxCost === undefined ? {} : { maxCost }),
    })
    requireSources(analysis.projectSources.keys())
    if (analysis.hasErrors)
      return print(analysis.diagnostics, analysis.sources, options, 'the handlers were not checked: ')
    const actions = publishedActions(analysis, options.manifest)
    progress.show('checking the handlers')
    const { findings, sources } = examineHandlers(file, actions)
    const inProject = (path: string) => relative(resolve(directory), path).split(sep).join('/')
    const found = reportHandlers(
      analysis.program,
      findings.map((finding) => placed(finding, inProject)),
    )
    const texts = [...sources].map(([path, text]) => [inProject(path), text] as const)
    progress.clear()
    return print(
      [...analysis.diagnostics, ...found],
      new Map([...analysis.sources, ...texts]),
      options,
      `checked the handlers of ${actions.length} action${actions.length === 1 ? '' : 's'}: `,
    )
  } finally {
    progress.clear()
  }
}

function placed(finding: HandlerFinding, inProject: (path: string) => string): HandlerFinding {
  return { ...finding, location: { ...finding.location, file: inProject(finding.location.file) } }
}

/** Those that a manifest lists, ascending: no other has a handler that is ever called. */
function publishedActions({ program }: Analysis, wanted: readonly string[]): readonly Action[] {
  const names = program.manifests.map(({ name }) => name)
  const unknown = wanted.find((name) => !names.includes(name))
  if (unknown !== undefined)
    throw new UsageError(`there is no manifest \`${unknown}\``, `the project declares: ${names.join(', ') || 'none'}`)
  const chosen = program.manifests.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
  if (chosen.length === 0)
    throw new UsageError('the project declares no manifest', 'handlers belong to the actions that a manifest lists')
  const ids = new Set(chosen.flatMap(({ actions }) => actions))
  return program.actions.filter(({ id }) => ids.has(id))
}

function print(
  diagnostics: Analysis['diagnostics'],
  sources: Analysis['sources'],
  { format }: CheckHandlersOptions,
  beginning: string,
): ExitStatus {
  const report = reportDiagnostics(diagnostics, sources, format, wantsColour(process.stdout))
  out(report.text)
  const count = countWords(report.errors, report.warnings) || 'no problems'
  if (format === 'human') err(`${report.text === '' ? '' : '\n'}${beginning}${count}\n`)
  return report.errors > 0 ? EXIT.rejected : EXIT.fine
}
