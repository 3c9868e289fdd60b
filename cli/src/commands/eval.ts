/**
 * `clawqlc eval ACTION`: one decision by the reference interpreter, with `--trace` check by check. A denial ends with status 2: the input was
 * rejected.
 */
import { type Analysis, analyse, type Action, type ManifestSource, nearMiss, normalize, traceDecision } from '@clawql/compiler'
import { type Command, Option } from 'commander'
import { reportDiagnostics } from '../diagnostic-output.ts'
import { EXIT, type ExitStatus, UsageError } from '../exit-status.ts'
import { createNodeHost } from '../node-host.ts'
import { openDirectory } from '../project.ts'
import { readJson } from '../read-input.ts'
import type { Outcome } from '../run-clawqlc.ts'
import { err, out, outJson, wantsColour } from '../terminal.ts'
import { decisionLines, traceJson, traceLines } from './eval/decision-text.ts'

interface EvalOptions {
  readonly input: string
  readonly claims: string
  readonly context?: string
  readonly manifest?: string
  readonly project: string
  readonly provenance?: string
  readonly trace?: boolean
  readonly format: 'human' | 'json'
}

export function addEvalCommand(program: Command, outcome: Outcome): void {
  program
    .command('eval')
    .summary('decide one request and say why')
    .description('Decides one request by the reference interpreter. Status 0: allowed or staged, 2: denied.')
    .argument('<action>', 'the id of the action')
    .requiredOption('--input <file>', 'the input, JSON (`-` for standard input)')
    .requiredOption('--claims <file>', 'the flat claims, JSON')
    .option('--context <file>', 'the context, JSON: { "now": …, and the facts }')
    .option('-m, --manifest <name>', 'decide under this manifest; needed when several list the action')
    .option('-p, --project <dir>', 'the project', '.')
    .option('--provenance <file>', 'the provenance file, relative to the project')
    .option('--trace', 'every check with its outcome, and the values its expression worked with')
    .addOption(new Option('--format <format>', 'how to print').choices(['human', 'json']).default('human'))
    .action((action: string, options: EvalOptions) => {
      outcome.status = evaluate(action, options)
    })
}

function evaluate(id: string, options: EvalOptions): ExitStatus {
  const analysis = analyse(
    createNodeHost(openDirectory(options.project)),
    options.provenance === undefined ? {} : { provenance: options.provenance },
  )
  if (analysis.hasErrors) {
    const format = options.format === 'json' ? 'json' : 'human'
    const report = reportDiagnostics(analysis.diagnostics, analysis.sources, format, wantsColour(process.stderr))
    ;(format === 'json' ? out : err)(report.text)
    return EXIT.rejected
  }
  const action = findAction(analysis, id)
  const manifest = findManifest(analysis, id, options.manifest)
  const input = normalize(action.input, readJson(options.input, 'the input'))
  const claims = readJson(options.claims, 'the claims')
  const under = { permissions: manifest.permissions, purposes: analysis.program.purposes }
  const trace = traceDecision(action, under, input, claims, readContext(options.context))
  if (options.format === 'json') {
    outJson({ manifest: manifest.name, action: id, decision: trace.decision, ...(options.trace ? { checks: traceJson(trace) } : {}) })
  } else {
    if (options.trace) out(traceLines(trace))
    out(decisionLines(trace.decision))
  }
  return trace.decision.effect === 'deny' ? EXIT.rejected : EXIT.fine
}

function findAction({ program }: Analysis, id: string): Action {
  const action = program.actions.find((candidate) => candidate.id === id)
  if (action !== undefined) return action
  const ids = program.actions.map((known) => known.id)
  const near = nearMiss(id, ids)
  throw new UsageError(`there is no action \`${id}\``, near === undefined ? `the project has: ${ids.join(', ')}` : `did you mean ${near}?`)
}

function findManifest({ program }: Analysis, action: string, name: string | undefined): ManifestSource {
  const listing = program.manifests.filter(({ actions }) => actions.includes(action))
  const names = listing.map((manifest) => manifest.name).join(', ')
  if (name === undefined) {
    const [only] = listing
    if (only === undefined) throw new UsageError(`no manifest lists \`${action}\``, 'add it to the actions of a manifest')
    if (listing.length > 1) throw new UsageError(`several manifests list \`${action}\``, `choose one with -m: ${names}`)
    return only
  }
  const found = listing.find((manifest) => manifest.name === name)
  if (found === undefined) throw new UsageError(`\`${name}\` does not list \`${action}\``, names === '' ? undefined : `these do: ${names}`)
  return found
}

/** The file's form is flat, as in the conformance protocol: `now`, and the facts beside it. */
function readContext(path: string | undefined): unknown {
  if (path === undefined) return { now: '', facts: {} }
  const value = readJson(path, 'the context')
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new UsageError('the context is not an object')
  const { now, ...facts } = value as Record<string, unknown>
  return { now, facts }
}
