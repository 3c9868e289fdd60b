/**
 * The kinds of death a runtime is put through: at every place of a life and of a recovery, at random, with a log that fails, a store that another process
 * holds, a disk that is full. Each kind of run ends in the same examination, and adds to one sum.
 */
import { mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { dataLayout } from '../../src/node/data-layout.ts'
import { createLives, holdToPromises, type Lives, live } from './pep-life.ts'
import { mountSmallDisk, type SmallDisk } from './small-disk.ts'

export interface Sum {
  cycles: number
  atPlaces: number
  inRecovery: number
  inUndoing: number
  atRandom: number
  withFailingLog: number
  withLockedStore: number
  withFullDisk: number
  actions: number
  effects: number
  undone: number
  doubts: number
}

export function newSum(): Sum {
  return {
    cycles: 0,
    atPlaces: 0,
    inRecovery: 0,
    inUndoing: 0,
    atRandom: 0,
    withFailingLog: 0,
    withLockedStore: 0,
    withFullDisk: 0,
    actions: 0,
    effects: 0,
    undone: 0,
    doubts: 0,
  }
}

export function lineOf(sum: Sum): string {
  return (
    `${sum.cycles} cycles: ${sum.atPlaces} killed at a place of their life, ${sum.inRecovery} of their recovery, ${sum.inUndoing} while something had to be undone, ${sum.atRandom} at random, ` +
    `${sum.withFailingLog} with a log that failed, ${sum.withLockedStore} with a store that was locked, ${sum.withFullDisk} with a full disk; ` +
    `${sum.actions} actions, ${sum.effects} effects, ${sum.undone} undone, 0 twice, 0 lost, ${sum.doubts} in doubt`
  )
}

/** So many deaths share a data folder: each start recovers what the one before left. */
const DEATHS_PER_FOLDER = 12
/** So many folders at once: most of a life is waiting for disks and timers. */
const LANES = 4

/** Killed at every `every`-th place of one life, from `from` on. Returns how many places a life has. */
export async function killAtPlaces(sum: Sum, every: number, from: number = 1): Promise<number> {
  const places = await countPlaces(sum)
  const points = Array.from({ length: Math.ceil((places - from + 1) / every) }, (_, at) => from + at * every)
  await inLanes(foldersOf(points), (deaths) =>
    inLives(sum, async (lives) => {
      for (const point of deaths) {
        // A life that began with more to recover may have fewer places of its own.
        const { killed } = await live(lives, { do: 'once', die: { phase: 'life', point } })
        sum.cycles += 1
        if (killed) sum.atPlaces += 1
      }
    }),
  )
  return places
}

async function countPlaces(sum: Sum): Promise<number> {
  let places = 0
  await inLives(sum, async (lives) => {
    places = (await live(lives, { do: 'once' })).lifePlaces ?? 0
  })
  return places
}

/** What failing logs left owing, each recovery killed at every `every`-th place, again and again until one comes through. */
export async function killRecoveries(sum: Sum, syncs: readonly number[], every: number): Promise<void> {
  await inLanes(syncs, (failSyncsFrom) =>
    inLives(sum, async (lives) => {
      await live(lives, { do: 'once', failSyncsFrom }, { mayFail: true })
      for (let point = 1; ; point += every) {
        const { killed } = await live(lives, { do: 'recover', die: { phase: 'recovery', point } })
        sum.cycles += 1
        if (!killed) return
        sum.inRecovery += 1
      }
    }),
  )
}

/** The first sync of a young log that an outcome needs is one of these. */
const YOUNG_SYNCS = [1, 2, 3, 4, 5, 6]

/**
 * One action whose log fails at each of its syncs, so that its effect has to be undone: which works, does not, or works and is not told. Killed at every
 * `every`-th place of that, each in a folder of its own.
 */
export async function killUndoings(sum: Sum, every: number): Promise<void> {
  const lives = (['x', 'stays', 'goes unsaid'] as const).flatMap((text) =>
    YOUNG_SYNCS.map((failSyncsFrom) => ({ do: 'write' as const, text, failSyncsFrom })),
  )
  await inLanes(lives, async (plan) => {
    for (let point = 1, isOver = false; !isOver; point += every) {
      await inLives(sum, async (young) => {
        const { killed } = await live(young, { ...plan, die: { phase: 'life', point } }, { mayFail: true })
        isOver = !killed
        sum.cycles += 1
        if (killed) sum.inUndoing += 1
        else sum.withFailingLog += 1
      })
    }
  })
}

/** Busy processes, killed so many times. `seed` keeps two chains from dying in step. */
export async function killAtRandom(sum: Sum, times: number, seed: number): Promise<void> {
  const delays = Array.from({ length: times }, (_, death) => 5 + ((seed * 31 + death * 47) % 240))
  await inLanes(foldersOf(delays), (deaths) =>
    inLives(sum, async (lives) => {
      for (const killAfterMs of deaths) {
        await live(lives, { do: 'always' }, { killAfterMs, mustDie: true })
        sum.cycles += 1
        sum.atRandom += 1
      }
    }),
  )
}

/** These syncs of a life’s log fail, each in a life of its own, and all after it; the process goes on without a log until it ends. */
export async function failLogs(sum: Sum, syncs: readonly number[]): Promise<void> {
  // A folder of its own: a recovery before it would use up the first syncs.
  await inLanes(syncs, (failSyncsFrom) =>
    inLives(sum, async (lives) => {
      await live(lives, { do: 'once', failSyncsFrom }, { mayFail: true })
      sum.cycles += 1
      sum.withFailingLog += 1
    }),
  )
}

/** Another process holds the store's write lock, for longer than anyone waits in every third run. */
export async function lockStores(sum: Sum, times: number): Promise<void> {
  await inLanes(foldersOf(Array.from({ length: times }, (_, run) => run)), (runs) =>
    inLives(sum, async (lives) => {
      await live(lives, { do: 'once' })
      for (const run of runs) {
        await lockOne(lives, run)
        sum.cycles += 1
        sum.withLockedStore += 1
      }
    }),
  )
}

async function lockOne(lives: Lives, run: number): Promise<void> {
  const { store } = dataLayout(join(lives.folder, 'data'))
  // A store waits two seconds; every third lock lasts longer, and what needed the store is refused.
  const isLong = run % 3 === 2
  let release: () => void = () => undefined
  const opened = () => {
    const holder = new DatabaseSync(store, { timeout: 10_000 })
    holder.exec('BEGIN IMMEDIATE')
    release = () => {
      if (holder.isOpen) holder.close()
    }
    setTimeout(release, isLong ? 2_500 : 50 + ((run * 137) % 400))
  }
  const killAfterMs = isLong ? 2_600 : 100 + ((run * 89) % 400)
  await live(lives, { do: 'always' }, { opened, killAfterMs, mustDie: true })
  release()
}

const DISK_BYTES = 64 << 20

/** Undefined once done; otherwise why no file system could be made for it. */
export async function fillDisks(sum: Sum, times: number): Promise<string | undefined> {
  let unavailable: string | undefined
  await inLanes(
    Array.from({ length: times }, (_, run) => run),
    async (run) => {
      const mounted = mountSmallDisk(DISK_BYTES)
      if (mounted.state === 'unavailable') {
        unavailable = mounted.reason
        return
      }
      await fillOne(sum, mounted.disk, run)
      mounted.disk.remove()
    },
  )
  return unavailable
}

/** Full while it lives, full when the next one starts, then with room again. */
async function fillOne(sum: Sum, disk: SmallDisk, run: number): Promise<void> {
  const lives = createLives(disk.folder)
  await live(lives, { do: 'once' })
  let makeRoom: () => void = () => undefined
  const opened = () => {
    makeRoom = disk.fill()
    // A few pages are left, so that the disk is full in another place each time.
    const ballast = join(disk.folder, 'ballast')
    truncateSync(ballast, Math.max(0, statSync(ballast).size - (run % 40) * 4096))
  }
  await live(lives, { do: 'always' }, { opened, killAfterMs: 200 + (run % 20) * 50, mustDie: true })
  await live(lives, { do: 'once', die: { phase: 'life', point: 20 } }, { mayFail: true })
  makeRoom()
  await examine(sum, lives)
  sum.cycles += 2
  sum.withFullDisk += 2
}

function foldersOf<T>(deaths: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(deaths.length / DEATHS_PER_FOLDER) }, (_, at) =>
    deaths.slice(at * DEATHS_PER_FOLDER, (at + 1) * DEATHS_PER_FOLDER),
  )
}

/** Each lane takes the next job as soon as it has done one; the first that fails ends all. */
async function inLanes<T>(jobs: readonly T[], work: (job: T) => Promise<void>): Promise<void> {
  const left = [...jobs]
  const lane = async () => {
    for (let job = left.shift(); job !== undefined; job = left.shift()) await work(job)
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}

async function inLives(sum: Sum, work: (lives: Lives) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'clawql-lives-'))
  const lives = createLives(folder)
  try {
    await work(lives)
    await examine(sum, lives)
  } catch (error) {
    // Kept: somebody will want to look.
    throw new Error(`${folder}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
  rmSync(folder, { recursive: true, force: true })
}

async function examine(sum: Sum, lives: Lives): Promise<void> {
  const tally = await holdToPromises(lives)
  sum.actions += tally.actions
  sum.effects += tally.effects
  sum.undone += tally.undone
  sum.doubts += tally.doubts
}
