/**
 * `clawqlc eval ACTION`: one decision by the reference interpreter, with `--trace` check by check. A denial ends with status 2: the input was
 * rejected.
 */
import { normalize, traceDecision } from '@clawql/compiler'
import { type Command, Option } from 'commander'
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
import { readJson } from '../read-input.ts'
import type { Outcome } from '../run-clawqlc.ts'
import { out, outJson } from '../terminal.ts'
import { decisionLine, traceJson, traceLines } from './eval/trace-text.ts'

interface EvalOptions extends ProjectOptions {
  readonly input: string
  readonly claims: string
  readonly context?: string
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
    .addOption(manifestOption())
    .addOption(projectOption())
    .addOption(provenanceOption())
    .option('--trace', 'every check with its outcome, and the values its expression worked with')
    .addOption(new Option('--format <format>', 'how to print').choices(['human', 'json']).default('human'))
    .action((action: string, options: EvalOptions) => {
      outcome.status = evaluate(action, options)
    })
}

function evaluate(id: string, options: EvalOptions): ExitStatus {
  const given = [options.input, options.claims, options.context]
  if (given.filter((path) => path === '-').length > 1) throw new UsageError('standard input can be read only once')
  const analysis = analyseProject(options, options.format)
  if (analysis === undefined) return EXIT.rejected
  const action = findAction(analysis, id)
  const manifest = findManifest(analysis, id, options.manifest)
  const input = normalize(action.input, readJson(options.input, 'the input'))
  const claims = readJson(options.claims, 'the claims')
  const under = { permissions: manifest.permissions, purposes: analysis.program.purposes }
  const trace = traceDecision(action, under, input, claims, readContext(options.context))
  const { decision } = trace
  if (options.format === 'json') {
    outJson({ manifest: manifest.name, action: id, decision, ...(options.trace ? traceJson(trace, action) : {}) })
  } else {
    if (options.trace) out(traceLines(trace, action))
    out(decisionLine(decision))
  }
  return decision.effect === 'deny' ? EXIT.rejected : EXIT.fine
}

/** The file's form is flat, as in the conformance protocol: `now`, and the facts beside it. */
function readContext(path: string | undefined): unknown {
  if (path === undefined) return { now: '', facts: {} }
  const value = readJson(path, 'the context')
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new UsageError(`the context (\`${path}\`) is not an object`)
  }
  const { now, ...facts } = value as Record<string, unknown>
  return { now, facts }
}
