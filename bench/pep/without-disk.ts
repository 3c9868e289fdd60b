/** The path without disk: claims already verified, the store in memory, a log that takes everything at once. What is left is the enforcement point. */
import { createMemoryStore } from '@clawql/runtime'
import type { AtrClaims } from 'clawql-manifest-validator'
import { duration } from '../measure.ts'
import { type Assembled, assemble, breakerOf } from './assemble.ts'
import type { Treasury } from './treasury.ts'

const CLAIMS: AtrClaims = {
  subject: 'desk-7',
  agent_id: 'treasury-agent-01',
  role: 'finance-agent',
  purpose: 'settlement',
  scope: [],
  classification: 'restricted',
  session_id: 'session-1',
}
const TRANSFER = { from_account: 'A-1', to_account: 'A-2', asset_id: 'AST-9', amount: 5000 }
const CASES = [
  [
    'a read that is allowed, with its handler and both log entries',
    'ledger.get_balance',
    { account: 'A-1' },
    'executed',
  ],
  ['a transfer that is denied', 'asset.transfer_sensitive', { ...TRANSFER, to_account: 'A-1' }, 'denied'],
  ['a transfer that is staged', 'asset.transfer_sensitive', TRANSFER, 'staged'],
] as const

export async function withoutDisk(treasury: Treasury): Promise<string> {
  const samples = CASES.map((): number[] => [])
  const assembled = await Promise.all(
    CASES.map(() =>
      assemble(
        treasury,
        ({ contract, ports }) => {
          const store = createMemoryStore()
          const claims = { verify: () => Promise.resolve({ claims: CLAIMS }) }
          // A staged action sets a timer for two hours; thousands of them are no part of the question.
          const clock = { ...ports.clock, after: () => () => undefined }
          return { contract, ports: { ...ports, store, claims, clock, breaker: breakerOf(store) } }
        },
        { disk: false },
      ),
    ),
  )
  for (let round = 0; round < 15; round += 1) {
    for (const [at, one] of assembled.entries())
      samples[at]?.push(await perCall(one, CASES[at] as (typeof CASES)[number]))
  }
  await Promise.all(assembled.map((one) => one.close()))
  const rows = CASES.map(([name], at) => {
    const sorted = (samples[at] ?? []).sort((left, right) => left - right)
    const quartile = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
    return `| ${name} | ${duration(quartile(0.5))} | ± ${duration((quartile(0.75) - quartile(0.25)) / 2)} |`
  })
  return [
    '### Without a disk, claims already verified',
    '',
    'Processor time of the process, the collector’s included: nothing on this path waits for anything outside.',
    '',
    '| | median | spread |',
    '|---|---:|---:|',
    ...rows,
    '',
  ].join('\n')
}

const CALLS = 4000

/** Nanoseconds of this process's processor time, one call after another: nothing here waits, and a busy machine does not count. */
async function perCall({ pep }: Assembled, [name, action, input, wanted]: (typeof CASES)[number]): Promise<number> {
  const started = process.cpuUsage()
  for (let n = 0; n < CALLS; n += 1) {
    const { outcome } = await pep.request({ action, input, token: '', runtime: 'pi' })
    if (outcome !== wanted) throw new Error(`${name}: ${outcome}`)
  }
  const { user, system } = process.cpuUsage(started)
  return ((user + system) * 1000) / CALLS
}
