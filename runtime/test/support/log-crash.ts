/** One cycle of the log's crash tests: run a writer until something ends it, then hold what it was told against what is there. Used by CI and by night. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { logSigner } from '../../src/node/worm/log-key.ts'
import { openLogWriter } from '../../src/node/worm/log-writer.ts'
import { verifyLog } from '../../src/node/worm/verify-log.ts'
import { seededKey } from './seeded-key.ts'

const CHILD = join(import.meta.dirname, 'log-child.ts')
const NODE = ['--conditions=source', '--disable-warning=ExperimentalWarning', CHILD]
const signer = logSigner('crash.example/log', seededKey('crash'))

/** What writers of one log were told, and the last checkpoint anybody saw. */
export interface CrashedLog {
  readonly folder: string
  readonly acknowledged: Map<number, string>
  checkpoint: Uint8Array | undefined
}

export function crashedLog(folder: string): CrashedLog {
  return { folder, acknowledged: new Map(), checkpoint: undefined }
}

export interface Run {
  readonly appenders: number
  readonly count?: number
  /** Words before `node …`: a tracer, a shell with a limit. */
  readonly under?: readonly string[]
  /** Kill so long after the log is open. */
  readonly killAfterMs?: number
}

/** Runs one writer to its end, however it comes, and returns what it printed. */
export async function runWriter(log: CrashedLog, run: Run): Promise<string> {
  const words = [
    process.execPath,
    ...NODE,
    log.folder,
    String(run.appenders),
    ...(run.count === undefined ? [] : [String(run.count)]),
  ]
  const [program, ...rest] = [...(run.under ?? []), ...words]
  const child = spawn(program!, rest, {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, UV_THREADPOOL_SIZE: run.under === undefined ? '4' : '1' },
  })
  const printed = await collect(child, run.killAfterMs)
  // A killed writer's last line may be cut: only a whole line is an acknowledgement that anybody received.
  for (const [, seq, id] of printed.matchAll(/^ack ([0-9]+) (\S+)\n/gm)) {
    assert.equal(log.acknowledged.has(Number(seq)), false, `entry ${seq} was acknowledged twice`)
    log.acknowledged.set(Number(seq), id!)
  }
  return printed
}

async function collect(child: ChildProcess, killAfterMs: number | undefined): Promise<string> {
  let printed = ''
  let killing = killAfterMs === undefined
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed += text
    if (killing || !printed.startsWith('open')) return
    killing = true
    void wait(killAfterMs).then(() => child.kill('SIGKILL'))
  })
  await new Promise((resolve) => child.once('close', resolve))
  return printed
}

/** Opens the log as the next process would and checks everything it promised. Returns how many entries it has. */
export async function checkLog(log: CrashedLog): Promise<number> {
  const seen = log.checkpoint
  const writer = await openLogWriter({ folder: log.folder, signer, publishEveryMs: 60_000 })
  const entries = await writer.find({})
  const { size } = writer
  await writer.close()
  assert.equal(entries.length, size)
  const ids = new Set(entries.map((entry) => entry.entry_id))
  assert.equal(ids.size, size, 'an entry is there twice')
  for (const [seq, id] of log.acknowledged)
    assert.equal(entries[seq]?.entry_id, id, `acknowledged entry ${seq} is not there`)
  const report = verifyLog(log.folder, {
    verifierKey: signer.verifierKey,
    ...(seen === undefined ? {} : { pinnedCheckpoint: seen }),
  })
  assert.deepEqual(report.faults, [])
  assert.equal(report.size, size, 'what was published is not everything')
  log.checkpoint = readFileSync(join(log.folder, 'checkpoint'))
  return size
}

/** What a killed process has published must be a beginning of what the next one publishes. */
export function rememberCheckpoint(log: CrashedLog): void {
  try {
    log.checkpoint = readFileSync(join(log.folder, 'checkpoint'))
  } catch {
    // Nothing was published yet.
  }
}
