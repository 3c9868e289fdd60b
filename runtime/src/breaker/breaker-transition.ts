/**
 * Which record may follow which (D4). A reader need not see every write, so the question is whether a path of legal writes, one version each, leads from the
 * one it knows to the one it finds. Whether a breakout was really authorised is asked elsewhere.
 */
import type { CircuitBreakerState } from './breaker-state.ts'

/** What is wrong with `to` as a later record than `from`, whose version is lower; undefined where nothing is. */
export function transitionFault(from: CircuitBreakerState, to: CircuitBreakerState): string | undefined {
  if (to.writer_epoch < from.writer_epoch) return `writer_epoch ${to.writer_epoch} after ${from.writer_epoch}`
  if (to.last_blind_version < from.last_blind_version) return 'a Blind is forgotten'
  const isNewBlind = to.last_blind_version > from.last_blind_version
  if (isNewBlind && to.last_blind_version <= from.version) return 'a Blind began before this was read'
  if (!isNewBlind && from.flushed_at !== null && to.flushed_at !== from.flushed_at) return 'flushed_at changed'
  // Whoever takes over may write what holds once more, under the new epoch.
  const mayStay = to.writer_epoch > from.writer_epoch
  const reached = isNewBlind
    ? walk(
        beginBlind(from, to.last_blind_version - from.version, mayStay),
        to.version - to.last_blind_version,
        STEPS,
        mayStay,
      )
    : walk(new Set([nodeOf(from)]), to.version - from.version, STEPS, mayStay)
  return reached.has(nodeOf(to))
    ? undefined
    : `${from.state} at ${from.version} does not lead to ${to.state} at ${to.version}`
}

type Node = 'nominal' | 'conservative' | 'flushing' | 'blind'

/** The writes that begin no Blind: recovery, the flush, the breakout. */
const STEPS: Readonly<Record<Node, readonly Node[]>> = {
  nominal: ['conservative'],
  conservative: ['nominal'],
  flushing: ['blind'],
  blind: ['nominal'],
}
const ALL_STEPS: Readonly<Record<Node, readonly Node[]>> = {
  ...STEPS,
  nominal: ['conservative', 'flushing'],
  conservative: ['nominal', 'flushing'],
}

function nodeOf({ state, flushed_at: flushedAt }: CircuitBreakerState): Node {
  if (state === 'BLIND') return flushedAt === null ? 'flushing' : 'blind'
  return state === 'NOMINAL' ? 'nominal' : 'conservative'
}

/** Where one can be after exactly so many writes, the last of which began a Blind. */
function beginBlind(from: CircuitBreakerState, writes: number, mayStay: boolean): ReadonlySet<Node> {
  const before = walk(new Set([nodeOf(from)]), writes - 1, ALL_STEPS, mayStay)
  return before.has('nominal') || before.has('conservative') ? new Set<Node>(['flushing']) : new Set()
}

/** So many writes go round every loop of the relation; of more, only whether they are odd matters. */
const ENOUGH = 12

function walk(
  start: ReadonlySet<Node>,
  writes: number,
  steps: Readonly<Record<Node, readonly Node[]>>,
  mayStay: boolean,
): ReadonlySet<Node> {
  let reached = start
  const count = writes <= ENOUGH ? writes : ENOUGH + (writes % 2)
  for (let write = 0; write < count; write++) {
    reached = new Set([...reached].flatMap((node) => (mayStay ? [node, ...steps[node]] : steps[node])))
  }
  return reached
}
