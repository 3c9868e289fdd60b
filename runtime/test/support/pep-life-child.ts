/**
 * A process that lives to be killed: a real runtime on real files, whose every effect (a commit of the store, a write and a sync of the log, what a handler
 * does) is a place where it may kill itself, by order of its parent. It tells on standard output what it was told, before and after. The handlers make each
 * effect durable under its idempotency key, so that the parent can count effects whatever happened here.
 */
import { fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { dataLayout } from '../../src/node/data-layout.ts'
import { OFFICERS, writeSampleContract } from '../../src/node/doctor/sample-contract.ts'
import { type OpenedPep, openPep, systemClock } from '../../src/node/open-pep.ts'
import { openEmbeddedStore } from '../../src/node/store/embedded-store.ts'
import { createPlatformDisk } from '../../src/node/worm/log-disk.ts'
import { rawPublicKey } from '../../src/node/worm/log-key.ts'
import { verifyEd25519 } from '../../src/node/worm/platform-hash.ts'
import type { PepReply } from '../../src/pep/pep-reply.ts'
import { NotAppliedError } from '../../src/pep/ports.ts'
import type { LifePlan } from './pep-life.ts'
import { seededKey } from './seeded-key.ts'

const folder = process.argv[2]!
const plan = JSON.parse(process.argv[3]!) as LifePlan
const sample = writeSampleContract(join(folder, 'artifacts'), undefined, seededKey)
const effects = openSync(join(folder, 'effects'), 'a')
const layout = dataLayout(join(folder, 'data'))

let phase: 'recovery' | 'life' = 'recovery'
let points = 0
let syncs = 0

/** One place more where this process may end. */
function place(): void {
  points += 1
  if (plan.die?.phase === phase && plan.die.point === points) process.kill(process.pid, 'SIGKILL')
}

/** Whole lines, also where the parent is busy and its pipe is full. */
function tell(line: string): void {
  let rest = Buffer.from(`${line}\n`)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
    }
  }
}

function takeEffect(name: string, key: string): void {
  place()
  writeSync(effects, `${name} ${key}\n`)
  place()
  fsyncSync(effects)
  place()
}

/** The platform’s own: a start in software takes a sixth of its time for one signature. */
const baseModel = rawPublicKey(seededKey('base-model'))
const platform = createPlatformDisk()
const embedded = openEmbeddedStore(layout.store)

const pep: OpenedPep = await openPep({
  dataDir: join(folder, 'data'),
  artifactsDir: sample.artifactsDir,
  trust: { pinnedRoot: sample.pinnedRoot },
  hsm: { verify: async (_key, message, signature) => verifyEd25519(baseModel, message, signature) },
  publishEveryMs: 5,
  listen: false,
  alert: () => undefined,
  // A tenth of every wait: retries and the log's patience take a second each.
  clock: { nowMs: systemClock.nowMs, after: (ms, run) => systemClock.after(ms / 10, run) },
  store: {
    ...embedded,
    async compareAndSet(key, expected, value) {
      place()
      const revision = await embedded.compareAndSet(key, expected, value)
      place()
      return revision
    },
  },
  logDisk: {
    write(file, bytes, position) {
      place()
      platform.write(file, bytes, position)
      place()
    },
    sync(file) {
      place()
      syncs += 1
      if (syncs >= (plan.failSyncsFrom ?? Number.POSITIVE_INFINITY)) throw new Error('EIO')
      const synced = platform.sync(file)
      if (synced === undefined) place()
      return synced?.then(place)
    },
  },
  handlers: {
    'finance.transfer': (_input, { idempotencyKey }) => {
      takeEffect('did', idempotencyKey)
      return { transaction: 'T-1' }
    },
    'ledger.get_balance': () => ({ balance: 7 }),
    'note.append': (_input, { idempotencyKey, attempt }) => {
      if (attempt === 1) throw new NotAppliedError('busy')
      takeEffect('did', idempotencyKey)
      return { note: 'N-1' }
    },
    'note.write': (input, { idempotencyKey }) => {
      const { text } = input as { text: string }
      if (text !== 'lost before') takeEffect('did', idempotencyKey)
      if (text.startsWith('lost')) throw new Error('the connection is gone')
      return { note: 'N-1' }
    },
    'note.erase': (input, { idempotencyKey }) => {
      const { text } = input as { text: string }
      if (text === 'stays') throw new Error('it cannot be undone')
      takeEffect('undid', idempotencyKey)
      if (text === 'goes unsaid') throw new Error('the connection is gone')
      return null
    },
  },
})
tell(`open ${pep.recovered} ${points}`)

function ask(action: string, input: unknown): Promise<PepReply> {
  return pep.request({ action, input, token: sample.token(), runtime: 'pi' })
}

async function told(reply: Promise<PepReply>): Promise<PepReply> {
  const answer = await reply
  if (answer.instance !== undefined && ['executed', 'cancelled', 'staged'].includes(answer.outcome))
    tell(`${answer.outcome} ${answer.instance}`)
  return answer
}

/** `last`: what the one says who comes third. */
async function transfer(last: 'approve' | 'deny'): Promise<void> {
  const { instance = '' } = await told(ask('asset.transfer', { from: 'A', to: 'B', amount: 1 }))
  const view = await pep.view(instance)
  if ('outcome' in view) return
  for (const officer of OFFICERS.slice(0, 2)) await pep.approve(sample.sign(officer, 'approve', view.statement))
  tell(`deciding ${instance}`)
  const answer = await told(pep[last](sample.sign('officer-3', last, view.statement)))
  if (answer.outcome !== 'refused') tell(`decided ${instance}`)
}

/** In doubt, and then resolved by somebody who looked. */
async function doubtful(
  text: 'lost before' | 'lost after',
  verb: 'resolve-applied' | 'resolve-not-applied',
): Promise<void> {
  const { instance = '' } = await ask('note.write', { text })
  const view = await pep.view(instance)
  if ('outcome' in view || view.phase !== 'IN_DOUBT') return
  await told(pep.resolve(sample.sign('officer-1', verb, view.statement)))
}

const write = (text: string) => told(ask('note.write', { text }))

/** One of everything, one after another: the same effects in the same order each time. */
async function life(): Promise<void> {
  await write('x')
  await told(ask('note.append', { text: 'x' }))
  await transfer('approve')
  await transfer('deny')
  await ask('ledger.get_balance', { account: 'A' })
  await write('lost after')
  await doubtful('lost after', 'resolve-applied')
  await doubtful('lost before', 'resolve-not-applied')
}

phase = 'life'
points = 0
// The runtime's own timers keep no process alive.
const alive = setInterval(() => undefined, 1000)
if (plan.do === 'once') await life()
if (plan.do === 'write') await write(plan.text ?? 'x')
while (plan.do === 'always')
  await Promise.all([transfer('approve'), transfer('deny'), write('x'), write('lost before')])
// What the log owed is asked for again every tenth of a second at first.
if (plan.do === 'recover') {
  for (let tries = 0; tries < 200 && (await isOwing()); tries++) await wait(20)
}
tell(`done ${points}`)
clearInterval(alive)
await pep.close()
embedded.close()

async function isOwing(): Promise<boolean> {
  return (await embedded.list('action/')).some(({ value }) => !value.includes('"owed":[]'))
}
