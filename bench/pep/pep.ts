/**
 * `bench/pep`: the whole governed path over real files, tokens and signatures: how many a second, how long each takes, and where the time goes; and the same
 * path without a disk, its claims already verified. Marks: docs/benchmarks.md.
 */
import type { PepReply, RequestArguments } from '@clawql/runtime'
import { type OpenedPep, openPep } from '@clawql/runtime/node'
import { writeSampleContract } from '../../runtime/src/node/doctor/sample-contract.ts'
import { duration } from '../measure.ts'
import { type Load, medianLoad, underLoad } from './callers.ts'
import { sharesTable } from './shares.ts'
import { approvalsOf, balanceRequests, buildTreasury, type Treasury, transferRequests } from './treasury.ts'
import { withoutDisk } from './without-disk.ts'

const CALLERS = [1, 64, 1024] as const
const ROUNDS = 3

interface Path {
  readonly name: string
  readonly wanted: PepReply['outcome']
  /** Pieces of work per round, by callers. */
  pieces(callers: number): number
  open(): Promise<OpenedPep>
  /** Signed beforehand. */
  prepare(count: number): readonly RequestArguments[]
  /** What follows the request, timed with it. */
  finish?(pep: OpenedPep, reply: PepReply): Promise<PepReply>
}

/** Returns the tables as Markdown. */
export async function benchPep(root: string): Promise<string> {
  const treasury = await buildTreasury(root)
  try {
    const paths = pathsOf(treasury)
    // Before the others: what they do with other stores and logs would stand in the same inline caches.
    const inMemory = await withoutDisk(treasury)
    return [await throughput(paths), await sharesTable(treasury), inMemory].join('\n')
  } finally {
    treasury.remove()
  }
}

function pathsOf(treasury: Treasury): readonly Path[] {
  const open = () =>
    openPep({ ...treasury.source, dataDir: treasury.dataDir(), handlers: treasury.handlers, listen: false })
  const sample = writeSampleContract(treasury.dataDir())
  const openSample = () =>
    openPep({
      artifactsDir: sample.artifactsDir,
      trust: { pinnedRoot: sample.pinnedRoot },
      hsm: sample.hsm,
      dataDir: treasury.dataDir(),
      listen: false,
      handlers: Object.fromEntries(
        ['finance.transfer', 'ledger.get_balance', 'note.append', 'note.write', 'note.erase'].map((name) => [
          name,
          () => ({ note: 'N-1' }),
        ]),
      ),
    })
  const pieces = (callers: number) => (callers === 1 ? 300 : 2048)
  return [
    { name: 'a read that is allowed', wanted: 'executed', pieces, open, prepare: balanceRequests },
    {
      name: 'a write that is allowed',
      wanted: 'executed',
      pieces,
      open: openSample,
      prepare: (count) =>
        Array.from({ length: count }, () => ({
          action: 'note.write',
          input: { text: 'a note' },
          token: sample.token(),
          runtime: 'pi',
        })),
    },
    {
      name: 'a transfer that is denied',
      wanted: 'denied',
      pieces,
      open,
      prepare: (count) => transferRequests(count, 'A-1'),
    },
    {
      name: 'a transfer staged, viewed, approved by three and executed',
      wanted: 'executed',
      pieces: (callers) => (callers === 1 ? 100 : 1024),
      open,
      prepare: (count) => transferRequests(count, 'A-2'),
      finish: approveAll,
    },
  ]
}

/** The people’s signatures are made here too: three of Ed25519, about 25 µs each. */
async function approveAll(pep: OpenedPep, reply: PepReply): Promise<PepReply> {
  const view = await pep.view(reply.instance ?? '')
  if ('outcome' in view) return view
  let last = reply
  for (const approval of approvalsOf(view)) last = await pep.approve(approval)
  return last
}

async function throughput(paths: readonly Path[]): Promise<string> {
  const loads = new Map<string, Load[]>()
  // Interleaved: a slow spell of the machine falls on all of them.
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const path of paths) {
      for (const callers of CALLERS) {
        const key = `${path.name}/${callers}`
        loads.set(key, [...(loads.get(key) ?? []), await onePath(path, callers)])
      }
    }
  }
  const rows = paths.map(({ name }) => {
    const cells = CALLERS.map((callers) => {
      const { perSecond, p50, p99 } = medianLoad(loads.get(`${name}/${callers}`) ?? [])
      return `${Math.round(perSecond).toLocaleString('en')} | ${duration(p50 * 1000)} | ${duration(p99 * 1000)}`
    })
    return `| ${name} | ${cells.join(' | ')} |`
  })
  const head = CALLERS.map((callers) => `${callers.toLocaleString('en')} callers: a second | p50 | p99`)
  return [
    '### The governed path, log and store on disk',
    '',
    `| | ${head.join(' | ')} |`,
    `|---|${'---:|'.repeat(CALLERS.length * 3)}`,
    ...rows,
    '',
  ].join('\n')
}

async function onePath(path: Path, callers: number): Promise<Load> {
  const pieces = path.pieces(callers)
  const requests = path.prepare(pieces)
  const pep = await path.open()
  try {
    return await underLoad(pieces, callers, async (n) => {
      const reply = await pep.request(requests[n] as RequestArguments)
      const last = path.finish === undefined ? reply : await path.finish(pep, reply)
      if (last.outcome !== path.wanted) throw new Error(`${path.name} gave ${JSON.stringify(last)}`)
    })
  } finally {
    await pep.close()
  }
}
