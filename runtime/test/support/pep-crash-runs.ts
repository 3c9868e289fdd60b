/**
 * The kinds of death a runtime is put through: at every place of a life and of a recovery, at random, with a log that fails, a store that another process
 * holds, a disk that is full. Each kind of run ends in the same examination, and adds to one sum.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { dataLayout } from '../../src/node/data-layout.ts'
import { createLives, holdToPromises, type Lives, live } from './pep-life.ts'

export interface Sum {
  cycles: number
  atPlaces: number
  inRecovery: number
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
    `${sum.cycles} cycles: ${sum.atPlaces} killed at a place of their life, ${sum.inRecovery} of their recovery, ${sum.atRandom} at random, ` +
    `${sum.withFailingLog} with a log that failed, ${sum.withLockedStore} with a store that was locked, ${sum.withFullDisk} with a full disk; ` +
    `${sum.actions} actions, ${sum.effects} effects, ${sum.undone} undone, 0 twice, 0 lost, ${sum.doubts} in doubt`
  )
}

/** So many deaths share a data folder: each start recovers what the one before left. */
const DEATHS_PER_FOLDER = 12

/** Killed at every `every`-th place of one life, from `from` on. Returns how many places a life has. */
export async function killAtPlaces(sum: Sum, every: number, from: number = 1): Promise<number> {
  let places: number | undefined
  for (let point = from; places === undefined || point <= places; ) {
    await inLives(sum, async (lives) => {
      for (let death = 0; death < DEATHS_PER_FOLDER && (places === undefined || point <= places); death++) {
        const { killed, lifePlaces } = await live(lives, { do: 'once', die: { phase: 'life', point } })
        sum.cycles += 1
        if (killed) sum.atPlaces += 1
        else places = lifePlaces ?? 0
        point += every
      }
    })
  }
  return places
}

/** What a failing log left owing, its recovery killed at every `every`-th place, again and again until one comes through. */
export async function killRecoveries(sum: Sum, failSyncsFrom: number, every: number): Promise<void> {
  await inLives(sum, async (lives) => {
    await live(lives, { do: 'once', failSyncsFrom }, { mayFail: true })
    for (let point = 1; ; point += every) {
      const { killed } = await live(lives, { do: 'recover', die: { phase: 'recovery', point } })
      sum.cycles += 1
      if (!killed) return
      sum.inRecovery += 1
    }
  })
}

/** Busy processes, killed so many times. `seed` keeps two chains from dying in step. */
export async function killAtRandom(sum: Sum, times: number, seed: number): Promise<void> {
  for (let left = times; left > 0; left -= DEATHS_PER_FOLDER) {
    await inLives(sum, async (lives) => {
      for (let death = 0; death < Math.min(left, DEATHS_PER_FOLDER); death++) {
        const { killed } = await live(
          lives,
          { do: 'always' },
          { killAfterMs: 5 + ((seed * 31 + (left - death) * 47) % 240) },
        )
        assert.ok(killed)
        sum.cycles += 1
        sum.atRandom += 1
      }
    })
  }
}

/** These syncs of a life’s log fail, each in a life of its own, and all after it; the process goes on without a log until it ends. */
export async function failLogs(sum: Sum, syncs: readonly number[]): Promise<void> {
  for (const failSyncsFrom of syncs) {
    // A folder of its own: a recovery before it would use up the first syncs.
    await inLives(sum, async (lives) => {
      await live(lives, { do: 'once', failSyncsFrom }, { mayFail: true })
      sum.cycles += 1
      sum.withFailingLog += 1
    })
  }
}

/** Another process holds the store's write lock, for longer than anyone waits in every `patience`-th run. */
export async function lockStores(sum: Sum, times: number): Promise<void> {
  await inLives(sum, async (lives) => {
    const { store } = dataLayout(join(lives.folder, 'data'))
    await live(lives, { do: 'once' })
    for (let run = 0; run < times; run++) {
      let holder: DatabaseSync | undefined
      const opened = () => {
        holder = new DatabaseSync(store, { timeout: 10_000 })
        holder.exec('BEGIN IMMEDIATE')
        // A store waits two seconds; every third lock lasts longer, and what needed the store is refused.
        setTimeout(() => holder?.close(), run % 3 === 2 ? 2_500 : 50 + ((run * 137) % 400))
      }
      await live(lives, { do: 'always' }, { opened, killAfterMs: run % 3 === 2 ? 2_600 : 100 + ((run * 89) % 400) })
      if (holder?.isOpen) holder.close()
      sum.cycles += 1
      sum.withLockedStore += 1
    }
  })
}

/** Undefined once done; otherwise why no file system could be made for it. */
export async function fillDisks(sum: Sum, times: number): Promise<string | undefined> {
  for (let run = 0; run < times; run++) {
    const mount = mkdtempSync(join(tmpdir(), 'clawql-full-'))
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', mount], { encoding: 'utf8' })
    if (mounted.status !== 0) {
      rmSync(mount, { recursive: true })
      return `a small file system cannot be mounted: ${mounted.error?.message ?? mounted.stderr.trim()}`
    }
    try {
      await fillOne(sum, mount, run)
    } finally {
      spawnSync('umount', ['-l', mount])
      rmSync(mount, { recursive: true, force: true })
    }
  }
  return undefined
}

/** Full while it lives, full when the next one starts, then with room again. */
async function fillOne(sum: Sum, mount: string, run: number): Promise<void> {
  const lives = createLives(mount)
  const filler = join(mount, 'filler')
  await live(lives, { do: 'once' })
  // What handlers do goes elsewhere in a real life; here it has its room already.
  writeFileSync(join(mount, 'effects'), '', { flag: 'a' })
  const fill = () => fillUp(filler, run)
  const wasFull = await live(lives, { do: 'always' }, { opened: fill, killAfterMs: 200 + run * 50, mayFail: true })
  assert.ok(wasFull.killed)
  await live(lives, { do: 'once', die: { phase: 'life', point: 20 } }, { mayFail: true })
  rmSync(filler)
  await examine(sum, lives)
  sum.cycles += 2
  sum.withFullDisk += 2
}

/** Leaves a few pages, so that the disk is full in another place each time. */
function fillUp(path: string, run: number): void {
  const pieces = Buffer.alloc(4096)
  try {
    for (;;) writeFileSync(path, pieces, { flag: 'a' })
  } catch {
    truncateSync(path, Math.max(0, statSync(path).size - run * 4096))
  }
}

async function inLives(sum: Sum, work: (lives: Lives) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'clawql-lives-'))
  const lives = createLives(folder)
  await work(lives)
  await examine(sum, lives)
  // Kept where an assertion failed: somebody will want to look.
  rmSync(folder, { recursive: true, force: true })
}

async function examine(sum: Sum, lives: Lives): Promise<void> {
  const tally = await holdToPromises(lives)
  sum.actions += tally.actions
  sum.effects += tally.effects
  sum.undone += tally.undone
  sum.doubts += tally.doubts
}
