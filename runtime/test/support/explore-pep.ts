/**
 * Walks through the machine: every state within a bound, two actions side by side, or long random traces. Reports counts, and the path to the first state in
 * which a promise is broken. Used by CI with small bounds and by night with large ones.
 */
import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import {
  begin,
  brokenInvariants,
  keyOf,
  type Move,
  make,
  movesOf,
  type Scenario,
  type Spent,
  STAGE,
  UNBOUND,
  type World,
} from './pep-world.ts'

export const BASE: Scenario = {
  decision: STAGE,
  isRead: false,
  idempotent: false,
  reversible: false,
  retry: 'none',
  breaker: 'NOMINAL',
}
const ALLOW = { effect: 'allow' } as const

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'staged, irreversible': BASE,
  'staged, reversible, retried, idempotent': { ...BASE, reversible: true, retry: 'fixed', idempotent: true },
  'staged under Conservative': { ...BASE, breaker: 'CONSERVATIVE' },
  'direct, irreversible, retried': { ...BASE, decision: ALLOW, retry: 'fixed' },
  'direct, reversible': { ...BASE, decision: ALLOW, reversible: true },
  'promoted by Conservative': { ...BASE, decision: ALLOW, breaker: 'CONSERVATIVE' },
  'a read': { ...BASE, decision: ALLOW, isRead: true, retry: 'fixed' },
}

export interface Explored {
  readonly states: number
  readonly transitions: number
}

interface Reached<T> {
  readonly at: T
  readonly move: unknown
  readonly from: Reached<T> | undefined
}

/** Every state that is reached within the bound, to the last; or to `depth` moves. */
export function explore(scenario: Scenario, bound: Spent, depth: number = Number.POSITIVE_INFINITY): Explored {
  return explored(begin(scenario), depth, {
    movesOf: (world: World) => movesOf(world, bound),
    make,
    keyOf,
    brokenOf: brokenInvariants,
  })
}

interface Space<T, M> {
  readonly movesOf: (at: T) => readonly M[]
  readonly make: (at: T, move: M) => T
  readonly keyOf: (at: T) => string
  readonly brokenOf: (at: T) => readonly string[]
}

function explored<T, M>(start: T, most: number, space: Space<T, M>): Explored {
  let frontier: Reached<T>[] = [{ at: start, move: 'begin', from: undefined }]
  const seen = new Set<string>()
  let transitions = 0
  for (let depth = 0; depth < most && frontier.length > 0; depth++) {
    const next: Reached<T>[] = []
    for (const from of frontier) {
      for (const move of space.movesOf(from.at)) {
        const at = space.make(from.at, move)
        transitions += 1
        const broken = space.brokenOf(at)
        if (broken.length > 0) assert.fail(`${broken.join('; ')}\n${pathTo({ at, move, from })}`)
        const key = hash('sha1', space.keyOf(at), 'base64')
        if (seen.has(key)) continue
        seen.add(key)
        next.push({ at, move, from })
      }
    }
    frontier = next
  }
  return { states: seen.size, transitions }
}

function pathTo<T>(reached: Reached<T>): string {
  const path: string[] = []
  for (let here: Reached<T> | undefined = reached; here !== undefined; here = here.from)
    path.push(JSON.stringify(here.move))
  return path.reverse().join('\n')
}

/** Two actions of one process under one breaker: requested at any moment of the other's life, dying together. */
interface Pair {
  readonly first: World
  readonly second: World | undefined
}

type PairMove = { readonly who: 'first' | 'second' | 'both'; readonly move: Move } | { readonly who: 'request' }

export function explorePairs(first: Scenario, second: Scenario, bound: Spent, depth: number): Explored {
  const isShared = (move: Move) => move.move === 'crash' || move.move === 'breaker' || move.move === 'flush'
  const own = (who: 'first' | 'second', world: World): readonly PairMove[] =>
    movesOf(world, bound)
      .filter((move) => !isShared(move))
      .map((move) => ({ who, move }))
  return explored<Pair, PairMove>({ first: begin(first), second: undefined }, depth, {
    movesOf: (pair) => [
      ...own('first', pair.first),
      ...(pair.second === undefined ? [{ who: 'request' } as const] : own('second', pair.second)),
      ...movesOf(pair.first, bound)
        .filter(isShared)
        .map((move) => ({ who: 'both', move }) as const),
    ],
    make: (pair, asked) => {
      if (asked.who === 'request') return { ...pair, second: secondOf(pair.first, second) }
      if (asked.who !== 'both') return { ...pair, [asked.who]: make(pair[asked.who]!, asked.move) }
      return { first: make(pair.first, asked.move), second: pair.second && make(pair.second, asked.move) }
    },
    keyOf: ({ first: one, second: other }) => `${keyOf(one)}\n${other === undefined ? '' : keyOf(other)}`,
    brokenOf: ({ first: one, second: other }) => [
      ...brokenInvariants(one),
      ...(other === undefined ? [] : brokenInvariants(other)),
    ],
  })
}

/** Under the breaker as it is now; in a Blind nothing comes of the request, which is what `record` undefined says. */
function secondOf({ breaker, isFlushed, isBreakerHidden, spent }: World, scenario: Scenario): World {
  const world = begin({ ...scenario, breaker: breaker.state }, breaker)
  return {
    ...world,
    isFlushed,
    isBreakerHidden,
    spent,
    broken:
      breaker.state === 'BLIND' && world.record !== undefined && !scenario.isRead ? ['P4: a request in a Blind'] : [],
  }
}

/** Random orders, each of so many moves at most, by a generator of its own: the seed gives them all again. */
export function wander(
  traces: number,
  moves: number,
  seed: number,
): { readonly moves: number; readonly ended: number } {
  const random = mulberry32(seed)
  const scenarios = Object.values(SCENARIOS)
  let made = 0
  let ended = 0
  for (let trace = 0; trace < traces; trace++) {
    let world = begin(scenarios[trace % scenarios.length]!)
    const path: Move[] = []
    while (path.length < moves) {
      const possible = movesOf(world, UNBOUND)
      if (possible.length === 0) break
      const move = possible[Math.floor(random() * possible.length)]!
      path.push(move)
      world = make(world, move)
      const broken = brokenInvariants(world)
      if (broken.length > 0)
        assert.fail(
          `${broken.join('; ')}, seed ${seed}, trace ${trace}\n${path.map((one) => JSON.stringify(one)).join('\n')}`,
        )
      if (world.record?.phase === 'WORM_LOGGED' && world.record.owed.length === 0 && random() < 0.5) break
    }
    made += path.length
    if (world.record?.phase === 'WORM_LOGGED') ended += 1
  }
  return { moves: made, ended }
}

/** A small generator of good quality: the traces must be the same everywhere. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
