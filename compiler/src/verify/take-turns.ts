/** Cases from several sources: fair turns, each made only when it is asked for, a cut, and an even choice. */

/** One item of each source in turn until all are used up, so that a cut anywhere leaves something of each. */
export function* takeTurns<T>(sources: readonly Iterable<T>[]): Generator<T> {
  let iterators = sources.map((source) => source[Symbol.iterator]())
  while (iterators.length > 0) {
    const remaining: Iterator<T>[] = []
    for (const iterator of iterators) {
      const next = iterator.next()
      if (next.done === true) continue
      yield next.value
      remaining.push(iterator)
    }
    iterators = remaining
  }
}

/** At most `count` items, asking for no more, and without ending the iterator. */
export function firstOf<T>(items: Iterable<T>, count: number): T[] {
  const iterator = items[Symbol.iterator]()
  const first: T[] = []
  while (first.length < count) {
    const next = iterator.next()
    if (next.done === true) break
    first.push(next.value)
  }
  return first
}

/** At most `most` of them, evenly from all there are. */
export function spread<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all
  return Array.from({ length: most }, (_, index) => all[Math.floor((index * all.length) / most)]!)
}
