/**
 * Work that is kept from one edit to the next: every answer remembers what it read, what it asked and what it reported, and is given again as long as
 * all it read is still the same. Knows nothing of the language; `docs/decisions/incremental.md` says why it is built this way.
 */
import type { CatalogueEntry, DiagnosticExtras, Reporter } from '../diagnostics/diagnostic.ts'
import type { Location } from '../source/span.ts'
import { keepEqual } from './keep-equal.ts'

/** One kind of question, answered once per key and revision: computed, or taken from before where nothing it read has changed. */
export interface Query<K> {
  <R>(key: K, compute: () => R, keep?: Keep<R>): R
  /** Keys asked for in this revision, by whomever. */
  asked(): Iterable<K>
}

/** Chooses between the answer of before and the new one; whoever gave the same answer as before wakes nobody who read it. */
export type Keep<R> = (before: R, now: R) => R

export interface Queries {
  /** Passes reports on to the revision's reporter and keeps them with the answer being computed. */
  readonly reporter: Reporter
  /** Begins a revision: everything is asked anew, and answered from what is kept where that still holds. */
  begin(reporter: Reporter): void
  /** Ends it: what nobody asked for is forgotten. */
  end(): void
  /** `isNested`: answers of this kind wait for others of their kind; see `depth`. */
  query<K>(name: string, isNested?: boolean): Query<K>
  /** Something outside, read by whatever is computed; it does not change within a revision once it was read. */
  input<K, V>(name: string, read: (key: K) => V): (key: K) => V
  /** The same for one value, without a name: the place it is kept in is the function returned. It changes only when its `owner` does. */
  source<V>(owner: Owner, read: () => V): () => V
  /** Something whose parts are sources. */
  owner(): Owner
  /** Tells `hear` something now, and again in each revision that takes the answer from before. The same thing may be told once or often. */
  note<V>(name: string, hear: (value: V) => void): (value: V) => void
  /** The answer being computed, and those that wait for it, hold for this revision alone. */
  refuseToKeep(): void
  /** How many nested answers are being computed. */
  readonly depth: number
}

/** As long as it has not changed, none of its sources is asked. */
export interface Owner {
  /** A revision. */
  readonly changedIn: number
  /** Something of it may be otherwise from now on, in this revision. */
  change(): void
}

/** At most so many nested answers wait for each other; one that is taken from before counts as deep as it was when it was computed. */
export const DEEPEST = 64

interface Cell {
  /** What it is now; `STALE` where that is not known without computing it. */
  current(): unknown
}

const STALE: unique symbol = Symbol('stale')
const NEVER = -1

interface Answer extends Cell {
  value: unknown
  reads: ReadonlyMap<Cell, unknown>
  owned: ReadonlyMap<Owner, ReadonlyMap<Cell, unknown>>
  events: readonly Event[]
  /** How many nested answers hang below each other here, this one included. */
  height: number
  mayBeKept: boolean
  /** Revisions. */
  askedIn: number
  /** The last one in which it is known to hold. */
  holdsIn: number
}

type Event =
  | { readonly kind: 'report'; readonly replay: (reporter: Reporter) => void }
  | { readonly kind: 'ask'; readonly answer: Answer }
  | { readonly kind: 'note'; readonly name: string; readonly value: unknown }

/** What is being computed. */
interface Frame {
  readonly reads: Map<Cell, unknown>
  readonly owned: Map<Owner, Map<Cell, unknown>>
  readonly events: Event[]
  readonly told: Map<string, Set<unknown>>
  height: number
  mayBeKept: boolean
}

export function createQueries(): Queries {
  const kinds = new Map<string, Map<unknown, Answer>>()
  const inputs = new Map<string, { read: (key: never) => unknown; readonly cells: Map<unknown, SourceCell> }>()
  const listeners = new Map<string, (value: never) => void>()
  let sink: Reporter = { report: () => undefined }
  let revision = 0
  let depth = 0
  let frame: Frame | undefined

  const valueNow = (cell: SourceCell): unknown => {
    if (cell.readIn === revision) return cell.value
    const now = outside(cell.read)
    cell.value = cell.readIn === NEVER ? now : keepEqual(cell.value, now)
    cell.readIn = revision
    return cell.value
  }

  const readNow = (cell: SourceCell): unknown => {
    const value = valueNow(cell)
    if (frame === undefined) return value
    if (cell.owner === undefined) frame.reads.set(cell, value)
    else {
      const parts = frame.owned.get(cell.owner)
      if (parts === undefined) frame.owned.set(cell.owner, new Map([[cell, value]]))
      else parts.set(cell, value)
    }
    return value
  }

  const createCell = (read: () => unknown, owner?: Owner): SourceCell => {
    const cell: SourceCell = {
      value: undefined,
      readIn: NEVER,
      read,
      owner,
      current: () => valueNow(cell),
    }
    return cell
  }

  /** Without the frame: what is done here belongs to nobody's answer. */
  const outside = <R>(work: () => R): R => {
    const inner = frame
    frame = undefined
    try {
      return work()
    } finally {
      frame = inner
    }
  }

  const isUnchanged = (answer: Answer): boolean => {
    if (answer.holdsIn === revision) return true
    if (!answer.mayBeKept) return false
    for (const [owner, parts] of answer.owned) {
      if (owner.changedIn > answer.holdsIn && !holds(parts)) return false
    }
    if (!holds(answer.reads)) return false
    answer.holdsIn = revision
    return true
  }

  const holds = (reads: Answer['reads']): boolean => {
    for (const [cell, value] of reads) if (cell.current() !== value) return false
    return true
  }

  /** Everything the answer once told is told again, in the order in which it was. */
  const replay = (answer: Answer): void => {
    answer.askedIn = revision
    for (const event of answer.events) {
      if (event.kind === 'report') event.replay(sink)
      else if (event.kind === 'note') tell(event.name, event.value)
      else if (event.answer.askedIn !== revision) replay(event.answer)
    }
  }

  const tell = (name: string, value: unknown): void => outside(() => listeners.get(name)?.(value as never))

  const computeAnswer = (
    answer: Answer,
    compute: () => unknown,
    keep: Keep<unknown>,
    isNested: boolean,
    isFirst: boolean,
  ): void => {
    const own: Frame = { reads: new Map(), owned: new Map(), events: [], told: new Map(), height: 0, mayBeKept: true }
    const outer = frame
    frame = own
    if (isNested) depth++
    try {
      const now = compute()
      answer.value = isFirst ? now : keep(answer.value, now)
    } finally {
      frame = outer
      if (isNested) depth--
    }
    answer.reads = own.reads
    answer.owned = own.owned
    answer.holdsIn = revision
    answer.events = own.events
    answer.height = own.height + (isNested ? 1 : 0)
    answer.mayBeKept = own.mayBeKept
    answer.askedIn = revision
  }

  const createAnswer = (): Answer => {
    const answer: Answer = {
      value: undefined,
      reads: new Map(),
      owned: new Map(),
      events: [],
      height: 0,
      mayBeKept: false,
      askedIn: NEVER,
      holdsIn: NEVER,
      // Nothing is computed in order to judge whether something else may be kept: what is computed, and when, is as if nothing had been kept.
      current: () => (answer.askedIn === revision || isUnchanged(answer) ? answer.value : STALE),
    }
    return answer
  }

  const ask = (
    answers: Map<unknown, Answer>,
    isNested: boolean,
    key: unknown,
    compute: () => unknown,
    keep: Keep<unknown>,
  ): unknown => {
    const known = answers.get(key)
    const answer = known ?? createAnswer()
    if (known === undefined) answers.set(key, answer)
    if (answer.askedIn !== revision) {
      if (known !== undefined && depth + answer.height <= DEEPEST + 1 && isUnchanged(answer)) replay(answer)
      else computeAnswer(answer, compute, keep, isNested, known === undefined)
    }
    if (frame !== undefined) {
      if (!frame.reads.has(answer)) frame.events.push({ kind: 'ask', answer })
      frame.reads.set(answer, answer.value)
      frame.height = Math.max(frame.height, answer.height)
      if (!answer.mayBeKept) frame.mayBeKept = false
    }
    return answer.value
  }

  return {
    reporter: {
      report<P>(entry: CatalogueEntry<P>, location: Location, parameters: P, extras?: DiagnosticExtras): void {
        const replayReport = (reporter: Reporter): void => reporter.report(entry, location, parameters, extras)
        frame?.events.push({ kind: 'report', replay: replayReport })
        replayReport(sink)
      },
    },
    begin: (reporter) => {
      sink = reporter
      revision++
    },
    end: () => {
      for (const answers of kinds.values()) {
        for (const [key, { askedIn }] of answers) if (askedIn !== revision) answers.delete(key)
      }
      for (const { cells } of inputs.values()) {
        for (const [key, { readIn }] of cells) if (readIn !== revision) cells.delete(key)
      }
    },
    query: <K>(name: string, isNested = false): Query<K> => {
      const answers = kinds.get(name) ?? new Map<unknown, Answer>()
      kinds.set(name, answers)
      const query = <R>(key: K, compute: () => R, keep: Keep<R> = keepEqual): R =>
        ask(answers, isNested, key, compute, keep as Keep<unknown>) as R
      return Object.assign(query, {
        asked: () => [...answers].filter(([, { askedIn }]) => askedIn === revision).map(([key]) => key as K),
      })
    },
    input: <K, V>(name: string, read: (key: K) => V): ((key: K) => V) => {
      const known = inputs.get(name)
      const entry = known ?? { read, cells: new Map<unknown, SourceCell>() }
      entry.read = read
      if (known === undefined) inputs.set(name, entry)
      return (key) => {
        if (frame === undefined) return read(key)
        const found = entry.cells.get(key)
        const cell = found ?? createCell(() => entry.read(key as never))
        if (found === undefined) entry.cells.set(key, cell)
        return readNow(cell) as V
      }
    },
    owner: () => {
      let changedIn = revision
      return {
        get changedIn() {
          return changedIn
        },
        change: () => {
          changedIn = revision
        },
      }
    },
    source: <V>(owner: Owner, read: () => V): (() => V) => {
      const cell = createCell(read, owner)
      return () => (frame === undefined ? read() : (readNow(cell) as V))
    },
    note: <V>(name: string, hear: (value: V) => void): ((value: V) => void) => {
      listeners.set(name, hear)
      return (value) => {
        if (frame !== undefined) {
          const told = frame.told.get(name) ?? new Set()
          frame.told.set(name, told)
          // Telling twice is telling once.
          if (told.has(value)) return
          told.add(value)
          frame.events.push({ kind: 'note', name, value })
        }
        tell(name, value)
      }
    },
    refuseToKeep: () => {
      if (frame !== undefined) frame.mayBeKept = false
    },
    get depth() {
      return depth
    },
  }
}

interface SourceCell extends Cell {
  readonly owner: Owner | undefined
  value: unknown
  readIn: number
  readonly read: () => unknown
}
