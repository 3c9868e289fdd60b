/**
 * Keeps the derived index behind the log without slowing it: new entries are noted in memory and written in small portions now and then; whoever asks has
 * the rest written first. What was never noted, or no longer fits, is read from the segments, so a lost or lagging index costs time and nothing else. On a
 * full disk it gives its room back to the log.
 */
import { parseLeaf } from '../../worm/entry-leaf.ts'
import { FRAME_HEADER } from '../../worm/frame.ts'
import type { WormEntry, WormSubmission } from '../../worm/worm-entry.ts'
import { type IndexRow, type LogFilter, type LogIndex, openLogIndex, removeLogIndex } from './log-index.ts'
import { readEntryAt } from './read-segment.ts'
import { createSegmentFollower, type SegmentFollower } from './segment-follower.ts'
import { listSegments, visitSegments } from './segments.ts'
import type { EntryPlace } from './tree-log.ts'

export interface LazyIndex {
  /** Notes an entry that has just become durable. */
  note(keys: IndexKeys, place: EntryPlace): void
  /** Entries 0 to `size - 1` of the log, by the filter. */
  find(filter: LogFilter, size: number): readonly WormEntry[]
  close(): void
}

const EVERY_MS = 250
const QUIET_EVERY_MS = 25
/** Rows written at a time, which holds up appending for some milliseconds. */
const PORTION = 512
/** More new entries than this between two looks are a load that is not to be held up at all: the index waits until it ends, or until somebody asks. */
const LIGHT_LOAD = 256
/** More are not kept in memory, but read from the segments later. */
const MAX_NOTED = 65_536

export function openLazyIndex(folder: string): LazyIndex {
  let index = openLogIndex(folder)
  let noted: IndexRow[] = []
  let timer: NodeJS.Timeout | undefined
  let closed = false
  let newest = 0
  let newestBefore = 0
  let follower: SegmentFollower | undefined
  let failed = false

  function note(keys: IndexKeys, place: EntryPlace): void {
    newest = place.seq
    if (closed || failed) return
    if (place.seq === index.size + noted.length && noted.length < MAX_NOTED) noted.push(rowOf(keys, place))
    timer ??= setTimeout(writePortion, EVERY_MS).unref()
  }

  function writePortion(): void {
    timer = undefined
    const arrived = newest - newestBefore
    newestBefore = newest
    try {
      if (arrived <= LIGHT_LOAD) {
        if (noted.length > 0) index.add(noted.splice(0, PORTION))
        else readPortion()
      }
    } catch {
      giveUp()
      return
    }
    if (index.size <= newest) timer = setTimeout(writePortion, arrived === 0 ? QUIET_EVERY_MS : EVERY_MS).unref()
  }

  /** What was not noted, because too much came or the index was lost, is in the segments. */
  function readPortion(): void {
    if (follower?.next !== index.size) {
      follower?.close()
      follower = followFrom(folder, index.size)
    }
    const rows: IndexRow[] = []
    follower.readTo(Math.min(index.size + PORTION, newest + 1), (block, from, to, firstSeq, offset) => {
      const seq = index.size + rows.length
      rows.push(rowOf(indexKeys(entryOf(block.subarray(from, to), seq)), { seq, firstSeq, offset, length: to - from }))
    })
    index.add(rows)
  }

  function find(filter: LogFilter, upTo: number): readonly WormEntry[] {
    try {
      bringUp(upTo)
      return read(filter)
    } catch {
      // An index that points at anything but what was asked for is thrown away.
      try {
        begin()
        bringUp(upTo)
        return read(filter)
      } catch {
        giveUp()
        return readAll(filter, upTo)
      }
    }
  }

  /** A full disk, say: what the index took is worth more to the log. Whoever asks next tries again. */
  function giveUp(): void {
    noted = []
    failed = true
    const given = index
    index = NO_INDEX
    try {
      given.close()
      removeLogIndex(folder)
    } catch {
      // What cannot be removed either is worth nothing; whoever asks next begins another.
    }
  }

  /** Without an index; what then fails is damage to the log itself. */
  function readAll(filter: LogFilter, upTo: number): readonly WormEntry[] {
    const found: WormEntry[] = []
    visitSegments(
      folder,
      (frames) => {
        for (const { seq, payload } of frames) {
          const entry = seq < upTo ? entryOf(payload, seq) : undefined
          if (entry !== undefined && matches(entry, filter)) found.push(entry)
        }
      },
      0,
      upTo,
    )
    return filter.last === undefined ? found : found.slice(Math.max(0, found.length - filter.last))
  }

  function bringUp(upTo: number): void {
    failed = false
    if (index.size > upTo) begin()
    index.add(noted)
    noted = []
    if (index.size < upTo) addFromSegments(upTo)
  }

  function addFromSegments(upTo: number): void {
    visitSegments(
      folder,
      (frames, firstSeq) => {
        const missing = frames.filter(({ seq }) => seq >= index.size && seq < upTo)
        const rows = missing.map(({ seq, offset, payload }) => {
          const place = { seq, firstSeq, offset: offset + FRAME_HEADER, length: payload.length }
          return rowOf(indexKeys(entryOf(payload, seq)), place)
        })
        index.add(rows)
      },
      index.size,
      upTo,
    )
  }

  function begin(): void {
    noted = []
    index.close()
    index = openLogIndex(folder, { anew: true })
  }

  function read(filter: LogFilter): readonly WormEntry[] {
    return index.find(filter).map((place) => {
      const entry = entryOf(readEntryAt(folder, place), place.seq)
      if (!matches(entry, filter)) throw new Error(`the index is wrong about entry ${place.seq}`)
      return entry
    })
  }

  return {
    note,
    find,
    close() {
      closed = true
      clearTimeout(timer)
      follower?.close()
      index.close()
    },
  }
}

const NO_INDEX: LogIndex = {
  size: 0,
  add() {
    throw new Error('there is no index')
  },
  find: () => [],
  close: () => undefined,
}

/** Positioned at entry `seq`, somewhere in its segment. */
function followFrom(folder: string, seq: number): SegmentFollower {
  const segment = listSegments(folder).findLast(({ firstSeq }) => firstSeq <= seq)
  const follower = createSegmentFollower(folder, segment?.firstSeq ?? 0)
  follower.readTo(seq, () => undefined)
  return follower
}

/** Taken when the entry is, because its submitter may change the object afterwards. */
export type IndexKeys = Pick<IndexRow, 'correlationId' | 'sessionId' | 'agentId' | 'kind'>

export function indexKeys(entry: WormSubmission): IndexKeys {
  return {
    correlationId: entry.correlation_id,
    sessionId: entry.session_id,
    agentId: entry.agent_id,
    kind: entry.event_kind,
  }
}

function rowOf(keys: IndexKeys, { seq, firstSeq, offset, length }: EntryPlace): IndexRow {
  const { correlationId, sessionId, agentId, kind } = keys
  return { seq, correlationId, sessionId, agentId, kind, firstSeq, offset, length }
}

function entryOf(bytes: Uint8Array, seq: number): WormEntry {
  const parsed = parseLeaf(bytes, seq)
  if ('fault' in parsed) throw new Error(`entry ${seq} of the log: ${parsed.fault}`)
  return parsed.entry
}

export function matches(entry: WormEntry, filter: LogFilter): boolean {
  return (
    entry.worm_seq >= (filter.fromSeq ?? 0) &&
    (filter.correlationId ?? entry.correlation_id) === entry.correlation_id &&
    (filter.sessionId ?? entry.session_id) === entry.session_id &&
    (filter.agentId ?? entry.agent_id) === entry.agent_id &&
    (filter.kind ?? entry.event_kind) === entry.event_kind
  )
}
