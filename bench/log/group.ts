/** Group commit as anybody would write it: whoever calls while nothing is being committed, or while something is, shares the next write and sync. */

export type Append = (n: number) => Promise<unknown>

/** `commit` makes the entries of one group durable before it returns, or before what it returns resolves. */
export function groupCommit(commit: (group: readonly number[]) => unknown): Append {
  let waiting: number[] = []
  let resolvers: ((value: unknown) => void)[] = []
  let busy = false
  const run = () => {
    const group = waiting
    const done = resolvers
    waiting = []
    resolvers = []
    const finish = () => {
      busy = false
      for (const resolve of done) resolve(undefined)
      if (waiting.length > 0) begin()
    }
    const committed = commit(group)
    if (committed instanceof Promise) committed.then(finish)
    else finish()
  }
  const begin = () => {
    busy = true
    setImmediate(run)
  }
  return (n) =>
    new Promise((resolve) => {
      waiting.push(n)
      resolvers.push(resolve)
      if (!busy) begin()
    })
}
