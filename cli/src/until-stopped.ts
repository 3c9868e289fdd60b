/** Waits for the signal that ends a serving process, or for the process itself to want to end. */
export interface Stop {
  readonly reached: Promise<void>
  now(): void
}

export function untilStopped(): Stop {
  let now: () => void = () => undefined
  const reached = new Promise<void>((resolve) => {
    const keepAlive = setInterval(() => undefined, 1 << 30)
    now = () => {
      clearInterval(keepAlive)
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, now)
  })
  return { reached, now: () => now() }
}
