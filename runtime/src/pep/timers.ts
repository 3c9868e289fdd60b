/** The timers of one enforcement point: each can be called off by itself, and all of them at once when it stops. */
import type { Clock } from './ports.ts'

export interface Timers {
  /** Returns the way to call it off. */
  after(ms: number, run: () => void): () => void
  stop(): void
}

export function createTimers(clock: Clock): Timers {
  const running = new Set<() => void>()

  function after(ms: number, run: () => void): () => void {
    const cancel = clock.after(ms, () => {
      running.delete(cancel)
      run()
    })
    running.add(cancel)
    return () => {
      running.delete(cancel)
      cancel()
    }
  }

  function stop(): void {
    for (const cancel of running) cancel()
    running.clear()
  }

  return { after, stop }
}
