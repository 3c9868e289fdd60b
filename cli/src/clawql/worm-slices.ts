/** A part of the audit log that proves itself as a whole: `clawql worm prove --slice`, `check-slice`. The entries are lines, the proof is one file beside them. */
import { type LogSlice, proveSlice, verifySlice } from '@clawql/runtime/node'
import { fromBase64, toBase64 } from 'clawql-manifest-validator'
import type { Command } from 'commander'
import { EXIT, type ExitStatus, UsageError } from '../exit-status.ts'
import { readJson } from '../read-input.ts'
import { out } from '../terminal.ts'
import type { Finish } from './run-clawql.ts'
import { readGiven, verifierKey } from './verifier-key-option.ts'
import { numberOf, VKEY_OPTION, write } from './worm-options.ts'

/** Of what it holds, because the draft that it follows is not final. */
const FORMAT = 'clawql-log-slice/1'
const NEWLINE = 0x0a

export function addCheckSlice(worm: Command, finish: Finish): void {
  worm
    .command('check-slice')
    .argument('<proof>', 'what prove --slice wrote')
    .argument('<entries>', 'its entries: canonical JSON, one a line')
    .description('verify a part of a log without the log')
    .requiredOption(...VKEY_OPTION)
    .action((proof: string, entries: string, options: { readonly vkey: string }) =>
      finish(checkSlice(proof, entries, options.vkey)),
    )
}

export interface SliceFiles {
  /** Where the entries go. */
  readonly entry?: string
  readonly out?: string
}

/** `range` is `FIRST..END`, without the entry END itself. */
export function proveEntries(folder: string, range: string, key: string, files: SliceFiles): ExitStatus {
  const [, first = '', end = ''] = /^([0-9]+)\.\.([0-9]+)$/.exec(range) ?? []
  const bounds = [numberOf('the first entry of --slice FIRST..END', first), numberOf('END of --slice', end)] as const
  const { start, entries, hashes, checkpoint } = sliceOf(folder, ...bounds, key)
  if (files.entry !== undefined) write(linesOf(entries), files.entry)
  const proof = { format: FORMAT, start, end: bounds[1], hashes: hashes.map(toBase64), checkpoint }
  write(`${JSON.stringify(proof, null, 2)}\n`, files.out)
  return EXIT.fine
}

function sliceOf(folder: string, start: number, end: number, key: string): LogSlice {
  try {
    return proveSlice(folder, start, end, key)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new UsageError(
      error.message,
      `FIRST must be a multiple of a power of two that holds them all, as in ${wider(start, end)}`,
    )
  }
}

/** The smallest slice around it: one always is. */
function wider(start: number, end: number): string {
  let width = 1
  while (Math.floor(start / width) !== Math.floor((Math.max(end, start + 1) - 1) / width)) width *= 2
  const first = Math.floor(start / width) * width
  return `${first}..${Math.max(end, start + 1)}`
}

function linesOf(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.some((entry) => entry.includes(NEWLINE)))
    throw new UsageError('an entry of this log is no JSON in one line, so they cannot be written as lines')
  return Buffer.concat(entries.flatMap((entry) => [entry, Buffer.from([NEWLINE])]))
}

function checkSlice(proofPath: string, entriesPath: string, vkey: string): ExitStatus {
  const proof = readProof(proofPath)
  const entries = splitLines(readGiven(entriesPath))
  const checked = verifySlice({ ...proof, entries }, verifierKey(vkey))
  if (!checked.ok) {
    out(`it does not hold: ${checked.fault}\n`)
    return EXIT.propertyFailed
  }
  const { start, end, origin, size } = checked
  const which = end - start === 1 ? `entry ${start} is` : `entries ${start} to ${end - 1} are`
  out(`${which} under the checkpoint of ${size} entries of ${origin}\n`)
  return EXIT.fine
}

function readProof(path: string): Omit<LogSlice, 'entries'> {
  const value = readJson(path, 'the proof')
  const members = new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : [])
  const [start, hashes, checkpoint] = [members.get('start'), members.get('hashes'), members.get('checkpoint')]
  const isProof =
    members.get('format') === FORMAT &&
    typeof start === 'number' &&
    Number.isSafeInteger(start) &&
    typeof checkpoint === 'string' &&
    Array.isArray(hashes) &&
    hashes.every((hash) => typeof hash === 'string')
  if (!isProof) throw new UsageError(`${path} is no proof of a slice`)
  return { start, checkpoint, hashes: hashes.map((hash) => fromBase64(hash) ?? new Uint8Array()) }
}

/** The last line may lack its end. */
function splitLines(bytes: Buffer): readonly Uint8Array[] {
  const lines: Uint8Array[] = []
  for (let from = 0; from < bytes.length; ) {
    const found = bytes.indexOf(NEWLINE, from)
    const end = found < 0 ? bytes.length : found
    lines.push(bytes.subarray(from, end))
    from = end + 1
  }
  return lines
}
