/** `clawql worm`: verifying, reading and proving the audit log. Every command reads bytes; none of them needs the process that writes. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import {
  cosignCheckpoint,
  type LogFilter,
  type LogReport,
  proveConsistency,
  proveEntry,
  readLog,
  verifyLog,
  verifyTlogProof,
  type WitnessPolicy,
} from '@clawql/runtime/node'
import { canonicalize, toBase64 } from 'clawql-manifest-validator'
import type { Command } from 'commander'
import { EXIT, type ExitStatus, UsageError } from '../exit-status.ts'
import { err, out, outJson } from '../terminal.ts'
import { DATA_OPTION, logFolder } from './data-folder.ts'
import { entryLine } from './print-entry.ts'
import type { Finish } from './run-clawql.ts'
import { collect, readGiven, verifierKey } from './verifier-key-option.ts'

interface Common {
  readonly data: string
  readonly log?: string
  readonly json?: boolean
}

interface VerifyOptions extends Common {
  readonly vkey?: string
  readonly pin?: string
  readonly witnessKey: readonly string[]
  readonly threshold?: string
}

interface ProveOptions extends Common {
  readonly vkey?: string
  readonly out?: string
  readonly fromSize?: string
  readonly toSize?: string
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
    .option('--witness-key <key>', 'a witness that must have cosigned; may be repeated', collect, [])
    .option('--threshold <count>', 'how many of them (default: all)')
    .action((options: VerifyOptions) => finish(verify(options)))
  withFilter(worm.command('query').description('entries by action, session, agent or kind')).action((options: Filter) =>
    finish(query(options)),
  )
  withFilter(worm.command('tail').description('the latest entries'))
    .option('-f, --follow', 'go on printing new ones')
    .action(async (options: Filter & { readonly follow?: boolean }) => finish(await tail(options)))
  withLog(
    worm
      .command('prove')
      .argument('[seq]', 'the entry’s number')
      .description('a C2SP tlog-proof of one entry, or that the log of one size begins the log of another'),
  )
    .option('--from-size <size>', 'the smaller size, for a consistency proof')
    .option('--to-size <size>', 'the larger size (default: that of the checkpoint)')
    .option('--vkey <key>', 'the log’s verifier key, or a file that holds it')
    .option('-o, --out <file>', 'where to write it (default: standard output)')
    .action((seq: string | undefined, options: ProveOptions) => finish(prove(seq, options)))
  worm
    .command('check-proof')
    .argument('<proof>', 'a .tlog-proof file')
    .argument('<entry>', 'a file with the entry’s bytes: its canonical JSON, without a newline')
    .description('verify a proof without the log')
    .requiredOption('--vkey <key>', 'the log’s verifier key, or a file that holds it')
    .action((proof: string, entry: string, options: { readonly vkey: string }) =>
      finish(checkProof(proof, entry, options.vkey)),
    )
  withLog(worm.command('cosign').description('have a witness cosign the checkpoint now'))
    .requiredOption('--witness <url>', 'where the witness answers')
    .requiredOption('--witness-key <key>', 'its verifier key, or a file that holds it')
    .option('--vkey <key>', 'the log’s verifier key, or a file that holds it')
    .action(
      async (options: Common & { readonly witness: string; readonly witnessKey: string; readonly vkey?: string }) => {
        const folder = logFolder(options)
        const witness = { url: options.witness, verifierKey: verifierKey(options.witnessKey) }
        const size = await cosignCheckpoint(folder, ownKey(folder, options.vkey), [witness])
        out(`cosigned: ${size} entries\n`)
        finish(EXIT.fine)
      },
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

function verify(options: VerifyOptions): ExitStatus {
  const report = verifyLog(logFolder(options), {
    ...(options.vkey === undefined ? {} : { verifierKey: verifierKey(options.vkey) }),
    ...(options.witnessKey.length === 0 ? {} : { witnesses: witnessesOf(options) }),
    ...(options.pin === undefined ? {} : { pinnedCheckpoint: readGiven(options.pin) }),
  })
  if (options.json === true) outJson(report)
  else printReport(report)
  return report.ok ? EXIT.fine : EXIT.propertyFailed
}

function witnessesOf({ vkey, witnessKey, threshold }: VerifyOptions): WitnessPolicy {
  if (vkey === undefined) throw new UsageError('--witness-key needs the log’s own --vkey')
  const needed = threshold === undefined ? witnessKey.length : numberOf('--threshold', threshold)
  if (needed < 1 || needed > witnessKey.length) {
    throw new UsageError(`--threshold must be from 1 to ${witnessKey.length}, the number of witness keys`)
  }
  return { verifierKeys: witnessKey.map(verifierKey), threshold: needed }
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

function prove(seq: string | undefined, options: ProveOptions): ExitStatus {
  const folder = logFolder(options)
  const key = ownKey(folder, options.vkey)
  if (options.fromSize !== undefined) return proveSizes(folder, key, options)
  if (seq === undefined) throw new UsageError('name an entry, or two sizes with --from-size and --to-size')
  const { entry, proof } = proveEntry(folder, numberOf('the entry', seq), key)
  if (options.json === true) outJson({ entry: Buffer.from(entry).toString('utf8'), proof })
  else write(proof, options.out)
  return EXIT.fine
}

function proveSizes(folder: string, key: string, options: ProveOptions): ExitStatus {
  const from = numberOf('--from-size', options.fromSize ?? '')
  const { to, roots, proof } = proveConsistency(folder, from, sizeOf(options.toSize), key)
  const hashes = proof.map(toBase64)
  if (options.json === true) outJson({ from, to, from_root: toBase64(roots[0]), to_root: toBase64(roots[1]), hashes })
  else write(`${hashes.map((hash) => `${hash}\n`).join('')}`, options.out)
  if (options.json !== true)
    err(`the log of ${from} entries (root ${toBase64(roots[0])}) begins that of ${to} (root ${toBase64(roots[1])})\n`)
  return EXIT.fine
}

function sizeOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : numberOf('--to-size', text)
}

function checkProof(proof: string, entry: string, vkey: string): ExitStatus {
  const result = verifyTlogProof(readGiven(proof).toString('utf8'), readGiven(entry), verifierKey(vkey))
  if (!result.ok) {
    out(`the proof does not hold: ${result.fault}\n`)
    return EXIT.propertyFailed
  }
  out(`entry ${result.index} is under the checkpoint of ${result.size} entries of ${result.origin}\n`)
  return EXIT.fine
}

function ownKey(folder: string, given: string | undefined): string {
  return given === undefined ? readGiven(join(folder, 'vkey')).toString('utf8').trim() : verifierKey(given)
}

function write(text: string, path: string | undefined): void {
  if (path === undefined) {
    out(text)
    return
  }
  writeFileSync(path, text)
  err(`wrote ${path}\n`)
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
