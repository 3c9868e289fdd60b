/** `clawql worm`: verifying, reading and proving the audit log. Every command reads bytes; none of them needs the process that writes. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type LogFilter, type LogReport, proveEntry, readLog, verifyLog } from '@clawql/runtime/node'
import { canonicalize } from 'clawql-manifest-validator'
import type { Command } from 'commander'
import { EXIT, type ExitStatus, UsageError } from '../exit-status.ts'
import { err, out, outJson } from '../terminal.ts'
import { DATA_OPTION, logFolder } from './data-folder.ts'
import { entryLine } from './print-entry.ts'
import type { Finish } from './run-clawql.ts'

interface Common {
  readonly data: string
  readonly log?: string
  readonly json?: boolean
}

interface Filter extends Common {
  readonly action?: string
  readonly session?: string
  readonly agent?: string
  readonly kind?: string
  readonly from?: string
  readonly last?: string
}

const FOLLOW_EVERY_MS = 200

export function addWorm(program: Command, finish: Finish): void {
  const worm = program.command('worm').description('the append-only audit log')
  withLog(
    worm
      .command('verify')
      .description('re-derive everything from the bytes; says which entry, tile or checkpoint is wrong'),
  )
    .option('--vkey <key>', 'the log’s verifier key, or a file that holds it')
    .option('--pin <file>', 'a checkpoint of this log seen earlier')
    .action((options: Common & { readonly vkey?: string; readonly pin?: string }) => finish(verify(options)))
  withFilter(worm.command('query').description('entries by action, session, agent or kind')).action((options: Filter) =>
    finish(query(options)),
  )
  withFilter(worm.command('tail').description('the latest entries'))
    .option('-f, --follow', 'go on printing new ones')
    .action(async (options: Filter & { readonly follow?: boolean }) => finish(await tail(options)))
  withLog(worm.command('prove').argument('<seq>', 'the entry’s number').description('a C2SP tlog-proof of one entry'))
    .option('--vkey <key>', 'the log’s verifier key, or a file that holds it')
    .option('-o, --out <file>', 'where to write it (default: standard output)')
    .action((seq: string, options: Common & { readonly vkey?: string; readonly out?: string }) =>
      finish(prove(seq, options)),
    )
  withFilter(worm.command('export').description('entries as canonical JSON, one a line, for auditors'))
    .option('-o, --out <file>', 'where to write them (default: standard output)')
    .action((options: Filter & { readonly out?: string }) => finish(exportEntries(options)))
}

function withLog(command: Command): Command {
  return command
    .option(...DATA_OPTION)
    .option('--log <dir>', 'the log itself, wherever it lies')
    .option('--json', 'as JSON')
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

function verify(options: Common & { readonly vkey?: string; readonly pin?: string }): ExitStatus {
  const report = verifyLog(logFolder(options), {
    ...(options.vkey === undefined ? {} : { verifierKey: keyText(options.vkey) }),
    ...(options.pin === undefined ? {} : { pinnedCheckpoint: readGiven(options.pin) }),
  })
  if (options.json === true) outJson(report)
  else printReport(report)
  return report.ok ? EXIT.fine : EXIT.propertyFailed
}

function printReport(report: LogReport): void {
  for (const { path, offset, entry, where, message } of report.faults) {
    const place = [
      path,
      ...(offset === undefined ? [] : [`offset ${offset}`]),
      ...(entry === undefined ? [] : [`entry ${entry}`]),
    ].join(', ')
    out(`wrong ${where}: ${place}: ${message}\n`)
  }
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

function prove(seq: string, options: Common & { readonly vkey?: string; readonly out?: string }): ExitStatus {
  const folder = logFolder(options)
  const verifierKey =
    options.vkey === undefined ? readGiven(join(folder, 'vkey')).toString('utf8').trim() : keyText(options.vkey)
  const { entry, proof } = proveEntry(folder, numberOf('the entry', seq), verifierKey)
  if (options.json === true) outJson({ entry: Buffer.from(entry).toString('utf8'), proof })
  else if (options.out === undefined) out(proof)
  else {
    writeFileSync(options.out, proof)
    err(`wrote ${options.out}\n`)
  }
  return EXIT.fine
}

function exportEntries(options: Filter & { readonly out?: string }): ExitStatus {
  const entries = readLog(logFolder(options), filterOf(options))
  const text = entries.map((entry) => `${canonicalize(entry)}\n`).join('')
  if (options.out === undefined) out(text)
  else {
    writeFileSync(options.out, text)
    err(`wrote ${entries.length} entries to ${options.out}\n`)
  }
  return EXIT.fine
}

function filterOf(options: Filter): LogFilter {
  return {
    ...(options.action === undefined ? {} : { correlationId: options.action }),
    ...(options.session === undefined ? {} : { sessionId: options.session }),
    ...(options.agent === undefined ? {} : { agentId: options.agent }),
    ...(options.kind === undefined ? {} : { kind: options.kind }),
    ...(options.from === undefined ? {} : { fromSeq: numberOf('--from', options.from) }),
    ...(options.last === undefined ? {} : { last: numberOf('--last', options.last) }),
  }
}

function numberOf(name: string, text: string): number {
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text))
    throw new UsageError(`${name} must be a number, not ${JSON.stringify(text)}`)
  return Number(text)
}

function keyText(given: string): string {
  return /^[^+\s]+\+[0-9a-f]{8}\+/.test(given) ? given : readGiven(given).toString('utf8').trim()
}

function readGiven(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
