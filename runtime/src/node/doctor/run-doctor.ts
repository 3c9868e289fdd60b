/**
 * Proves by doing, on real files in a folder of its own, that this installation refuses what it must: each check makes the forbidden thing happen as far as
 * it can and looks whether a handler ran. A check that cannot show a refusal fails.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ContractRefusedError } from '../../contract/loaded-contract.ts'
import type { ActionView } from '../../pep/action-view.ts'
import { type OpenedPep, openPep } from '../open-pep.ts'
import type { SuperviseOptions } from '../worm/supervise-log.ts'
import { blindBreaker } from './breaker-check.ts'
import { brokenLog, flippedByte, goneLogProcess } from './log-checks.ts'
import { type Check, demand, type Patient, told } from './patient.ts'
import { OFFICERS, writeSampleContract } from './sample-contract.ts'

export interface DoctorCheck {
  readonly name: string
  readonly ok: boolean
  /** What happened. */
  readonly found: string
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
  ['a call does not run while the circuit breaker is blind, nor after it went back', blindBreaker],
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
