/**
 * `bench/store`: the engines of an embedded store at this product's use of it: one read per request, a few synced swaps per action, a second process that
 * must see a write at once, a writer that dies. And the breaker check as the enforcement point makes it, parsing and all.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BREAKER_KEY, BREAKER_REFRESH_KEY } from '@clawql/runtime'
import { openEmbeddedStore } from '@clawql/runtime/node'
import { duration } from '../measure.ts'
import { breakerOf } from '../pep/assemble.ts'
import { ENGINES, type Engine, type EngineName, openEngine } from './engines.ts'

const ROUNDS = 9
const READS = 4_000
const SWAPS = 100
const LOOKS = 500
const KILLS = 10
/** As long as a record of an action. */
const VALUE = 'v'.repeat(1800)

/** Returns the tables as Markdown. */
export async function benchStore(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'clawql-bench-'))
  try {
    const sections = [engineTable(folder), await processTable(folder), await breakerTable(folder)]
    return sections.join('\n')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function engineTable(folder: string): string {
  const engines = ENGINES.map((name) => ({ name, engine: openEngine(name, pathOf(folder, name, 'speed')) }))
  const samples = ENGINES.map(() => ({ read: [] as number[], one: [] as number[], many: [] as number[] }))
  for (const { engine } of engines) for (let n = 0; n < 200; n++) swapOne(engine, `warm/${n}`)
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, { engine }] of engines.entries()) {
      samples[at]!.read.push(worked(READS, () => engine.get('warm/7')))
      samples[at]!.one.push(timed(SWAPS, (n) => swapOne(engine, `warm/${n}`)))
      samples[at]!.many.push(timed(SWAPS / 4, () => swapMany(engine)) / 64)
    }
  }
  for (const { engine } of engines) engine.close()
  return table(
    'One process',
    ['read a key, processor', 'swap a key, synced', 'a swap among 64 in one transaction'],
    engines.map(({ name }, at) => [name, ...Object.values(samples[at]!).map((values) => duration(median(values)))]),
  )
}

function swapOne(engine: Engine, key: string): void {
  const [revision] = engine.swap([{ key, expected: engine.get(key)?.revision ?? 0, value: VALUE }])
  if (revision === undefined) throw new Error('nobody else writes here')
}

function swapMany(engine: Engine): void {
  const keys = Array.from({ length: 64 }, (_, n) => `warm/${n}`)
  engine.swap(keys.map((key) => ({ key, expected: engine.get(key)?.revision ?? 0, value: VALUE })))
}

async function processTable(folder: string): Promise<string> {
  const rows: string[][] = []
  for (const name of ENGINES) {
    const { stale, worst } = await lookAcross(name, pathOf(folder, name, 'look'))
    const { lost, acknowledged } = await killWriters(name, pathOf(folder, name, 'kill'))
    rows.push([name, `${stale} of ${LOOKS}`, String(worst), `${lost} of ${acknowledged}, ${KILLS} kills`])
  }
  return table(
    'Two processes',
    ['reads that missed a finished write', 'writes behind at most', 'acknowledged writes lost'],
    rows,
  )
}

/** Another process says that it has written n; what does this one read at that moment? */
async function lookAcross(name: EngineName, path: string): Promise<{ readonly stale: number; readonly worst: number }> {
  const engine = openEngine(name, path)
  const writer = startWriter(name, path)
  await once(writer, 'message')
  let stale = 0
  let worst = 0
  for (let look = 0; look < LOOKS; look++) {
    writer.send('write')
    const [written] = (await once(writer, 'message')) as [number]
    const behind = written - Number(engine.get('seen')?.value ?? 0)
    if (behind > 0) stale += 1
    worst = Math.max(worst, behind)
  }
  await end(writer)
  await engine.close()
  return { stale, worst }
}

/** SIGKILL shows what a crash of the process loses, not what a power failure does. */
async function killWriters(
  name: EngineName,
  path: string,
): Promise<{ readonly lost: number; readonly acknowledged: number }> {
  let lost = 0
  let acknowledged = 0
  for (let kill = 0; kill < KILLS; kill++) {
    const writer = startWriter(name, path, 'always')
    let last = 0
    writer.on('message', (message) => {
      if (typeof message === 'number') last = message
    })
    await once(writer, 'message')
    await new Promise((resolve) => setTimeout(resolve, 20 + kill * 7))
    await end(writer)
    const engine = openEngine(name, path)
    const found = Number(engine.get('seen')?.value ?? 0)
    await engine.close()
    lost += Math.max(0, last - found)
    acknowledged = last
  }
  return { lost, acknowledged }
}

function startWriter(name: EngineName, path: string, ...more: readonly string[]): ChildProcess {
  return fork(join(import.meta.dirname, 'writer.ts'), [name, path, ...more], {
    execArgv: ['--conditions=source', '--disable-warning=ExperimentalWarning'],
  })
}

async function end(writer: ChildProcess): Promise<void> {
  const closed = once(writer, 'exit')
  writer.kill('SIGKILL')
  await closed
}

/** Over the store that is built in, with a record and a living Watchdog’s refresh beside it. */
async function breakerTable(folder: string): Promise<string> {
  const store = openEmbeddedStore(join(folder, 'breaker', 'state.sqlite'))
  const state = {
    version: 1,
    state: 'NOMINAL',
    last_transition_at: 0,
    last_valid_seq: 0,
    requires_breakout: false,
    flushed_at: null,
    writer_epoch: 1,
    last_blind_version: 0,
    breakout_entry: null,
  }
  await store.compareAndSet(BREAKER_KEY, 0, JSON.stringify(state))
  await store.compareAndSet(BREAKER_REFRESH_KEY, 0, '{"writer_epoch":1,"refresh_seq":1}')
  const reader = breakerOf(store)
  const uncached: number[] = []
  const recent: number[] = []
  for (let round = 0; round < ROUNDS * 3; round++) {
    const started = process.cpuUsage()
    for (let n = 0; n < READS; n++) await reader.read()
    uncached.push(perCall(process.cpuUsage(started), READS))
    recent.push(worked(READS * 10, () => reader.recent()))
  }
  store.close()
  return table(
    'The breaker check of a request, over node:sqlite',
    ['processor, median', 'spread'],
    [
      ['uncached, another process’s last write seen', duration(median(uncached)), `± ${duration(spread(uncached))}`],
      ['for reads, at most 500 ms old', duration(median(recent)), `± ${duration(spread(recent))}`],
    ],
  )
}

/** Nanoseconds per call. */
function timed(count: number, work: (n: number) => unknown): number {
  const started = process.hrtime.bigint()
  for (let n = 0; n < count; n++) work(n)
  return Number(process.hrtime.bigint() - started) / count
}

/** Nanoseconds of processor time per call: nothing here waits, and a busy machine does not count. */
function worked(count: number, work: (n: number) => unknown): number {
  const started = process.cpuUsage()
  for (let n = 0; n < count; n++) work(n)
  return perCall(process.cpuUsage(started), count)
}

function perCall({ user, system }: NodeJS.CpuUsage, count: number): number {
  return ((user + system) * 1000) / count
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

function spread(values: readonly number[]): number {
  return (quantile(values, 0.75) - quantile(values, 0.25)) / 2
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
}

function pathOf(folder: string, name: EngineName, what: string): string {
  return join(folder, `${name.replaceAll(/[^a-z0-9]/gi, '')}-${what}`)
}

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [
    `### ${title}`,
    '',
    `| | ${head.join(' | ')} |`,
    `|---|${'---:|'.repeat(head.length)}`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
  ].join('\n')
}
