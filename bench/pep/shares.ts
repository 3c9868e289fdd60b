/** Where the time of one caller goes: every port is timed where it is called, and what is left is the enforcement point itself. */
import type { RequestArguments } from '@clawql/runtime'
import { duration } from '../measure.ts'
import { type Assembled, assemble, type Parts } from './assemble.ts'
import { approvalsOf, balanceRequests, type Treasury, transferRequests } from './treasury.ts'

const NAMES = ['claims', 'guard', 'store', 'log', 'rest'] as const
type Shares = Record<(typeof NAMES)[number], number>

export async function sharesTable(treasury: Treasury): Promise<string> {
  const rows = [
    ['a read that is allowed', await shares(treasury, balanceRequests(600), false)],
    ['a transfer that is denied', await shares(treasury, transferRequests(600, 'A-1'), false)],
    ['a transfer staged, approved by three, executed', await shares(treasury, transferRequests(150, 'A-2'), true)],
  ] as const
  const lines = rows.map(([name, found]) => {
    const total = NAMES.reduce((sum, part) => sum + found[part], 0)
    const cells = NAMES.map((part) => `${duration(found[part] * 1e6)} (${Math.round((found[part] / total) * 100)} %)`)
    return `| ${name} | ${duration(total * 1e6)} | ${cells.join(' | ')} |`
  })
  return [
    '### Where it goes, one caller',
    '',
    'Claims: signature, form and single use, the latter a synced commit. Store: records of actions and the circuit breaker. Rest: the machine, digests, redaction, sealing, signatures of approvals, the handler.',
    '',
    `| | in all | ${NAMES.join(' | ')} |`,
    `|---|---:|${'---:|'.repeat(NAMES.length)}`,
    ...lines,
    '',
  ].join('\n')
}

/** Milliseconds for each, the mean over all requests but the first third. */
async function shares(treasury: Treasury, requests: readonly RequestArguments[], approve: boolean): Promise<Shares> {
  const spent: Shares = { claims: 0, guard: 0, store: 0, log: 0, rest: 0 }
  const assembled = await assemble(treasury, (parts) => timed(parts, spent), { disk: true })
  const warm = Math.floor(requests.length / 3)
  let total = 0
  for (const [n, request] of requests.entries()) {
    if (n === warm) {
      for (const name of NAMES) spent[name] = 0
      total = 0
    }
    const started = performance.now()
    const instance = (await assembled.pep.request(request)).instance ?? ''
    total += performance.now() - started
    if (approve) total += await approveTimed(assembled, instance)
  }
  await assembled.close()
  const count = requests.length - warm
  const named = spent.claims + spent.guard + spent.store + spent.log
  return {
    claims: spent.claims / count,
    guard: spent.guard / count,
    store: spent.store / count,
    log: spent.log / count,
    rest: (total - named) / count,
  }
}

async function approveTimed({ pep }: Assembled, instance: string): Promise<number> {
  let started = performance.now()
  const view = await pep.view(instance)
  let total = performance.now() - started
  if ('outcome' in view) throw new Error(`no view: ${JSON.stringify(view)}`)
  for (const approval of approvalsOf(view)) {
    started = performance.now()
    await pep.approve(approval)
    total += performance.now() - started
  }
  return total
}

/** Each port as it is, with a clock around it. The replay store is the claims' own and not timed twice. */
function timed({ contract, ports }: Parts, spent: Shares): Parts {
  const around = async <T>(name: keyof Shares, work: () => Promise<T>): Promise<T> => {
    const started = performance.now()
    try {
      return await work()
    } finally {
      spent[name] += performance.now() - started
    }
  }
  const { store, log, claims, breaker } = ports
  return {
    contract: {
      ...contract,
      decide: (...args) => {
        const started = performance.now()
        const decision = contract.decide(...args)
        spent.guard += performance.now() - started
        return decision
      },
    },
    ports: {
      ...ports,
      claims: { verify: (token, nowMs) => around('claims', () => claims.verify(token, nowMs)) },
      breaker: { read: () => around('store', () => breaker.read()) },
      store: {
        ...store,
        get: (key) => around('store', async () => store.get(key)),
        compareAndSet: (key, expected, value) => around('store', () => store.compareAndSet(key, expected, value)),
      },
      log: {
        append: (entry) => around('log', () => log.append(entry)),
        history: (id) => around('log', () => log.history(id)),
      },
    },
  }
}
