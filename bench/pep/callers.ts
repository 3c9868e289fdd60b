/** Many callers at once: each takes the next piece of work when its last one is answered. Gives throughput and how long single answers took. */

export interface Load {
  readonly perSecond: number
  /** Microseconds. */
  readonly p50: number
  readonly p99: number
}

/** `work(n)` does piece `n`; `pieces` of them are done by `callers` callers. */
export async function underLoad(pieces: number, callers: number, work: (n: number) => Promise<void>): Promise<Load> {
  const latencies = new Float64Array(pieces)
  let next = 0
  const call = async (): Promise<void> => {
    while (next < pieces) {
      const n = next++
      const started = performance.now()
      await work(n)
      latencies[n] = (performance.now() - started) * 1000
    }
  }
  const started = performance.now()
  await Promise.all(Array.from({ length: callers }, call))
  const elapsed = performance.now() - started
  latencies.sort()
  const at = (share: number): number => latencies[Math.floor((pieces - 1) * share)] ?? Number.NaN
  return { perSecond: (pieces / elapsed) * 1000, p50: at(0.5), p99: at(0.99) }
}

export function medianLoad(loads: readonly Load[]): Load {
  const sorted = [...loads].sort((left, right) => left.perSecond - right.perSecond)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? { perSecond: Number.NaN, p50: Number.NaN, p99: Number.NaN }
}
