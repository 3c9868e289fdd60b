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
  query<K>(name: string, form?: QueryForm): Query<K>
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

/**
 * `nested`: answers of this kind wait for others of their kind; see `depth`. `group`: an answer asks many others of other kinds; while nothing that any of
 * them read has changed they are given again together, without asking each.
 */
export type QueryForm = 'single' | 'nested' | 'group'

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
  readonly kind: 'ask'
  value: unknown
  reads: Reads
  owned: readonly (Reads & { readonly owner: Owner })[]
  /** In the order in which they came. */
  events: readonly Event[]
  /** How many nested answers hang below each other here, this one included. */
  height: number
  mayBeKept: boolean
  /** Revisions. */
  askedIn: number
  computedIn: number
  /** The last one in which it is known to hold. */
  holdsIn: number
  /** Of a group that reports nothing, as of `holdsIn`. */
  summary: Summary | undefined
}

/** Everything that an answer and all it asked for rest on, and what they tell. */
interface Summary extends Reads {
  readonly owners: readonly Owner[]
  readonly asked: readonly Answer[]
  readonly notes: readonly Note[]
}

/** What was read, and beside each what it was. Lists, since every answer of a project goes through its own in every revision. */
interface Reads {
  readonly cells: readonly Cell[]
  readonly values: readonly unknown[]
}

type Event = { readonly kind: 'report'; readonly replay: (reporter: Reporter) => void } | Answer | Note

/** One for each name and value: telling twice is telling once. */
interface Note {
  readonly kind: 'note'
  readonly name: string
  readonly value: unknown
  /** The round in which it was told last. */
  toldIn: number
}

/** What is being computed. */
interface Frame {
  readonly reads: Map<Cell, unknown>
  readonly owned: Map<Owner, Map<Cell, unknown>>
  readonly events: Event[]
  readonly told: Set<Note>
  height: number
  mayBeKept: boolean
}

export function createQueries(): Queries {
  const kinds = new Map<string, Map<unknown, Answer>>()
  const inputs = new Map<string, { read: (key: never) => unknown; readonly cells: Map<unknown, SourceCell> }>()
  const listeners = new Map<string, (value: never) => void>()
  const notes = new Map<string, Map<unknown, Note>>()
  let sink: Reporter = { report: () => undefined }
  let revision = 0
  /** Begins with each revision, and again when somebody new listens. */
  let round = 0
  let firstRound = 0
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
    for (const part of answer.owned) {
      if (part.owner.changedIn > answer.holdsIn && !holds(part)) return false
    }
    if (!holds(answer.reads)) return false
    answer.holdsIn = revision
    return true
  }

  const holds = ({ cells, values }: Reads): boolean => {
    for (let index = 0; index < cells.length; index++) if (cells[index]!.current() !== values[index]) return false
    return true
  }

  /** Everything the answer once told is told again, in the order in which it was. */
  const replay = (answer: Answer): void => {
    answer.askedIn = revision
    for (const event of answer.events) {
      if (event.kind === 'report') event.replay(sink)
      else if (event.kind === 'note') tell(event)
      else if (event.askedIn !== revision) replay(event)
    }
  }

  const tell = (note: Note): void => {
    if (note.toldIn === round) return
    note.toldIn = round
    outside(() => listeners.get(note.name)?.(note.value as never))
  }

  const noteOf = (name: string, value: unknown): Note => {
    const ofName = notes.get(name) ?? new Map<unknown, Note>()
    notes.set(name, ofName)
    const known = ofName.get(value)
    if (known !== undefined) return known
    const note: Note = { kind: 'note', name, value, toldIn: NEVER }
    ofName.set(value, note)
    return note
  }

  const computeAnswer = (
    answer: Answer,
    compute: () => unknown,
    keep: Keep<unknown>,
    isNested: boolean,
    isFirst: boolean,
  ): void => {
    const own: Frame = { reads: new Map(), owned: new Map(), events: [], told: new Set(), height: 0, mayBeKept: true }
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
    answer.reads = readsOf(own.reads)
    answer.owned = [...own.owned].map(([owner, parts]) => ({ owner, ...readsOf(parts) }))
    answer.holdsIn = revision
    answer.computedIn = revision
    answer.events = own.events
    answer.height = own.height + (isNested ? 1 : 0)
    answer.mayBeKept = own.mayBeKept
    answer.askedIn = revision
  }

  const createAnswer = (): Answer => {
    const answer: Answer = {
      kind: 'ask',
      value: undefined,
      reads: { cells: [], values: [] },
      owned: [],
      events: [],
      height: 0,
      mayBeKept: false,
      askedIn: NEVER,
      computedIn: NEVER,
      holdsIn: NEVER,
      summary: undefined,
      // Nothing is computed in order to judge whether something else may be kept: what is computed, and when, is as if nothing had been kept.
      current: () => (answer.askedIn === revision || isUnchanged(answer) ? answer.value : STALE),
    }
    return answer
  }

  /** Whether a group is given again as a whole; what it asked for is then asked for as well. */
  const isGivenAgain = ({ summary, holdsIn }: Answer): boolean => {
    if (summary === undefined) return false
    for (const { changedIn } of summary.owners) if (changedIn > holdsIn) return false
    if (!holds(summary)) return false
    // Somebody else may have asked before, and from too deep.
    for (const { computedIn } of summary.asked) if (computedIn > holdsIn) return false
    for (const answer of summary.asked) {
      answer.askedIn = revision
      answer.holdsIn = revision
    }
    for (const note of summary.notes) tell(note)
    return true
  }

  const ask = (
    answers: Map<unknown, Answer>,
    form: QueryForm,
    key: unknown,
    compute: () => unknown,
    keep: Keep<unknown>,
  ): unknown => {
    const known = answers.get(key)
    const answer = known ?? createAnswer()
    if (known === undefined) answers.set(key, answer)
    if (answer.askedIn !== revision) {
      const mayHold = known !== undefined && depth + answer.height <= DEEPEST + 1
      if (!mayHold || !isGivenAgain(answer)) {
        if (mayHold && isUnchanged(answer)) replay(answer)
        else computeAnswer(answer, compute, keep, form === 'nested', known === undefined)
        if (form === 'group') answer.summary = summaryOf(answer)
      }
    }
    if (frame !== undefined) {
      if (!frame.reads.has(answer)) frame.events.push(answer)
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
      firstRound = ++round
    },
    end: () => {
      for (const answers of kinds.values()) {
        for (const [key, { askedIn }] of answers) if (askedIn !== revision) answers.delete(key)
      }
      for (const { cells } of inputs.values()) {
        for (const [key, { readIn }] of cells) if (readIn !== revision) cells.delete(key)
      }
      for (const ofName of notes.values()) {
        for (const [value, { toldIn }] of ofName) if (toldIn < firstRound) ofName.delete(value)
      }
    },
    query: <K>(name: string, form: QueryForm = 'single'): Query<K> => {
      const answers = kinds.get(name) ?? new Map<unknown, Answer>()
      kinds.set(name, answers)
      const query = <R>(key: K, compute: () => R, keep: Keep<R> = keepEqual): R =>
        ask(answers, form, key, compute, keep as Keep<unknown>) as R
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
      round++
      return (value) => {
        const note = noteOf(name, value)
        if (frame !== undefined && !frame.told.has(note)) {
          frame.told.add(note)
          frame.events.push(note)
        }
        tell(note)
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

/** Undefined where something is reported, which has its place among other reports, or must not be kept. */
function summaryOf(group: Answer): Summary | undefined {
  const owners = new Set<Owner>()
  const read = new Map<Cell, unknown>()
  const notes = new Set<Note>()
  const asked = new Set([group])
  // What is added while walking is walked as well.
  for (const answer of asked) {
    if (!answer.mayBeKept) return undefined
    for (const { owner } of answer.owned) owners.add(owner)
    for (const [index, cell] of answer.reads.cells.entries()) {
      if (!isAnswer(cell)) read.set(cell, answer.reads.values[index])
    }
    for (const event of answer.events) {
      if (event.kind === 'report') return undefined
      if (event.kind === 'note') notes.add(event)
      else asked.add(event)
    }
  }
  return { owners: [...owners], ...readsOf(read), asked: [...asked], notes: [...notes] }
}

function isAnswer(cell: Cell): cell is Answer {
  return 'kind' in cell
}

function readsOf(read: ReadonlyMap<Cell, unknown>): Reads {
  return { cells: [...read.keys()], values: [...read.values()] }
}

interface SourceCell extends Cell {
  readonly owner: Owner | undefined
  value: unknown
  readIn: number
  readonly read: () => unknown
}
