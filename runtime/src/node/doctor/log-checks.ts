/** The doctor's checks of the audit log: broken, gone, or with one byte changed, it must stop what it should stop. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { PepReply } from '../../pep/pep-reply.ts'
import { dataLayout } from '../data-layout.ts'
import { type HostedLog, ownLog } from '../worm/hosted-log.ts'
import { LogLockedError, lockLog } from '../worm/log-lock.ts'
import { LogDamagedError } from '../worm/segments.ts'
import { type SupervisedLog, supervisedLog } from '../worm/supervise-log.ts'
import { verifyLog } from '../worm/verify-log.ts'
import { demand, type Patient, told } from './patient.ts'

/** The log is closed under the enforcement point: from there on no entry can be written. */
export async function brokenLog({ open, sample, ran }: Patient): Promise<string> {
  let hosted: HostedLog | undefined
  const pep = await open({
    log: async (place) => {
      hosted = await ownLog({ listen: false })(place)
      return hosted
    },
  })
  await hosted?.close()
  const write = await pep.request({ action: 'note.write', input: { text: 'x' }, token: sample.token(), runtime: 'pi' })
  const read = await pep.request({
    action: 'ledger.get_balance',
    input: { account: 'A-1' },
    token: sample.token(),
    runtime: 'pi',
  })
  await pep.close().catch(() => undefined)
  demand(
    [write, read].every((reply) => reply.outcome === 'refused' && reply.code === 'LOG_UNAVAILABLE'),
    `it gave ${told(write)} and ${told(read)}`,
  )
  demand(ran.length === 0, 'a handler ran without a log')
  return told(write)
}

/** The writer is a process of its own and is killed: until it is back nothing runs, then everything does. */
export async function goneLogProcess({ open, sample, ran, folder, logCommand }: Patient): Promise<string> {
  if (logCommand === undefined) throw new Error('nobody said how to start a writer')
  let hosted: SupervisedLog | undefined
  const pep = await open({
    log: async (place) => {
      hosted = await supervisedLog({ command: logCommand })(place)
      return hosted
    },
  })
  const write = () => pep.request({ action: 'note.write', input: { text: 'x' }, token: sample.token(), runtime: 'pi' })
  try {
    const before = await write()
    demand(before.outcome === 'executed', `with its writer running it gave ${told(before)}`)
    const release = await takeFromWriter(dataLayout(join(folder, 'data')).log, () => hosted?.pid)
    const meanwhile = await write()
    release()
    demand(
      meanwhile.outcome === 'refused' && meanwhile.code === 'LOG_UNAVAILABLE' && ran.length === 1,
      `without its writer it gave ${told(meanwhile)}, handlers run: ${ran.length}`,
    )
    const after = await untilOutcome(write, 'executed')
    demand(after.outcome === 'executed', `with its writer back it gave ${told(after)}`)
    return `${told(meanwhile)}; executed again when the writer was back`
  } finally {
    await pep.close()
  }
}

/** Kills the writer and takes its lock before the next one can. Returns the release. */
async function takeFromWriter(logFolder: string, pid: () => number | undefined): Promise<() => void> {
  for (let tries = 0; tries < 500; tries++) {
    const alive = pid()
    if (alive !== undefined) process.kill(alive, 'SIGKILL')
    for (let looks = 0; looks < 10; looks++) {
      try {
        return lockLog(logFolder)
      } catch (error) {
        if (!(error instanceof LogLockedError)) throw error
        await wait(1)
      }
    }
  }
  throw new Error('the writer cannot be killed')
}

async function untilOutcome(ask: () => Promise<PepReply>, wanted: PepReply['outcome']): Promise<PepReply> {
  const until = Date.now() + 20_000
  for (;;) {
    const reply = await ask()
    if (reply.outcome === wanted || Date.now() > until) return reply
    await wait(20)
  }
}

export async function flippedByte({ open, sample, folder }: Patient): Promise<string> {
  const pep = await open()
  await pep.request({ action: 'note.write', input: { text: 'x' }, token: sample.token(), runtime: 'pi' })
  await pep.close()
  const { log } = dataLayout(join(folder, 'data'))
  demand(verifyLog(log).ok, 'the log does not verify before anything was changed')
  const [name] = readdirSync(join(log, 'wal'))
  const path = join(log, 'wal', name ?? '')
  const bytes = readFileSync(path)
  bytes[Math.floor(bytes.length / 2)]! ^= 1
  writeFileSync(path, bytes)
  const { faults } = verifyLog(log)
  demand(faults.length > 0, 'verification did not notice')
  const refusal = await open().then(
    async (opened) => {
      await opened.close()
      return undefined
    },
    (error: unknown) => error,
  )
  demand(refusal instanceof LogDamagedError, 'the log opened all the same')
  return `${faults[0]?.path}, offset ${faults[0]?.offset}: ${faults[0]?.message}`
}
