/**
 * A process that lives to be killed: opens the runtime, stages, approves and executes without pause, and tells on standard output what it was told. Its
 * handler makes each effect durable under its idempotency key, so that the parent can count effects whatever happened to the process.
 */
import { fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { OFFICERS, writeSampleContract } from '../../src/node/doctor/sample-contract.ts'
import { openPep } from '../../src/node/open-pep.ts'
import { seededKey } from './seeded-key.ts'

const folder = process.argv[2]!
const sample = writeSampleContract(join(folder, 'artifacts'), undefined, seededKey)
const effects = openSync(join(folder, 'effects'), 'a')

function effect(name: string, output: unknown) {
  return (_input: unknown, { idempotencyKey }: { idempotencyKey: string }) => {
    writeSync(effects, `${name} ${idempotencyKey}\n`)
    fsyncSync(effects)
    return output
  }
}

const pep = await openPep({
  dataDir: join(folder, 'data'),
  artifactsDir: sample.artifactsDir,
  trust: { pinnedRoot: sample.pinnedRoot },
  hsm: sample.hsm,
  publishEveryMs: 5,
  listen: false,
  alert: () => undefined,
  handlers: {
    'finance.transfer': effect('transfer', { transaction: 'T-1' }),
    'ledger.get_balance': () => ({ balance: 7 }),
    'note.append': effect('append', { note: 'N-1' }),
    'note.write': effect('write', { note: 'N-1' }),
    'note.erase': () => null,
  },
})
process.stdout.write(`open ${pep.recovered}\n`)

async function transfer(): Promise<void> {
  const staged = await pep.request({
    action: 'asset.transfer',
    input: { from: 'A', to: 'B', amount: 1 },
    token: sample.token(),
    runtime: 'pi',
  })
  const view = await pep.view(staged.instance ?? '')
  if ('outcome' in view) return
  for (const officer of OFFICERS.slice(0, 3)) {
    const reply = await pep.approve(sample.sign(officer, 'approve', view.statement))
    if (reply.outcome === 'executed') process.stdout.write(`executed ${reply.instance}\n`)
  }
}

async function write(): Promise<void> {
  const reply = await pep.request({ action: 'note.write', input: { text: 'x' }, token: sample.token(), runtime: 'pi' })
  if (reply.outcome === 'executed') process.stdout.write(`executed ${reply.instance}\n`)
}

for (;;) await Promise.all([transfer(), write(), write()])
