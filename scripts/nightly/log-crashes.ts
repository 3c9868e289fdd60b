/**
 * The night's share of the log's crash tests: `node scripts/nightly/log-crashes.ts [KILLS]`. Thousands of writers killed at random, and every system call of
 * a short life failed and killed once. Prints its counts and ends with status 1 on the first log that does not hold.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkLog, crashedLog, rememberCheckpoint, runWriter } from '../../runtime/test/support/log-crash.ts'
import { ensurePackage } from '../system-packages.ts'

const KILLS = Number(process.argv[2] ?? 10_000)
const KILLS_PER_LOG = 20
const CALLS = ['pwrite64', 'fdatasync', 'fsync', 'rename', 'ftruncate', 'openat', 'close', 'unlink', 'mkdir'] as const
const FAULTS = ['signal=KILL', 'error=EIO', 'error=ENOSPC'] as const
/** Calls of Node itself while it starts fail harmlessly or end the process before it opens anything; after so many the writer has long been done. */
const MOST_CALLS = 400

await randomKills()
await everyCall()

async function randomKills(): Promise<void> {
  let kills = 0
  let acknowledged = 0
  while (kills < KILLS) {
    await inFolder(async (folder) => {
      const log = crashedLog(folder)
      for (let cycle = 0; cycle < KILLS_PER_LOG; cycle++) {
        await runWriter(log, {
          appenders: 1 + Math.floor(Math.random() * 64),
          count: 3_000,
          killAfterMs: Math.random() * 80,
        })
        rememberCheckpoint(log)
        kills += 1
        if (cycle % 4 === 3) await checkLog(log)
      }
      acknowledged += log.acknowledged.size
    })
  }
  process.stdout.write(`${kills} kills, ${acknowledged} acknowledged entries, 0 lost\n`)
}

async function everyCall(): Promise<void> {
  const strace = ensurePackage('strace')
  if (strace.state === 'unavailable') throw new Error(strace.reason)
  let points = 0
  for (const call of CALLS) {
    for (const fault of FAULTS) {
      let untouched = 0
      for (let n = 1; n <= MOST_CALLS && untouched < 3; n++) {
        await inFolder(async (folder) => {
          const log = crashedLog(folder)
          await runWriter(log, { appenders: 1, count: 2 })
          const under = [
            strace.program,
            '-f',
            '-qq',
            '-o',
            '/dev/null',
            '-e',
            `trace=${call}`,
            '-e',
            `inject=${call}:${fault}:when=${n}`,
          ]
          const printed = await runWriter(log, { appenders: 2, count: 4, under })
          rememberCheckpoint(log)
          await checkLog(log)
          untouched = printed.includes('published') ? untouched + 1 : 0
          points += 1
        })
      }
    }
    process.stdout.write(`${call}: done, ${points} points of failure so far\n`)
  }
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'clawql-night-'))
  await work(folder)
  rmSync(folder, { recursive: true, force: true })
}
