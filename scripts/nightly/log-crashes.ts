/**
 * The night's share of the log's crash tests: `node scripts/nightly/log-crashes.ts [KILLS] [MINUTES]`. Every system call that a short life makes on the log
 * killed and failed once, then thousands of writers killed at random, or as many as the minutes allow. Ends in one line of sums; status 1 when anything is unexplained, and then keeps the log.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type CrashedLog,
  checkLog,
  crashedLog,
  rememberCheckpoint,
  runWriter,
} from '../../runtime/test/support/log-crash.ts'
import { type CallOfRun, callsOnFolder, failCall } from '../../runtime/test/support/system-calls.ts'
import { ensurePackage } from '../system-packages.ts'

const KILLS = Number(process.argv[2] ?? 10_000)
const UNTIL = Date.now() + Number(process.argv[3] ?? Number.POSITIVE_INFINITY) * 60_000
const KILLS_PER_LOG = 20
const KILL = 'signal=KILL'
/** What a disk can say to a call that writes, makes or makes durable, and to one that only looks. */
const WRITING_FAULTS = [KILL, 'error=EIO', 'error=ENOSPC', 'error=EDQUOT'] as const
const READING_FAULTS = [KILL, 'error=EIO'] as const
const WRITING = /^(pwrite64|write|fsync|fdatasync|ftruncate|openat|mkdir|rename|unlink|rmdir)$/

const LIVES = 3

const sums = { cycles: 0, killed: 0, acknowledged: 0, points: 0, hit: 0, struck: 0, unexplained: 0 }
await everyCall()
await randomKills()
process.stdout.write(
  `log-crashes: ${sums.cycles} crash cycles (${sums.killed} killed at work), ${sums.acknowledged} acknowledged entries, ` +
    `${sums.points} faults at system calls, ${sums.hit} of them hit (${sums.struck} ended the writer), unexplained = ${sums.unexplained}\n`,
)
process.exitCode = sums.unexplained === 0 ? 0 : 1

async function randomKills(): Promise<void> {
  while (sums.cycles < KILLS && Date.now() < UNTIL) {
    await inFolder(`kills from cycle ${sums.cycles}`, async (folder) => {
      const log = crashedLog(folder)
      for (let cycle = 0; cycle < KILLS_PER_LOG && sums.cycles < KILLS; cycle++) {
        const printed = await runWriter(log, {
          appenders: 1 + Math.floor(Math.random() * 64),
          count: 3_000,
          killAfterMs: Math.random() * 80,
        })
        rememberCheckpoint(log)
        sums.cycles += 1
        if (!printed.includes('published\n')) sums.killed += 1
        if (cycle % 4 === 3) await checkLog(log)
      }
      await checkLog(log)
      sums.acknowledged += log.acknowledged.size
    })
    if (sums.cycles % 500 === 0) process.stdout.write(`${sums.cycles} cycles so far\n`)
  }
}

async function everyCall(): Promise<void> {
  const strace = ensurePackage('strace')
  if (strace.state === 'unavailable') throw new Error(strace.reason)
  const calls = await inFolder('tracing', (folder) => callsOfOneLife(strace.program, folder))
  process.stdout.write(`one life makes ${calls?.length ?? 0} system calls on its log\n`)
  for (const call of calls ?? []) {
    for (const fault of WRITING.test(call.name) ? WRITING_FAULTS : READING_FAULTS) {
      await inFolder(`${call.name} ${call.nth} ${fault}`, async (folder) => {
        const log = crashedLog(folder)
        await runWriter(log, { appenders: 1, count: 2 })
        const { isHit, printed } = await failOnce(strace.program, log, call, fault)
        rememberCheckpoint(log)
        await checkLog(log)
        sums.points += 1
        if (isHit) sums.hit += 1
        else process.stdout.write(`not made again: ${call.name} ${call.path} ${call.nth} (${fault})\n`)
        if (!printed.includes('published\n')) sums.struck += 1
      })
    }
  }
}

/** Another life may publish once more or less than the one that was recorded: a call that was not made is waited for in the next. */
async function failOnce(
  strace: string,
  log: CrashedLog,
  call: CallOfRun,
  fault: string,
): Promise<{ readonly isHit: boolean; readonly printed: string }> {
  for (let life = 1; ; life++) {
    const { result: printed, isHit } = await failCall(strace, log.folder, call, fault, (under) =>
      runWriter(log, { appenders: 2, count: 4, under }),
    )
    if (isHit || life === LIVES) return { isHit, printed }
    rememberCheckpoint(log)
  }
}

/** The second life of a log, so that it finds something to recover: open, four appends, publish, close. */
async function callsOfOneLife(strace: string, folder: string): Promise<readonly CallOfRun[]> {
  const log = crashedLog(folder)
  await runWriter(log, { appenders: 1, count: 2 })
  return callsOnFolder(strace, folder, (under) => runWriter(log, { appenders: 2, count: 4, under }))
}

/** Undefined where something in it could not be explained: that is counted, told, and its folder kept. */
async function inFolder<T>(what: string, work: (folder: string) => Promise<T>): Promise<T | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'clawql-night-'))
  try {
    const result = await work(folder)
    rmSync(folder, { recursive: true, force: true })
    return result
  } catch (error) {
    sums.unexplained += 1
    process.stdout.write(`UNEXPLAINED ${what}, in ${folder}: ${error instanceof Error ? error.stack : String(error)}\n`)
    return undefined
  }
}
