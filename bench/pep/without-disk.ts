/**
 * The path without disk: claims already verified, the store in memory, a log that takes everything at once. What is left is the enforcement point; beside it
 * the same work written out by hand.
 */
import { createMemoryStore, type KeyValue, type PepReply } from '@clawql/runtime'
import type { AtrClaims } from 'clawql-manifest-validator'
import { duration } from '../measure.ts'
import { type Assembled, assemble, breakerOf, type Parts } from './assemble.ts'
import { type Asked, byHand, mustAgree, traced } from './by-hand.ts'
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

interface Case extends Asked {
  readonly name: string
  readonly wanted: PepReply['outcome']
}

const CASES: readonly Case[] = [
  {
    name: 'a read that is allowed, with its handler and both log entries',
    action: 'ledger.get_balance',
    input: { account: 'A-1' },
    wanted: 'executed',
  },
  {
    name: 'a transfer that is denied',
    action: 'asset.transfer_sensitive',
    input: { ...TRANSFER, to_account: 'A-1' },
    wanted: 'denied',
  },
  { name: 'a transfer that is staged', action: 'asset.transfer_sensitive', input: TRANSFER, wanted: 'staged' },
]

const ROUNDS = 15
const CALLS = 4000

type Way = (asked: Asked) => Promise<PepReply>

export async function withoutDisk(treasury: Treasury): Promise<string> {
  const rows: string[] = []
  for (const one of CASES) {
    await compare(treasury, one)
    const ways = [await prepare(treasury, throughPep), await prepare(treasury, handWritten)] as const
    const samples: readonly [number[], number[]] = [[], []]
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const at of [0, 1] as const) samples[at].push(await perCall(ways[at], one))
    }
    for (const { close } of ways) await close()
    const [pep, hand] = [spread(samples[0]), spread(samples[1])]
    const ratio = (pep.median / hand.median).toFixed(2)
    rows.push(
      `| ${one.name} | ${duration(pep.median)} | ± ${duration(pep.half)} | ${duration(hand.median)} | ± ${duration(hand.half)} | ${ratio} × |`,
    )
  }
  return [
    '### Without a disk, claims already verified',
    '',
    'Processor time of the process, the collector’s included: nothing on this path waits for anything outside. By hand: the same guard, redaction, digests, seal, entries and records, compared before they are timed, for this contract alone.',
    '',
    '| | enforcement point | spread | by hand | spread | ÷ by hand |',
    '|---|---:|---:|---:|---:|---:|',
    ...rows,
    '',
  ].join('\n')
}

interface Prepared {
  readonly call: Way
  /** Puts an empty store in the place of the full one: a store in memory that only grows would be what is measured in the end. */
  renew(): void
  close(): Promise<void>
}

type WayOf = (parts: Parts, assembled: Assembled) => Way

const throughPep: WayOf = (_, { pep }) => {
  return ({ action, input }) => pep.request({ action, input, token: '', runtime: 'pi' })
}
const handWritten: WayOf = (parts) => byHand(parts)

async function prepare(
  treasury: Treasury,
  wayOf: WayOf,
  change: (parts: Parts) => Parts = (parts) => parts,
): Promise<Prepared> {
  let inner = createMemoryStore()
  const store: KeyValue = {
    get: (key) => inner.get(key),
    compareAndSet: (key, expected, value) => inner.compareAndSet(key, expected, value),
    list: (prefix, page) => inner.list(prefix, page),
  }
  let used: Parts | undefined
  const inMemory = ({ contract, ports }: Parts): Parts => {
    const claims = { verify: () => Promise.resolve({ claims: CLAIMS }) }
    // A staged action sets a timer for two hours; thousands of them are no part of the question.
    const clock = { ...ports.clock, after: () => () => undefined }
    used = change({ contract, ports: { ...ports, store, claims, clock, breaker: breakerOf(store) } })
    return used
  }
  const assembled = await assemble(treasury, inMemory, { disk: false })
  if (used === undefined) throw new Error('nothing was assembled')
  const renew = (): void => {
    inner = createMemoryStore()
  }
  return { call: wayOf(used, assembled), renew, close: () => assembled.close() }
}

/** Both ways once, with every id, time and seal the same: they must write and answer the same. */
async function compare(treasury: Treasury, one: Case): Promise<void> {
  const results: unknown[] = []
  for (const wayOf of [throughPep, handWritten]) {
    let wrote: readonly string[] = []
    const { call, close } = await prepare(treasury, wayOf, ({ contract, ports }) => {
      const trace = traced(ports)
      wrote = trace.wrote
      return { contract, ports: trace.ports }
    })
    results.push({ reply: await call(one), wrote })
    await close()
  }
  mustAgree(one.name, results[0], results[1])
}

/** Nanoseconds of this process's processor time, one call after another: nothing here waits, and a busy machine does not count. */
async function perCall({ call, renew }: Prepared, one: Case): Promise<number> {
  renew()
  const started = process.cpuUsage()
  for (let n = 0; n < CALLS; n += 1) {
    const { outcome } = await call(one)
    if (outcome !== one.wanted) throw new Error(`${one.name}: ${outcome}`)
  }
  const { user, system } = process.cpuUsage(started)
  return ((user + system) * 1000) / CALLS
}

function spread(samples: readonly number[]): { readonly median: number; readonly half: number } {
  const sorted = [...samples].sort((left, right) => left - right)
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
  return { median: at(0.5), half: (at(0.75) - at(0.25)) / 2 }
}
