/**
 * Verifies a log from its bytes alone: recomputes every hash, holds segments, bundles and tiles against the signed checkpoint and against each other, and
 * says which file, offset and entry is wrong. Reads only; trusts no index and no cache.
 */

import { toBase64 } from 'clawql-manifest-validator'
import { equalBytes } from '../../encoding/concat-bytes.ts'
import { type Checkpoint, openCheckpoint } from '../../worm/checkpoint.ts'
import type { TreeHash } from '../../worm/tree-hash.ts'
import { noteVerifier, parseVerifierKey } from '../../worm/verifier-key.ts'
import { COSIGNED_FILE, openCosigned, type WitnessPolicy } from './cosign-checkpoint.ts'
import { readIfPresent } from './durable-file.ts'
import { type LogFault, readSegments, readTileFiles, type SegmentReading } from './log-sources.ts'
import { platformTreeHash, verifyEd25519 } from './platform-hash.ts'
import { CHECKPOINT_FILE } from './publisher.ts'
import { type SettledLeaves, sameRoot, settleLeaves } from './settle-leaves.ts'
import { VERIFIER_KEY_FILE } from './tree-log.ts'
import { checkEntries, checkFiles, checkSegments, type LevelHashes, levelHashes } from './verify-files.ts'

export interface VerifyLogOptions {
  /** The log's verifier key, from anywhere but the log itself. */
  readonly verifierKey?: string
  /** A checkpoint of this log seen earlier (a signed note): the log must still begin with it. */
  readonly pinnedCheckpoint?: Uint8Array
  /** Who must have cosigned: the pinned checkpoint, or without one the log's own `checkpoint.cosigned`. */
  readonly witnesses?: WitnessPolicy
  /** True for a copy of what is published, checkpoint and tiles, without the writer's segments. */
  readonly publishedOnly?: boolean
  /** False for a log whose entries are not our envelopes. */
  readonly checkEntries?: boolean
}

export interface LogReport {
  readonly ok: boolean
  readonly origin: string
  /** Entries under the checkpoint. */
  readonly size: number
  /** Base64. */
  readonly root: string
  /** Durable entries that no checkpoint covers yet. */
  readonly unpublished: number
  readonly faults: readonly LogFault[]
  readonly notes: readonly string[]
  /** What a clean report does not say, because nothing was given to establish it with. */
  readonly notEstablished: readonly string[]
}

/** A log that is being written is read again when its checkpoint moved on meanwhile: what looked wrong may have been replaced in between. */
export function verifyLog(folder: string, options: VerifyLogOptions = {}): LogReport {
  for (let left = 5; ; left--) {
    const before = readIfPresent(folder, CHECKPOINT_FILE)
    const report = verifyOnce(folder, options)
    const after = readIfPresent(folder, CHECKPOINT_FILE)
    const moved = before !== undefined && after !== undefined && !equalBytes(before, after)
    if (report.ok || !moved || left === 0) return report
  }
}

function verifyOnce(folder: string, options: VerifyLogOptions): LogReport {
  return verifyWith(folder, options).report
}

/** What verification has worked out, for whoever asks on (`verify-changed-file.ts`). */
export interface Verification {
  readonly report: LogReport
  readonly settled: SettledLeaves
  readonly segments: SegmentReading
  readonly levels: LevelHashes
}

export function verifyWith(folder: string, options: VerifyLogOptions): Verification {
  const hash = platformTreeHash()
  const faults: LogFault[] = []
  const checkpoint = verifyCheckpoint(folder, options, faults)
  const segments = readSegments(folder)
  const { files, strangers } = readTileFiles(folder)
  const size = checkpoint?.size ?? segments.entries.length
  const settled = settleLeaves(size, checkpoint, segments, files, hash, faults)

  faults.push(...segments.faults)
  if (options.publishedOnly !== true) checkSegments(size, segments, settled, faults)
  const levels = levelHashes(settled, segments, hash)
  checkFiles(size, files, settled, segments, levels, faults)
  if (options.checkEntries !== false) checkEntries(folder, settled, segments, faults)
  const notes = [...segments.notes, ...strangers.map((path) => `${path}: not a file of the log`)]
  if (checkpoint !== undefined) checkPinned(folder, checkpoint, settled, options, hash, faults, notes)

  const report: LogReport = {
    ok: faults.length === 0,
    origin: checkpoint?.origin ?? '',
    size,
    root: checkpoint === undefined ? '' : toBase64(checkpoint.root),
    unpublished: Math.max(0, segments.entries.length - size),
    faults: byEntry(faults),
    notes,
    notEstablished: notEstablished(options),
  }
  return { report, settled, segments, levels }
}

export function byEntry(faults: readonly LogFault[]): readonly LogFault[] {
  return [...faults].sort((left, right) => (left.entry ?? -1) - (right.entry ?? -1))
}

function verifyCheckpoint(folder: string, options: VerifyLogOptions, faults: LogFault[]): Checkpoint | undefined {
  const given = options.verifierKey ?? lineOf(readIfPresent(folder, VERIFIER_KEY_FILE))
  const key = given === undefined ? undefined : parseVerifierKey(given)
  if (key === undefined) {
    faults.push({ where: 'key', path: VERIFIER_KEY_FILE, message: 'there is no readable verifier key' })
    return undefined
  }
  const bytes = readIfPresent(folder, CHECKPOINT_FILE)
  if (bytes === undefined) {
    faults.push({ where: 'checkpoint', path: CHECKPOINT_FILE, message: 'there is no checkpoint' })
    return undefined
  }
  const verifier = noteVerifier(key, verifyEd25519)
  const opened = openCheckpoint(bytes, [verifier], { origin: key.name, signedBy: verifier })
  if (opened.ok) return opened.checkpoint
  faults.push({ where: 'checkpoint', path: CHECKPOINT_FILE, message: opened.fault })
  return undefined
}

function checkPinned(
  folder: string,
  checkpoint: Checkpoint,
  settled: SettledLeaves,
  options: VerifyLogOptions,
  hash: TreeHash,
  faults: LogFault[],
  notes: string[],
): void {
  const { witnesses } = options
  const cosigned = witnesses === undefined ? undefined : readIfPresent(folder, COSIGNED_FILE)
  const pinned = options.pinnedCheckpoint ?? cosigned
  const name = options.pinnedCheckpoint === undefined ? 'cosigned' : 'pinned'
  const path = name === 'cosigned' ? COSIGNED_FILE : CHECKPOINT_FILE
  const report = (message: string) => faults.push({ where: 'checkpoint', path, message })
  if (pinned === undefined) {
    if (witnesses !== undefined) report('no witness has cosigned this log')
    return
  }
  const opened = openPinned(folder, pinned, checkpoint.origin, options)
  if (!opened.ok) report(`the ${name} checkpoint: ${opened.fault}`)
  else if (opened.checkpoint.size > checkpoint.size) {
    report(
      `the log was cut: a checkpoint of ${opened.checkpoint.size} entries is known, this one has ${checkpoint.size}`,
    )
  } else if (!sameRoot(settled.hashes, opened.checkpoint.size, opened.checkpoint.root, hash)) {
    report(`the log was rewritten within its first ${opened.checkpoint.size} entries`)
  } else notes.push(`it begins with the ${name} checkpoint of ${opened.checkpoint.size} entries`)
}

function openPinned(
  folder: string,
  bytes: Uint8Array,
  origin: string,
  options: VerifyLogOptions,
): ReturnType<typeof openCheckpoint> {
  if (options.witnesses !== undefined) return openCosigned(bytes, options.verifierKey ?? '', options.witnesses)
  const key = parseVerifierKey(options.verifierKey ?? lineOf(readIfPresent(folder, VERIFIER_KEY_FILE)) ?? '')
  return openCheckpoint(bytes, key === undefined ? [] : [noteVerifier(key, verifyEd25519)], { origin })
}

function notEstablished(options: VerifyLogOptions): readonly string[] {
  const missing: string[] = []
  if (options.verifierKey === undefined)
    missing.push('that the signing key is the log’s own: no verifier key was given')
  if (options.pinnedCheckpoint === undefined && options.witnesses === undefined)
    missing.push(
      'that nothing was cut or rewritten by whoever holds the key: no pinned or cosigned checkpoint was given',
    )
  return missing
}

/** The text of a file of one line, its newline taken off; undefined when it is anything else. */
function lineOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : /^([^\n]*)\n$/.exec(Buffer.from(bytes).toString('latin1'))?.[1]
}
