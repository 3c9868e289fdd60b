/**
 * Flips of single bytes in the files of a sound log, judged one file at a time by the verifier's own code. What can only be judged with everything else, and
 * a sample of the rest, is judged by a whole verification from the disk, and both ways must say the same.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openVerifiedLog, type VerifiedLog } from '../../src/node/worm/verify-changed-file.ts'
import { verifyLog } from '../../src/node/worm/verify-log.ts'
import { parseEntryBundle } from '../../src/worm/entry-bundle.ts'
import { FRAME_HEADER, scanFrames } from '../../src/worm/frame.ts'
import { parseTilePath, TILE_WIDTH } from '../../src/worm/tile-path.ts'
import { flipByte, kindOfFile } from './log-tampering.ts'

export interface FlipSums {
  flips: number
  /** Of these, judged by a whole verification. */
  whole: number
  /** Of these, judged both ways, with the same faults found. */
  compared: number
}

export interface FlippedLog {
  readonly folder: string
  readonly verifierKey: string
  readonly verified: VerifiedLog
}

export function flippedLog(folder: string, verifierKey: string): FlippedLog {
  return { folder, verifierKey, verified: openVerifiedLog(folder, { verifierKey }) }
}

/** Flips the bytes of one file at these offsets. `compareEvery`: one flip in so many is judged both ways. Throws on the first flip that is not found, and named. */
export function flipBytes(
  log: FlippedLog,
  path: string,
  offsets: Iterable<number>,
  compareEvery: number,
  sums: FlipSums,
): void {
  const bytes = Buffer.from(readFileSync(join(log.folder, path)))
  const isKey = kindOfFile(path) === 'verifier key'
  const entryOf = entryAt(path, bytes)
  for (const at of offsets) {
    const mask = 1 << (at % 8)
    bytes[at]! ^= mask
    const alone = isKey ? undefined : log.verified.faultsOf(path, bytes)
    bytes[at]! ^= mask
    sums.flips += 1
    if (alone === undefined || sums.flips % compareEvery === 0) {
      const { undo } = flipByte(log.folder, path, (at + 0.5) / bytes.length, mask)
      // A key from elsewhere makes the one beside the log irrelevant, so that file is judged without one.
      const { faults } = verifyLog(log.folder, isKey ? {} : { verifierKey: log.verifierKey })
      undo()
      sums.whole += 1
      if (alone !== undefined) {
        assert.deepEqual(alone, faults, `${path}, byte ${at}: alone and whole`)
        sums.compared += 1
      }
      assertNamed(path, at, faults, entryOf(at))
    } else assertNamed(path, at, alone, entryOf(at))
  }
}

/**
 * A flipped key is found by the signature that it no longer verifies. Where bytes belong to an entry, it is that entry which is named, as a tile or a blob is by its path.
 */
function assertNamed(
  path: string,
  at: number,
  faults: readonly { readonly path: string; readonly entry?: number }[],
  entry: number | undefined,
): void {
  const named = faults.filter((fault) => fault.path === path || (path === 'vkey' && fault.path === 'checkpoint'))
  assert.ok(named.length > 0, `${path}, byte ${at}: ${JSON.stringify(faults)}`)
  if (entry !== undefined)
    assert.ok(
      named.some((fault) => fault.entry === entry),
      `${path}, byte ${at}, of entry ${entry}: ${JSON.stringify(faults)}`,
    )
}

/** Of the entry that a byte of a segment or bundle belongs to, its length included; undefined for other files. */
function entryAt(path: string, bytes: Uint8Array): (at: number) => number | undefined {
  const bounds: (readonly [end: number, seq: number])[] = []
  const kind = kindOfFile(path)
  if (kind === 'segment') {
    const first = Number(/[0-9]{16}/.exec(path)?.[0])
    for (const { seq, offset, payload } of scanFrames(bytes, first).frames)
      bounds.push([offset + FRAME_HEADER + payload.length, seq])
  } else if (kind.endsWith('bundle')) {
    const parsed = parseEntryBundle(bytes)
    assert.ok('entries' in parsed)
    const tile = parseTilePath(path)
    assert.ok(tile !== undefined)
    let end = 0
    for (const [n, entry] of parsed.entries.entries()) {
      end += 2 + entry.length
      bounds.push([end, tile.index * TILE_WIDTH + n])
    }
  }
  return (at) => bounds.find(([end]) => at < end)?.[1]
}
