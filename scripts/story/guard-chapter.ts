/** Chapter two: requests meet the guard that was just generated; each denial has its own code. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AtrClaims, Decision, Guard } from 'clawql-manifest-validator'
import { bad, chapter, faint, good, line, type Story, say, waits } from './story.ts'

interface GuardsModule {
  readonly decide: (action: string, ...rest: Parameters<Guard>) => Decision
}
interface ValidatorsModule {
  readonly validators: Readonly<Record<string, { readonly normalizeInput: (input: unknown) => unknown }>>
}

interface Request {
  readonly what: string
  readonly action: string
  readonly input: Readonly<Record<string, unknown>>
  readonly claims?: Partial<AtrClaims>
  /** Effect, or for a denial the code and what else it must name. */
  readonly expect: string
}

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
const transfer = 'asset.transfer_sensitive'

const REQUESTS: readonly Request[] = [
  { what: 'read the balance of A-1', action: 'ledger.get_balance', input: { account: 'A-1' }, expect: 'allow' },
  { what: 'move AST-9 from A-1 to A-2 for 5,000 USD', action: transfer, input: TRANSFER, expect: 'stage' },
  {
    what: '… asked by an intern',
    action: transfer,
    input: TRANSFER,
    claims: { role: 'intern' },
    expect: 'ROLE_NOT_AUTHORIZED',
  },
  {
    what: '… for marketing',
    action: transfer,
    input: TRANSFER,
    claims: { purpose: 'marketing' },
    expect: 'PURPOSE_MISMATCH',
  },
  {
    what: '… with too low a clearance',
    action: transfer,
    input: TRANSFER,
    claims: { classification: 'sensitive' },
    expect: 'CLASSIFICATION_EXCEEDED',
  },
  {
    what: '… to the account it comes from',
    action: transfer,
    input: { ...TRANSFER, to_account: 'A-1' },
    expect: 'RULE_VIOLATED distinct_accounts',
  },
  {
    what: '… for 300,000 USD without a memo',
    action: transfer,
    input: { ...TRANSFER, amount: 300_000 },
    expect: 'RULE_VIOLATED unexplained_large',
  },
  {
    what: '… for 1,000,000.01 USD',
    action: transfer,
    input: { ...TRANSFER, amount: 1_000_000.01, memo: 'm' },
    expect: 'MAX_IMPACT_EXCEEDED',
  },
  {
    what: '… with a field nobody declared',
    action: transfer,
    input: { ...TRANSFER, force: true },
    expect: 'SCHEMA_INVALID /force',
  },
  {
    what: '… for half a cent',
    action: transfer,
    input: { ...TRANSFER, amount: 0.005 },
    expect: 'SCHEMA_INVALID /amount',
  },
  { what: 'an action the manifest does not have', action: 'asset.burn', input: {}, expect: 'UNKNOWN_ACTION' },
]

export async function guardChapter(story: Story): Promise<void> {
  chapter(2, 'Requests meet the generated guard')
  const load = async <T>(file: string): Promise<T> =>
    (await import(pathToFileURL(join(story.out, 'treasury-agent', file)).href)) as T
  const { decide } = await load<GuardsModule>('guards.js')
  const { validators } = await load<ValidatorsModule>('validators.js')
  for (const { what, action, input, claims, expect } of REQUESTS) {
    const normalised = validators[action]?.normalizeInput(input) ?? input
    const decision = decide(action, normalised, { ...CLAIMS, ...claims }, { now: '2026-01-01T00:00:00Z', facts: {} })
    line(story, what, describe(decision), summary(decision) === expect)
    if (decision.effect === 'deny') say(`   ${''.padEnd(46)} ${faint(decision.message)}`)
  }
}

function summary(decision: Decision): string {
  if (decision.effect !== 'deny') return decision.effect
  const named = decision.rule ?? decision.path
  return named === undefined ? decision.code : `${decision.code} ${named}`
}

function describe(decision: Decision): string {
  if (decision.effect === 'allow') return good('allowed')
  if (decision.effect === 'deny') return bad(`denied  ${summary(decision)}`)
  const groups = decision.approverGroups.map(({ role, min }) => `${min} × ${role}`).join(' and ')
  return waits(`staged  waits for ${decision.quorum} approvals: ${groups}, within ${decision.ttlMs / 60_000} min`)
}
