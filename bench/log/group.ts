/** Group commit as anybody would write it: whoever calls within one turn of the event loop shares one write and one sync. */

export type Append = (n: number) => Promise<void>

/** `commit` makes the entries of one group durable before it returns. */
export function groupCommit(commit: (group: readonly number[]) => void): Append {
  let waiting: number[] = []
  let resolvers: (() => void)[] = []
  const run = () => {
    const group = waiting
    const done = resolvers
    waiting = []
    resolvers = []
    commit(group)
    for (const resolve of done) resolve()
  }
  return (n) =>
    new Promise((resolve) => {
      if (waiting.push(n) === 1) setImmediate(run)
      resolvers.push(resolve)
    })
}
