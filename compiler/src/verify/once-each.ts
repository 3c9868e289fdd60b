/** A function of things that do not change, asked once about each object; what is no object costs less to ask about again. */

/** The answers live as long as the function: one that outlives its objects brings a WeakMap, which is slower. */
export function onceEach<T, R>(
  ask: (thing: T) => R,
  answers: { get(key: object): Answer<R> | undefined; set(key: object, answer: Answer<R>): unknown } = new Map(),
): (thing: T) => R {
  return (thing) => {
    if (typeof thing !== 'object' || thing === null) return ask(thing)
    const known = answers.get(thing)
    if (known !== undefined) return known.answer
    const answer = ask(thing)
    answers.set(thing, { answer })
    return answer
  }
}

interface Answer<R> {
  readonly answer: R
}
