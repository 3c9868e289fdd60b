/**
 * A small deterministic source of choices, so that two builds of the same program try the same cases. Not for secrets; it knows no clock and no
 * entropy.
 */

export interface Random {
  /** A whole number from 0 to `bound` − 1; `bound` is at least 1. */
  below(bound: number): number
}

/** Mulberry32: 32 bits of state, good enough spread for test cases. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return { below: (bound) => Math.floor(next() * bound) }
}

/** A seed of its own for a named thing, so that adding an action changes no other action's samples. FNV-1a over the code units. */
export function seedFor(seed: number, name: string): number {
  let hash = (seed ^ 0x811c9dc5) >>> 0
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193) >>> 0
  return hash
}

/** One of the items (which may be undefined); there must be at least one. */
export function pick<T>(random: Random, items: readonly T[]): T {
  if (items.length === 0) throw new Error('internal error: a choice among nothing')
  return items[random.below(items.length)] as T
}

/** True once in `times` on average. */
export function oneIn(random: Random, times: number): boolean {
  return random.below(times) === 0
}
