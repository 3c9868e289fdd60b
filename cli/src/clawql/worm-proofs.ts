/** Proofs out of the audit log, and their checking without it: `clawql worm prove`, `check-proof`, `check-consistency`, `cosign`. Of slices: `worm-slices.ts`. */
import { checkConsistency, cosignCheckpoint, proveConsistency, proveEntry, verifyTlogProof } from '@clawql/runtime/node'
import { toBase64 } from 'clawql-manifest-validator'
import type { Command } from 'commander'
import { EXIT, type ExitStatus, UsageError } from '../exit-status.ts'
import { err, out, outJson } from '../terminal.ts'
import { logFolder } from './data-folder.ts'
import type { Finish } from './run-clawql.ts'
import { readGiven, verifierKey } from './verifier-key-option.ts'
import { type LogOptions, numberOf, OUT_OPTION, ownKey, VKEY_OPTION, withLog, write } from './worm-options.ts'
import { addCheckSlice, proveEntries } from './worm-slices.ts'

interface ProveOptions extends LogOptions {
  readonly json?: boolean
  readonly vkey?: string
  readonly out?: string
  readonly entry?: string
  readonly slice?: string
  readonly fromSize?: string
  readonly toSize?: string
}

interface CosignOptions extends LogOptions {
  readonly witness: string
  readonly witnessKey: string
  readonly vkey?: string
}

export function addWormProofs(worm: Command, finish: Finish): void {
  withLog(worm.command('prove'))
    .argument('[seq]', 'the entry’s number')
    .description(
      'a C2SP tlog-proof of one entry, a proof of many at once, or that the log of one size begins that of another',
    )
    .option('--entry <file>', 'write the entry, or the entries, there, for whoever checks the proof')
    .option(
      '--slice <first..end>',
      'entries from FIRST up to END, without END; FIRST a multiple of a power of two that holds them',
    )
    .option('--from-size <size>', 'the smaller size, for a consistency proof')
    .option('--to-size <size>', 'the larger size (default: that of the checkpoint)')
    .option(...VKEY_OPTION)
    .option(...OUT_OPTION)
    .option('--json', 'as JSON')
    .action((seq: string | undefined, options: ProveOptions) => finish(prove(seq, options)))
  worm
    .command('check-proof')
    .argument('<proof>', 'a .tlog-proof file')
    .argument('<entry>', 'a file with the entry: its canonical JSON')
    .description('verify the proof of an entry without the log')
    .requiredOption(...VKEY_OPTION)
    .action((proof: string, entry: string, options: { readonly vkey: string }) =>
      finish(checkProof(proof, entry, options.vkey)),
    )
  worm
    .command('check-consistency')
    .argument('<older>', 'a checkpoint')
    .argument('<newer>', 'a checkpoint of the same log, seen later')
    .argument('<proof>', 'what prove --from-size --to-size wrote')
    .description('verify without the log that nothing was taken back between two checkpoints')
    .requiredOption(...VKEY_OPTION)
    .action((older: string, newer: string, proof: string, options: { readonly vkey: string }) =>
      finish(checkSizes(older, newer, proof, options.vkey)),
    )
  addCheckSlice(worm, finish)
  withLog(worm.command('cosign').description('have a witness cosign the checkpoint now'))
    .requiredOption('--witness <url>', 'where the witness answers')
    .requiredOption('--witness-key <key>', 'its verifier key, or a file that holds it')
    .option(...VKEY_OPTION)
    .action(async (options: CosignOptions) => {
      const folder = logFolder(options)
      const witness = { url: options.witness, verifierKey: verifierKey(options.witnessKey) }
      const size = await cosignCheckpoint(folder, ownKey(folder, options.vkey), [witness])
      out(`cosigned: ${size} entries\n`)
      finish(EXIT.fine)
    })
}

function prove(seq: string | undefined, options: ProveOptions): ExitStatus {
  if ([seq, options.fromSize, options.slice].filter((one) => one !== undefined).length !== 1)
    throw new UsageError('name an entry, entries with --slice, or two sizes with --from-size and --to-size')
  const folder = logFolder(options)
  const key = ownKey(folder, options.vkey)
  if (options.slice !== undefined) return proveEntries(folder, options.slice, key, options)
  if (seq === undefined) return proveSizes(folder, key, options)
  const { entry, proof } = proveEntry(folder, numberOf('the entry', seq), key)
  if (options.entry !== undefined) write(entry, options.entry)
  if (options.json === true) outJson({ entry: Buffer.from(entry).toString('utf8'), proof })
  else write(proof, options.out)
  return EXIT.fine
}

function proveSizes(folder: string, key: string, options: ProveOptions): ExitStatus {
  const from = numberOf('--from-size', options.fromSize ?? '')
  const given = options.toSize === undefined ? undefined : numberOf('--to-size', options.toSize)
  if (given !== undefined && given < from)
    throw new UsageError(`--to-size ${given} is smaller than --from-size ${from}`)
  const { to, roots, proof } = proveConsistency(folder, from, given, key)
  const hashes = proof.map(toBase64)
  if (options.json === true) {
    outJson({ from, to, from_root: toBase64(roots[0]), to_root: toBase64(roots[1]), hashes })
    return EXIT.fine
  }
  write(`${hashes.map((hash) => `${hash}\n`).join('')}`, options.out)
  err(`the log of ${from} entries (root ${toBase64(roots[0])}) begins that of ${to} (root ${toBase64(roots[1])})\n`)
  return EXIT.fine
}

function checkProof(proof: string, entry: string, vkey: string): ExitStatus {
  const result = verifyTlogProof(readGiven(proof).toString('utf8'), withoutNewline(readGiven(entry)), verifierKey(vkey))
  if (!result.ok) return refused(result.fault)
  out(`entry ${result.index} is under the checkpoint of ${result.size} entries of ${result.origin}\n`)
  return EXIT.fine
}

function checkSizes(older: string, newer: string, proof: string, vkey: string): ExitStatus {
  const hashes = readGiven(proof).toString('utf8')
  const result = checkConsistency(readGiven(older), readGiven(newer), hashes, verifierKey(vkey))
  if (!result.ok) return refused(result.fault)
  out(`the first ${result.from} of the ${result.to} entries of ${result.origin} are as they were\n`)
  return EXIT.fine
}

function refused(fault: string): ExitStatus {
  out(`it does not hold: ${fault}\n`)
  return EXIT.propertyFailed
}

/** Canonical JSON ends in no newline; a line of an export, or a file somebody edited, does. */
function withoutNewline(bytes: Buffer): Buffer {
  return bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes
}
