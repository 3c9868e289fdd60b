/**
 * What derives from the segments of one log: the tree, its tiles and bundles, the file of its checkpoint. Rebuilds the tree at the start, then follows the
 * writer. Blocks while it works, so it lives in the publishing thread; knows nothing of signing, threads or time.
 */
import { join } from 'node:path'
import { equalBytes } from '../../encoding/concat-bytes.ts'
import { FRAME_HEADER } from '../../worm/frame.ts'
import { TILE_WIDTH } from '../../worm/tile-path.ts'
import { writeDurably } from './durable-file.ts'
import { CHECKPOINT_FILE, FILES_AT_ONCE, isPublished, publishFiles } from './publisher.ts'
import { createSegmentFollower } from './segment-follower.ts'
import { LogDamagedError, recoverSegments } from './segments.ts'
import { createTileBuffer, type DerivedFile } from './tile-buffer.ts'

export interface DerivedTree {
  /** Entries that the segments held at the start. */
  readonly recovered: number
  /** Makes every tile and bundle of a tree of the first `size` entries durable and returns its root. The entries are durable already. */
  publishTiles(size: number): Uint8Array
  /** `note` is signed, and over a tree whose tiles are published. */
  publishCheckpoint(note: Uint8Array): void
  close(): void
}

/** What the last checkpoint says. */
export interface Published {
  readonly size: number
  readonly root: Uint8Array
}

/** Makes the segments sound, and holds the tree they give against the last checkpoint. Throws `LogDamagedError` and what the disk throws. */
export function openDerivedTree(folder: string, published: Published | undefined): DerivedTree {
  const tiles = createTileBuffer()
  const waiting: DerivedFile[] = []
  let different: LogDamagedError | undefined
  const recovered = recoverSegments(folder, published?.size ?? 0, ({ bytes, frames }) => {
    for (const { offset, payload } of frames) {
      const from = offset + FRAME_HEADER
      tiles.append(bytes, from, from + payload.length)
      if (tiles.size === published?.size && !equalBytes(tiles.root(), published.root)) {
        const message = `the segments do not give the root of the checkpoint of ${published.size} entries`
        throw new LogDamagedError(CHECKPOINT_FILE, 0, message)
      }
    }
    keepMissing(tiles.takeFull())
  })
  if (different !== undefined) throw different
  const follower = createSegmentFollower(folder, recovered)

  /** Of a whole log, only what must be written stays in memory. That a tile differs is told after the checkpoint was found right. */
  function keepMissing(files: readonly DerivedFile[]): void {
    for (const file of files) {
      try {
        if (!isPublished(folder, file)) waiting.push(file)
      } catch (error) {
        if (!(error instanceof LogDamagedError)) throw error
        different ??= error
      }
    }
  }

  function publishTiles(size: number): Uint8Array {
    follower.readTo(size, (block, from, to) => {
      tiles.append(block, from, to)
      if (tiles.size % TILE_WIDTH === 0) publishFull(FILES_AT_ONCE)
    })
    publishFull(1)
    publishFiles(folder, tiles.takePartial())
    return tiles.root()
  }

  /** Once so many wait, all of them: memory stays small however far the writer is ahead. */
  function publishFull(many: number): void {
    waiting.push(...tiles.takeFull())
    if (waiting.length >= many) publishFiles(folder, waiting.splice(0))
  }

  return {
    recovered,
    publishTiles,
    publishCheckpoint: (note) => writeDurably(join(folder, CHECKPOINT_FILE), note),
    close: () => follower.close(),
  }
}
