/**
 * Writes `examples/audit-log` anew: `node scripts/example-log.ts`, by hand, when the format of the log changes. A real runtime governs a few actions, a real witness
 * cosigns; times, ids and keys are those of the run. The keys that could sign again are thrown away.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cosignCheckpoint, dataLayout, openPep, ownLog, serveWitness } from '@clawql/runtime/node'
import { OFFICERS, writeSampleContract } from '../runtime/src/node/doctor/sample-contract.ts'
import { ROOT } from './source-tree.ts'

const target = join(ROOT, 'examples', 'audit-log')
const folder = mkdtempSync(join(tmpdir(), 'clawql-example-'))
const data = join(folder, 'data')
const sample = writeSampleContract(mkdtempSync(join(folder, 'artifacts-')))
for (const name of ['log', 'seen-earlier', 'log.vkey', 'witness.vkey'])
  rmSync(join(target, name), { recursive: true, force: true })
mkdirSync(target, { recursive: true })

const first = await open()
await first.request(call('ledger.get_balance', { account: 'A-1' }))
await first.request({ ...call('asset.transfer', transfer()), token: sample.token({ atr: { role: 'intern' } }) })
await first.close()
cpSync(join(dataLayout(data).log, 'checkpoint'), join(target, 'seen-earlier'))

const second = await open()
const staged = await second.request(call('asset.transfer', transfer()))
const view = await second.view(staged.instance ?? '')
if ('outcome' in view) throw new Error('the transfer was not staged')
for (const officer of OFFICERS.slice(0, 3)) await second.approve(sample.sign(officer, 'approve', view.statement))
await second.request({ ...call('note.write', { text: 'done' }), token: 'no token' })
const { logKey } = second
await second.close()

const witness = await serveWitness({
  folder: join(folder, 'witness'),
  name: 'witness.example/one',
  logs: [logKey],
  port: 0,
})
const address = { url: witness.url, verifierKey: witness.verifierKey }
await cosignCheckpoint(dataLayout(data).log, logKey, [address])
await witness.close()

for (const name of ['checkpoint', 'checkpoint.cosigned', 'vkey', 'tile', 'wal'])
  cpSync(join(dataLayout(data).log, name), join(target, 'log', name), { recursive: true })
writeFileSync(join(target, 'log.vkey'), `${logKey}\n`)
writeFileSync(join(target, 'witness.vkey'), `${witness.verifierKey}\n`)
rmSync(folder, { recursive: true })

function open() {
  return openPep({
    dataDir: data,
    artifactsDir: sample.artifactsDir,
    trust: { pinnedRoot: sample.pinnedRoot },
    hsm: sample.hsm,
    log: (place) => ownLog({ listen: false })({ ...place, origin: 'treasury.example/log' }),
    listen: false,
    handlers: {
      'finance.transfer': () => ({ transaction: 'T-1' }),
      'ledger.get_balance': () => ({ balance: 7 }),
      'note.append': () => ({ note: 'N-1' }),
      'note.write': () => ({ note: 'N-1' }),
      'note.erase': () => null,
    },
  })
}

function call(action: string, input: unknown) {
  return { action, input, token: sample.token(), runtime: 'pi' }
}

function transfer() {
  return { from: 'A-1', to: 'A-2', amount: 5 }
}
