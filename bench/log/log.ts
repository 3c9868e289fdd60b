/**
 * `bench/log`: durable appends of the audit log next to the same path by hand, to databases in their durable setting, and to what the disk gives. One
 * process, interleaved rounds, 1, 64 and 1,024 appenders that each wait for their entry before they write the next. Marks: docs/benchmarks.md.
 */
import { generateKeyPairSync } from 'node:crypto'
import { closeSync, fdatasyncSync, mkdirSync, mkdtempSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { logSigner, openLogWriter } from '@clawql/runtime/node'
import { byHand, preallocated } from './by-hand.ts'
import { betterSqlite, lmdb, nodeSqlite } from './databases.ts'
import { type Append, groupCommit } from './group.ts'
import { type FetchedHypercore, fetchHypercore } from './hypercore.ts'
import { ENTRIES, printByHand } from './job.ts'
import { BETTER_SQLITE, BY_HAND, judge, OWN, RAW } from './marks.ts'

interface Candidate {
  readonly name: string
  readonly append: Append
  /** How long each sync of the present round took, ms; of the bare one alone. */
  readonly syncs?: number[]
  /** What must be over before the next candidate may have the disk. */
  readonly rest: () => Promise<unknown>
  readonly close: () => unknown
}

interface Round {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  /** Of its syncs, where they were taken. */
  readonly syncP99: number
}

const ROUNDS = 9
const LOADS = [
  { appenders: 1, entries: 1_500 },
  { appenders: 64, entries: 16_000 },
  { appenders: 1024, entries: 24_000 },
] as const
const SETTLE_MS = 60

/** Returns the tables as Markdown. The folder lies in the tree, because a temporary folder may be in memory, where a sync costs nothing. */
export async function benchLog(root: string): Promise<string> {
  mkdirSync(join(root, 'bench', 'out'), { recursive: true })
  const folder = mkdtempSync(join(root, 'bench', 'out', 'log-'))
  try {
    const sections: string[] = []
    const hypercore = fetchHypercore()
    for (const { appenders, entries } of LOADS) {
      const place = join(folder, String(appenders))
      mkdirSync(place)
      const candidates = await open(place, hypercore)
      const rounds = await measure(candidates, appenders, entries)
      sections.push(table(appenders, rounds), marks(appenders, rounds))
      for (const candidate of candidates) await candidate.close()
    }
    if ('unavailable' in hypercore) sections.push(`hypercore could not be fetched: ${hypercore.unavailable}\n`)
    return `${sections.join('\n')}\n${await sustained(folder)}`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function open(folder: string, hypercore: FetchedHypercore): Promise<readonly Candidate[]> {
  const log = await openLogWriter({ folder: join(folder, 'log'), signer: signer() })
  const nothing = () => Promise.resolve()
  return [
    { name: RAW, ...rawSync(folder), rest: nothing },
    { name: BY_HAND, ...byHand(folder), rest: nothing },
    {
      name: OWN,
      append: (n) => log.append(ENTRIES[n & 1023]!),
      // What it puts off until nobody appends is over before others are measured: checkpoint and index.
      rest: async () => {
        await log.publish()
        await log.find({ last: 1 })
      },
      close: () => log.close(),
    },
    { name: 'node:sqlite, WAL, FULL', ...nodeSqlite(folder), rest: nothing },
    { name: BETTER_SQLITE, ...betterSqlite(folder), rest: nothing },
    { name: 'LMDB, synced commits', ...lmdb(folder), rest: nothing },
    ...('open' in hypercore
      ? [{ name: 'hypercore, never synced', ...(await hypercore.open(folder)), rest: nothing }]
      : []),
  ]
}

function signer() {
  return logSigner('bench.example/log', generateKeyPairSync('ed25519').privateKey)
}

/** The same bytes, grouped the same way, from a text that was ready before. */
function rawSync(folder: string): Pick<Candidate, 'append' | 'close' | 'syncs'> {
  const syncs: number[] = []
  const file = preallocated(folder, 'raw')
  const entry = Buffer.from(printByHand(ENTRIES[0]!, 0))
  const block = Buffer.concat(Array.from({ length: 1024 }, () => entry))
  let position = 0
  const append = groupCommit((group) => {
    const bytes = entry.length * group.length
    if (position + bytes > 64 << 20) position = 0
    writeSync(file, block, 0, bytes, position)
    const start = performance.now()
    fdatasyncSync(file)
    syncs.push(performance.now() - start)
    position += bytes
  })
  return { append, close: () => closeSync(file), syncs }
}

async function measure(
  candidates: readonly Candidate[],
  appenders: number,
  entries: number,
): Promise<ReadonlyMap<string, readonly Round[]>> {
  const rounds = new Map<string, Round[]>(candidates.map(({ name }) => [name, []]))
  for (const candidate of candidates) await runRound(candidate, appenders, entries)
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let turn = 0; turn < candidates.length; turn += 1) {
      const candidate = candidates[(turn + round) % candidates.length]!
      rounds.get(candidate.name)?.push(await runRound(candidate, appenders, entries))
    }
  }
  return rounds
}

async function runRound({ append, rest, syncs = [] }: Candidate, appenders: number, entries: number): Promise<Round> {
  const waits = new Float64Array(entries)
  let next = 0
  syncs.length = 0
  const work = async () => {
    while (next < entries) {
      const n = next++
      const start = performance.now()
      await append(n)
      waits[n] = performance.now() - start
    }
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: appenders }, work))
  const took = performance.now() - start
  waits.sort()
  await rest()
  await wait(SETTLE_MS)
  const at = (share: number) => waits[Math.floor((entries - 1) * share)]!
  const slowest = syncs.sort((left, right) => left - right)[Math.floor((syncs.length - 1) * 0.99)]
  return { perSecond: (entries / took) * 1000, p50: at(0.5), p99: at(0.99), syncP99: slowest ?? Number.NaN }
}

/** Each round is set against the by-hand round beside it, because the disk has good and bad seconds. */
function table(appenders: number, rounds: ReadonlyMap<string, readonly Round[]>): string {
  const base = rounds.get(BY_HAND) ?? []
  const rows = [...rounds].map(([name, measured]) => {
    const rates = measured.map(({ perSecond }) => perSecond)
    const ratios = measured.map(({ perSecond }, at) => perSecond / base[at]!.perSecond)
    const cells = [
      Math.round(median(rates)).toLocaleString('en'),
      `± ${Math.round(spread(rates)).toLocaleString('en')}`,
      `${median(ratios).toFixed(2)} ×`,
      `${median(measured.map(({ p50 }) => p50)).toFixed(2)} ms`,
      `${median(measured.map(({ p99 }) => p99)).toFixed(2)} ms`,
    ]
    return `| ${name} | ${cells.join(' | ')} |`
  })
  const title = appenders === 1 ? 'One appender' : `${appenders.toLocaleString('en')} appenders`
  const head = [
    `### ${title}`,
    '',
    `| | durable appends/s | spread | of ${BY_HAND} | median wait | p99 wait |`,
    '|---|---:|---:|---:|---:|---:|',
  ]
  return [...head, ...rows, ''].join('\n')
}

function marks(appenders: number, rounds: ReadonlyMap<string, readonly Round[]>): string {
  const own = rounds.get(OWN) ?? []
  const ofOther = (name: string) => {
    const other = rounds.get(name) ?? []
    return median(own.map(({ perSecond }, at) => perSecond / other[at]!.perSecond))
  }
  const log = {
    perSecond: median(own.map(({ perSecond }) => perSecond)),
    p99: median(own.map(({ p99 }) => p99)),
    ofOther,
  }
  const syncP99 = median((rounds.get(RAW) ?? []).map((round) => round.syncP99))
  return judge({ appenders, log, syncP99 })
}

/** What the tables leave to the seconds after: tiles, bundles and checkpoint over everything, and how far they are behind meanwhile. */
async function sustained(folder: string): Promise<string> {
  const log = await openLogWriter({ folder: join(folder, 'sustained'), signer: signer() })
  const entries = 200_000
  const waits = new Float64Array(entries)
  const start = performance.now()
  let next = 0
  let behind = 0
  const checkpoints = new Set<number>()
  const work = async () => {
    while (next < entries) {
      const n = next++
      const start = performance.now()
      await log.append(ENTRIES[n & 1023]!)
      waits[n] = performance.now() - start
      behind = Math.max(behind, log.size - log.published)
      checkpoints.add(log.published)
    }
  }
  await Promise.all(Array.from({ length: 64 }, work))
  const durable = performance.now() - start
  await log.publish()
  const published = performance.now() - start
  await log.close()
  const number = (value: number) => Math.round(value).toLocaleString('en')
  const rate = (ms: number) => number((entries / ms) * 1000)
  const p99 = waits.sort()[Math.floor(entries * 0.99)]!
  return (
    `64 appenders, ${number(entries)} entries at a stretch: ${rate(durable)} durable a second, p99 wait ${p99.toFixed(2)} ms, ${rate(published)} a second until a checkpoint covers them all; ` +
    `${checkpoints.size} checkpoints on the way, at most ${number(behind)} entries (${number(behind / (entries / durable))} ms of this load) behind.\n`
  )
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

function spread(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return ((sorted[Math.floor(sorted.length * 0.75)] ?? 0) - (sorted[Math.floor(sorted.length * 0.25)] ?? 0)) / 2
}
