/** The requests every candidate answers: what is measured, and a table of the edges on which all candidates must agree first. */
import type { AtrClaims, RequestContext } from 'clawql-manifest-validator'

export interface Transfer {
  readonly from_account: string
  readonly to_account: string
  readonly asset_id: string
  readonly amount: number
  readonly memo?: string
}

export const CLAIMS: AtrClaims = {
  subject: 'principal-1',
  agent_id: 'treasury-agent-01',
  role: 'finance-agent',
  purpose: 'settlement',
  scope: [],
  classification: 'restricted',
  session_id: 'session-1',
}

export const CONTEXT: RequestContext = { now: '2026-01-01T00:00:00Z', facts: {} }

/** Eight valid transfers, so that no engine can treat the input as a constant. */
export const VALID: readonly Transfer[] = Array.from({ length: 8 }, (_, n) => ({
  from_account: `ACC-${1000 + n}`,
  to_account: `ACC-${2000 + n}`,
  asset_id: `AST-${100 + n}`,
  amount: 1000.25 + n * 31_000,
  memo: `invoice ${n}`,
}))

/** The same, each denied by the first rule. */
export const SELF_PAYMENTS: readonly Transfer[] = VALID.map((transfer) => ({
  ...transfer,
  to_account: transfer.from_account,
}))

/** Well-typed edges: engines without a schema language can judge them too. `true`: passes every check. */
export const EDGES: readonly (readonly [Transfer, AtrClaims, boolean])[] = [
  [edge({}), CLAIMS, true],
  [edge({ amount: 1_000_000 }), CLAIMS, true],
  [edge({ amount: 1_000_000.01 }), CLAIMS, false],
  [edge({ amount: 250_000 }, false), CLAIMS, true],
  [edge({ amount: 250_000.01 }, false), CLAIMS, false],
  [edge({ to_account: 'A-1' }), CLAIMS, false],
  [edge({}), { ...CLAIMS, role: 'intern' }, false],
  [edge({}), { ...CLAIMS, purpose: 'marketing' }, false],
  [edge({}), { ...CLAIMS, classification: 'sensitive' }, false],
  [edge({}), { ...CLAIMS, classification: 'high' }, true],
]

function edge(changes: Partial<Transfer>, withMemo = true): Transfer {
  const base = { from_account: 'A-1', to_account: 'A-2', asset_id: 'AST-9', amount: 5 }
  return { ...base, ...(withMemo ? { memo: 'm' } : {}), ...changes }
}
