/**
 * Proves by doing, on real files in a folder of its own, that this installation refuses what it must: each check makes the forbidden thing happen as far as
 * it can and looks whether a handler ran. A check that cannot show a refusal fails.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ContractRefusedError } from '../../contract/loaded-contract.ts'
import type { ActionView } from '../../pep/action-view.ts'
import type { PepReply } from '../../pep/pep-reply.ts'
import { dataLayout } from '../data-layout.ts'
import { type OpenedPep, openPep, type PepOptions } from '../open-pep.ts'
import { type HostedLog, ownLog } from '../worm/hosted-log.ts'
import { LogLockedError, lockLog } from '../worm/log-lock.ts'
import { LogDamagedError } from '../worm/segments.ts'
import { type SupervisedLog, type SuperviseOptions, supervisedLog } from '../worm/supervise-log.ts'
import { verifyLog } from '../worm/verify-log.ts'
import { OFFICERS, type SampleContract, writeSampleContract } from './sample-contract.ts'

export interface DoctorCheck {
  readonly name: string
  readonly ok: boolean
  /** What happened. */
  readonly found: string
}

interface Patient {
  readonly folder: string
  readonly sample: SampleContract
  readonly ran: string[]
  readonly logCommand: SuperviseOptions['command'] | undefined
  open(changes?: Pick<Partial<PepOptions>, 'trust' | 'log' | 'alert'>): Promise<OpenedPep>
}

export interface DoctorOptions {
  /** Where the temporary folder goes, so that the disk under test is the one that will be used. */
  readonly parent?: string
  /** What starts a log's writer as a process of its own; without it that arrangement is not looked at. */
  readonly logCommand?: SuperviseOptions['command']
}

const TRANSFER = { from: 'A-1', to: 'A-2', amount: 5 }

export async function runDoctor({
  parent = tmpdir(),
  logCommand,
}: DoctorOptions = {}): Promise<readonly DoctorCheck[]> {
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'clawql-doctor-'))
  const checks: DoctorCheck[] = []
  const wanted = logCommand === undefined ? CHECKS : [...CHECKS, ...CHECKS_OF_PROCESSES]
  try {
    for (const [name, check] of wanted) checks.push(await runCheck(folder, name, check, logCommand))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return checks
}

/** A check returns what it found, or throws where the refusal did not come. */
type Check = (patient: Patient) => Promise<string>

async function runCheck(
  folder: string,
  name: string,
  check: Check,
  logCommand: DoctorOptions['logCommand'],
): Promise<DoctorCheck> {
  const own = mkdtempSync(join(folder, 'check-'))
  const artifactsDir = join(own, 'artifacts')
  mkdirSync(artifactsDir)
  const sample = writeSampleContract(artifactsDir)
  const ran: string[] = []
  const handler = (handlerName: string, output: unknown) => () => {
    ran.push(handlerName)
    return output
  }
  const open: Patient['open'] = (changes = {}) =>
    openPep({
      dataDir: join(own, 'data'),
      artifactsDir,
      trust: { pinnedRoot: sample.pinnedRoot },
      hsm: sample.hsm,
      listen: false,
      alert: () => undefined,
      ...changes,
      handlers: {
        'finance.transfer': handler('finance.transfer', { transaction: 'T-1' }),
        'ledger.get_balance': handler('ledger.get_balance', { balance: 7 }),
        'note.append': handler('note.append', { note: 'N-1' }),
        'note.write': handler('note.write', { note: 'N-1' }),
        'note.erase': handler('note.erase', null),
      },
    })
  try {
    return { name, ok: true, found: await check({ folder: own, sample, ran, logCommand, open }) }
  } catch (error) {
    return { name, ok: false, found: error instanceof Error ? error.message : String(error) }
  }
}

const CHECKS: readonly (readonly [string, Check])[] = [
  ['an allowed read runs and is logged', allowedRead],
  ['a denied call does not run', deniedCall],
  ['an unapproved call does not run', unapprovedCall],
  ['the requester cannot approve', selfApproval],
  ['a token works once', replayedToken],
  ['a call does not run when the log is broken', brokenLog],
  ['a flipped byte in the log is found', flippedByte],
  ['a manifest nobody pinned does not load', unpinnedManifest],
  ['a guard the manifest does not name does not load', foreignGuard],
]
const CHECKS_OF_PROCESSES: typeof CHECKS = [['a call does not run while the log’s process is gone', goneLogProcess]]

async function allowedRead({ open, sample, ran }: Patient): Promise<string> {
  const pep = await open()
  const reply = await pep.request({
    action: 'ledger.get_balance',
    input: { account: 'A-1' },
    token: sample.token(),
    runtime: 'pi',
  })
  const entries = await pep.log.history(reply.instance ?? '')
  await pep.close()
  demand(reply.outcome === 'executed' && ran.length === 1, `the read gave ${told(reply)}`)
  demand(entries.length === 2, `the log has ${entries.length} entries of it`)
  return `executed, entries ${entries.map((entry) => entry.event_kind).join(' and ')}`
}

async function deniedCall({ open, sample, ran }: Patient): Promise<string> {
  const pep = await open()
  const reply = await pep.request({
    action: 'asset.transfer',
    input: TRANSFER,
    token: sample.token({ atr: { role: 'intern' } }),
    runtime: 'pi',
  })
  const entries = await pep.log.history(reply.instance ?? '')
  await pep.close()
  demand(reply.outcome === 'denied' && ran.length === 0, `the call gave ${told(reply)}, handlers run: ${ran.length}`)
  demand(entries[0]?.event_kind === 'ACTION_DENIED', 'the denial is not in the log')
  return `${told(reply)}, in the log as entry ${entries[0].worm_seq}`
}

async function unapprovedCall({ open, sample, ran }: Patient): Promise<string> {
  const pep = await open()
  const view = await stage(pep, sample.token())
  for (const officer of OFFICERS.slice(0, 2)) await pep.approve(sample.sign(officer, 'approve', view.statement))
  const repeated = await pep.approve(sample.sign('officer-1', 'approve', view.statement))
  const machine = await pep.approve(sample.sign('robot-1', 'approve', view.statement))
  await pep.close()
  demand(
    repeated.outcome === 'refused' && machine.outcome === 'refused',
    `the third approval gave ${told(repeated)} and ${told(machine)}`,
  )
  demand(ran.length === 0, 'the handler ran with two approvals of three')
  return `two approvals of three: nothing ran; the same person again: ${told(repeated)}; a machine: ${told(machine)}`
}

async function selfApproval({ open, sample, ran }: Patient): Promise<string> {
  const pep = await open()
  const view = await stage(pep, sample.token({ top: { sub: 'requester-1' }, atr: { role: 'compliance-officer' } }))
  const reply = await pep.approve(sample.sign('requester-1', 'approve', view.statement))
  await pep.close()
  demand(reply.outcome === 'refused' && reply.code === 'SELF_APPROVAL' && ran.length === 0, `it gave ${told(reply)}`)
  return told(reply)
}

async function replayedToken({ open, sample, ran }: Patient): Promise<string> {
  const pep = await open()
  const token = sample.token()
  const request = { action: 'ledger.get_balance', input: { account: 'A-1' }, token, runtime: 'pi' }
  await pep.request(request)
  const reply = await pep.request(request)
  await pep.close()
  demand(
    reply.outcome === 'refused' && reply.code === 'TOKEN_REPLAYED' && ran.length === 1,
    `the second use gave ${told(reply)}`,
  )
  return told(reply)
}

/** The log is closed under the enforcement point: from there on no entry can be written. */
async function brokenLog({ open, sample, ran }: Patient): Promise<string> {
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
async function goneLogProcess({ open, sample, ran, folder, logCommand }: Patient): Promise<string> {
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

async function flippedByte({ open, sample, folder }: Patient): Promise<string> {
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

async function unpinnedManifest({ open }: Patient): Promise<string> {
  return refusedToLoad(open({ trust: { pinnedRoot: '0'.repeat(64) } }), 'MANIFEST_NOT_TRUSTED')
}

async function foreignGuard({ open, sample }: Patient): Promise<string> {
  const path = join(sample.artifactsDir, 'guards.js')
  writeFileSync(path, `${readFileSync(path, 'utf8')}\n`)
  return refusedToLoad(open(), 'ARTIFACT_NOT_IN_MANIFEST')
}

async function refusedToLoad(opening: Promise<OpenedPep>, code: string): Promise<string> {
  const result = await opening.catch((error: unknown) => error)
  if (result instanceof ContractRefusedError && result.code === code) return code
  if (!(result instanceof Error)) await opening.then((pep) => pep.close())
  throw new Error(`it gave ${result instanceof Error ? result.message : 'an opened runtime'}`)
}

async function stage(pep: OpenedPep, token: string): Promise<ActionView> {
  const reply = await pep.request({ action: 'asset.transfer', input: TRANSFER, token, runtime: 'pi' })
  const view = await pep.view(reply.instance ?? '')
  if ('outcome' in view) throw new Error(`staging gave ${told(reply)}`)
  return view
}

function demand(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise)
}

function told(reply: PepReply): string {
  return 'code' in reply ? `${reply.outcome} ${reply.code}` : reply.outcome
}
