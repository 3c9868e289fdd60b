/** `clawql worm`: verifying and reading the audit log. Every command reads bytes; none of them needs the process that writes. Proofs are in `worm-proofs.ts`. */
import { setTimeout as wait } from 'node:timers/promises'
import { EVENT_KINDS } from '@clawql/runtime'
import { type LogFilter, type LogReport, readLog, verifyLog, type WitnessPolicy } from '@clawql/runtime/node'
import { canonicalize } from 'clawql-manifest-validator'
import type { Command } from 'commander'
import { EXIT, type ExitStatus, UsageError } from '../exit-status.ts'
import { err, out, outJson } from '../terminal.ts'
import { logFolder } from './data-folder.ts'
import { entryLine } from './print-entry.ts'
import type { Finish } from './run-clawql.ts'
import { collect, readGiven, verifierKey } from './verifier-key-option.ts'
import { type LogOptions, numberOf, OUT_OPTION, VKEY_OPTION, withLog, write } from './worm-options.ts'
import { addWormProofs } from './worm-proofs.ts'

interface VerifyOptions extends LogOptions {
  readonly json?: boolean
  readonly vkey?: string
  readonly pin?: string
  readonly published?: boolean
  readonly foreign?: boolean
  readonly witnessKey?: readonly string[]
  readonly threshold?: string
}

interface Filter extends LogOptions {
  readonly json?: boolean
  readonly action?: string
  readonly session?: string
  readonly agent?: string
  readonly kind?: string
  readonly from?: string
  readonly last?: string
}

const FOLLOW_EVERY_MS = 200
/** More tell a person nothing new. */
const MOST_FAULTS = 20

export function addWorm(program: Command, finish: Finish): void {
  const worm = program.command('worm').description('the append-only audit log')
  const verifying = 're-derive everything from the bytes; says which entry, tile or checkpoint is wrong'
  withLog(worm.command('verify').description(verifying))
    .option(...VKEY_OPTION)
    .option('--pin <file>', 'a checkpoint of this log seen earlier')
    .option('--witness-key <key>', 'a witness that must have cosigned; may be repeated', collect)
    .option('--threshold <count>', 'how many of them (default: all)')
    .option('--published', 'a copy of checkpoint and tiles alone, as mirrors have it')
    .option('--foreign', 'the entries are not ClawQL’s: any C2SP log of tiles')
    .option('--json', 'as JSON, with every fault')
    .action((options: VerifyOptions) => finish(verify(options)))
  withFilter(worm.command('query').description('entries by action, session, agent or kind'))
    .option('--json', 'as one JSON array')
    .action((options: Filter) => finish(query(options)))
  withFilter(worm.command('tail').description('the latest entries'))
    .option('-f, --follow', 'go on printing new ones')
    .option('--json', 'as JSON, one entry a line')
    .action(async (options: Filter & { readonly follow?: boolean }) => finish(await tail(options)))
  addWormProofs(worm, finish)
  withFilter(worm.command('export').description('entries as canonical JSON, one a line, for auditors'))
    .option(...OUT_OPTION)
    .action((options: Filter & { readonly out?: string }) => finish(exportEntries(options)))
}

function withFilter(command: Command): Command {
  return withLog(command)
    .option('--action <id>', 'one action’s whole life, by its instance id')
    .option('--session <id>', 'one session')
    .option('--agent <id>', 'one agent')
    .option('--kind <kind>', 'one kind of event, such as ACTION_DENIED')
    .option('--from <seq>', 'from this entry on')
    .option('-n, --last <count>', 'the latest so many')
}

function verify(options: VerifyOptions): ExitStatus {
  const report = verifyLog(logFolder(options), {
    ...(options.vkey === undefined ? {} : { verifierKey: verifierKey(options.vkey) }),
    ...(options.witnessKey === undefined ? {} : { witnesses: witnessesOf(options) }),
    ...(options.pin === undefined ? {} : { pinnedCheckpoint: readGiven(options.pin) }),
    publishedOnly: options.published === true,
    checkEntries: options.foreign !== true,
  })
  if (options.json === true) outJson(report)
  else printReport(report)
  return report.ok ? EXIT.fine : EXIT.propertyFailed
}

function witnessesOf({ vkey, witnessKey = [], threshold }: VerifyOptions): WitnessPolicy {
  if (vkey === undefined) throw new UsageError('--witness-key needs the log’s own --vkey')
  const needed = threshold === undefined ? witnessKey.length : numberOf('--threshold', threshold)
  if (needed < 1 || needed > witnessKey.length) {
    throw new UsageError(`--threshold must be from 1 to ${witnessKey.length}, the number of witness keys`)
  }
  return { verifierKeys: witnessKey.map(verifierKey), threshold: needed }
}

function printReport(report: LogReport): void {
  for (const { path, offset, entry, where, message } of report.faults.slice(0, MOST_FAULTS)) {
    const place = [
      path,
      ...(offset === undefined ? [] : [`offset ${offset}`]),
      ...(entry === undefined ? [] : [`entry ${entry}`]),
    ].join(', ')
    out(`wrong ${where}: ${place}: ${message}\n`)
  }
  const left = report.faults.length - MOST_FAULTS
  if (left > 0) out(`and ${left} more; --json has them all\n`)
  for (const note of report.notes) out(`note: ${note}\n`)
  for (const missing of report.notEstablished) out(`not established: ${missing}\n`)
  const more = report.unpublished === 0 ? '' : `, and ${report.unpublished} more that no checkpoint covers yet`
  out(
    report.ok
      ? `${report.origin}: ${report.size} entries under root ${report.root} are as they were written${more}\n`
      : `${report.origin || 'the log'} does not verify: ${report.faults.length} ${report.faults.length === 1 ? 'place' : 'places'}\n`,
  )
}

function query(options: Filter): ExitStatus {
  const entries = readLog(logFolder(options), filterOf(options))
  if (options.json === true) outJson(entries)
  else for (const entry of entries) out(`${entryLine(entry)}\n`)
  if (entries.length === 0 && options.json !== true) err('no entry fits\n')
  return EXIT.fine
}

async function tail(options: Filter & { readonly follow?: boolean }): Promise<ExitStatus> {
  const folder = logFolder(options)
  const print = (entry: ReturnType<typeof readLog>[number]) =>
    out(options.json === true ? `${JSON.stringify(entry)}\n` : `${entryLine(entry)}\n`)
  const filter = filterOf({ last: '10', ...options })
  const shown = readLog(folder, filter)
  shown.forEach(print)
  let next = (shown.at(-1)?.worm_seq ?? -1) + 1
  const { last: _, ...later } = filter
  while (options.follow === true) {
    await wait(FOLLOW_EVERY_MS)
    for (const entry of readLog(folder, { ...later, fromSeq: next })) {
      print(entry)
      next = entry.worm_seq + 1
    }
  }
  return EXIT.fine
}

function exportEntries(options: Filter & { readonly out?: string }): ExitStatus {
  const entries = readLog(logFolder(options), filterOf(options))
  write(entries.map((entry) => `${canonicalize(entry)}\n`).join(''), options.out, `${entries.length} entries to `)
  return EXIT.fine
}

function filterOf(options: Filter): LogFilter {
  if (options.kind !== undefined) demandKind(options.kind)
  return {
    ...(options.action === undefined ? {} : { correlationId: options.action }),
    ...(options.session === undefined ? {} : { sessionId: options.session }),
    ...(options.agent === undefined ? {} : { agentId: options.agent }),
    ...(options.kind === undefined ? {} : { kind: options.kind }),
    ...(options.from === undefined ? {} : { fromSeq: numberOf('--from', options.from) }),
    ...(options.last === undefined ? {} : { last: numberOf('--last', options.last) }),
  }
}

/** A kind of a deployment's own may be anything that begins with `x-`. */
function demandKind(kind: string): void {
  if (kind.startsWith('x-') || EVENT_KINDS.some((known) => known.kind === kind)) return
  const words = kind.toUpperCase().split(/[^A-Z]+/)
  const near = EVENT_KINDS.filter((known) => known.kind.split('_').some((word) => words.includes(word)))
  throw new UsageError(
    `the log has no event kind ${kind}`,
    near.length === 0
      ? 'docs/reference/event-kinds.md lists them all; a deployment’s own begin with x-'
      : `there are ${near.map((known) => known.kind).join(', ')}`,
  )
}
