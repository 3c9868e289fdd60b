/**
 * Measures several ways to do the same work in one process, interleaved, and gives medians with their spread. Every candidate runs in a loop compiled
 * for it alone, so that no two share an inline cache; a candidate that disagrees with the first is refused before anything is timed.
 */

export interface Candidate {
  readonly name: string
  /** Does the work once for the n-th input and returns something that must not be optimised away. */
  readonly run: (n: number) => unknown
}

export interface Measurement {
  readonly name: string
  /** Nanoseconds per call. */
  readonly median: number
  /** Half the distance between the quartiles, nanoseconds. */
  readonly spread: number
}

export interface MeasureOptions {
  readonly rounds?: number
  /** How long one round of one candidate takes, milliseconds. */
  readonly roundMs?: number
  /** How long each candidate runs before the first round, milliseconds: as long as it takes until its code is as fast as it gets. */
  readonly warmUpMs?: number
  /** Count what this thread had of the processor and not what passed: for work without waiting, other programs then cost no more than their cache. */
  readonly processorTime?: boolean
}

export function measure(candidates: readonly Candidate[], options: MeasureOptions = {}): readonly Measurement[] {
  const { rounds = 41, roundMs = 12, warmUpMs = 0, processorTime = false } = options
  const now = processorTime ? threadTime : process.hrtime.bigint
  const prepared = candidates.map(({ name, run }) => {
    const loop = compileLoop(run)
    for (const started = now(); msSince(started, now) < warmUpMs; ) loop(64)
    return { name, loop, count: calibrate(loop, roundMs, now), samples: [] as number[] }
  })
  for (let round = 0; round < rounds; round += 1) {
    for (const candidate of prepared) {
      const started = now()
      candidate.loop(candidate.count)
      candidate.samples.push(Number(now() - started) / candidate.count)
    }
  }
  return prepared.map(({ name, samples }) => {
    samples.sort((a, b) => a - b)
    const at = (share: number): number => samples[Math.floor((samples.length - 1) * share)] ?? Number.NaN
    return { name, median: at(0.5), spread: (at(0.75) - at(0.25)) / 2 }
  })
}

/** Nanoseconds. */
function threadTime(): bigint {
  const { user, system } = process.threadCpuUsage()
  return BigInt(user + system) * 1000n
}

type Loop = (count: number) => unknown

/** A fresh function object per candidate: V8 keeps separate feedback for each. */
function compileLoop(run: (n: number) => unknown): Loop {
  const make = new Function(
    'run',
    'return function loop(count) { let kept; for (let n = 0; n < count; n += 1) { const result = run(n); if (result !== kept) kept = result; } return kept }',
  ) as (run: (n: number) => unknown) => Loop
  return make(run)
}

type Clock = () => bigint

function msSince(started: bigint, now: Clock): number {
  return Number(now() - started) / 1e6
}

function calibrate(loop: Loop, roundMs: number, now: Clock): number {
  let count = 64
  for (;;) {
    const started = now()
    loop(count)
    const elapsed = msSince(started, now)
    if (elapsed >= roundMs / 4) return Math.max(1, Math.round((count * roundMs) / elapsed))
    count *= 4
  }
}

/** A table in Markdown: time, spread, and the ratio to the row named `base`. */
export function table(title: string, measurements: readonly Measurement[], base: string): string {
  const reference = measurements.find(({ name }) => name === base)?.median ?? Number.NaN
  const rows = measurements.map(
    ({ name, median, spread }) =>
      `| ${name} | ${duration(median)} | ± ${duration(spread)} | ${(median / reference).toFixed(2)} × |`,
  )
  return [`### ${title}`, '', `| | median | spread | ÷ ${base} |`, '|---|---:|---:|---:|', ...rows, ''].join('\n')
}

export function duration(nanoseconds: number): string {
  if (nanoseconds < 1000) return `${nanoseconds.toFixed(1)} ns`
  if (nanoseconds < 1e6) return `${(nanoseconds / 1e3).toFixed(2)} µs`
  return `${(nanoseconds / 1e6).toFixed(2)} ms`
}
