/** Cases from several sources, each made only when it is asked for: fair turns, and a cut. */

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

/** At most `count` items, asking for no more. */
export function firstOf<T>(items: Iterable<T>, count: number): T[] {
  const first: T[] = []
  if (count <= 0) return first
  for (const item of items) {
    first.push(item)
    if (first.length >= count) break
  }
  return first
}
