/**
 * What one changed file does to a log that has been verified whole, without verifying it whole again: the same checks, of the same code, on that file alone.
 * Sound because a file is one of three witnesses at most: with the two others as they were, what every entry and hash must be is settled as before.
 */
import { parseLeaf } from '../../worm/entry-leaf.ts'
import { parseTilePath } from '../../worm/tile-path.ts'
import { wholeBlob } from './blob-store.ts'
import { type LogFault, readOneSegment } from './log-sources.ts'
import { BLOB_FOLDER } from './log-writer.ts'
import { type SegmentFile, segmentFile } from './segments.ts'
import { checkBlob, checkFile, checkSegmentEntry } from './verify-files.ts'
import { byEntry, type Verification, type VerifyLogOptions, verifyWith } from './verify-log.ts'

export interface VerifiedLog {
  /**
   * The faults that a whole verification would report if this file, of that path in the log's folder, held these bytes. Undefined where one file cannot be
   * judged by itself, as the checkpoint and the key cannot: everything else is judged by them.
   */
  readonly faultsOf: (path: string, bytes: Uint8Array) => readonly LogFault[] | undefined
}

/** Throws unless the log verifies, with everything in it under its checkpoint: then all three witnesses agree. */
export function openVerifiedLog(folder: string, options: VerifyLogOptions): VerifiedLog {
  const whole = verifyWith(folder, options)
  const { report } = whole
  if (!report.ok || report.unpublished > 0)
    throw new Error(`the log does not verify: ${report.faults[0]?.message ?? `${report.unpublished} unpublished`}`)
  const blobs = entriesByBlob(whole)
  return {
    faultsOf(path, bytes) {
      const faults: LogFault[] = []
      const tile = parseTilePath(path)
      const segment = segmentFile(path)
      if (tile !== undefined) checkFile({ tile, path, bytes }, whole.settled, whole.segments, whole.levels, faults)
      else if (segment !== undefined && !segment.active) faults.push(...segmentFaults(segment, bytes, whole))
      else if (path.startsWith(`${BLOB_FOLDER}/`)) faults.push(...blobFaults(path, bytes, blobs))
      else return undefined
      const isShorter = segment !== undefined && faults.length === 0 && !sameLength(segment, bytes, whole)
      return isShorter ? undefined : byEntry(faults)
    },
  }
}

function segmentFaults(file: SegmentFile, bytes: Uint8Array, { settled }: Verification): readonly LogFault[] {
  const reading = readOneSegment(file, bytes, false)
  const faults = [...reading.faults]
  for (const [within, entry] of reading.entries.entries())
    if (entry !== undefined) checkSegmentEntry(file.firstSeq + within, entry, settled, faults)
  return faults
}

/** A sound segment of another length is a matter of its neighbours too. */
function sameLength(file: SegmentFile, bytes: Uint8Array, { segments }: Verification): boolean {
  const { entries } = readOneSegment(file, bytes, false)
  const paths = [file.firstSeq, file.firstSeq + entries.length - 1, file.firstSeq + entries.length].map(
    (seq) => segments.entries[seq]?.path === file.path,
  )
  return paths[0] === true && paths[1] === true && paths[2] === false
}

function blobFaults(
  path: string,
  bytes: Uint8Array,
  blobs: ReadonlyMap<string, readonly number[]>,
): readonly LogFault[] {
  const faults: LogFault[] = []
  const digest = path.slice(path.lastIndexOf('/') + 1)
  for (const seq of blobs.get(digest) ?? []) checkBlob(seq, digest, () => wholeBlob(digest, bytes), faults)
  return faults
}

function entriesByBlob({ settled }: Verification): ReadonlyMap<string, readonly number[]> {
  const blobs = new Map<string, number[]>()
  for (const [seq, bytes] of settled.entries.entries()) {
    const parsed = bytes === undefined ? undefined : parseLeaf(bytes, seq)
    const digest = parsed !== undefined && 'entry' in parsed ? parsed.entry.payload['blob_sha256'] : undefined
    if (typeof digest === 'string') blobs.set(digest, [...(blobs.get(digest) ?? []), seq])
  }
  return blobs
}
