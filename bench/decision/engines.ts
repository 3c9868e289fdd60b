/**
 * The treasury rule in other engines, each through its fastest prepared form: policies, schemas and environments are parsed before the first call. They
 * check the governance and the rules; none of them checks the input's schema, which our guard does as well.
 */
import { celEnv, parse as parseBufbuild, plan } from '@bufbuild/cel'
import * as cedar from '@cedar-policy/cedar-wasm/nodejs'
import { Environment } from '@marcbachmann/cel-js'
import type { AtrClaims } from 'clawql-manifest-validator'
import type { Transfer } from './requests.ts'

export type Engine = (input: Transfer, claims: AtrClaims) => boolean

const RULE = [
  'claims.role in ["finance-agent", "compliance-officer"]',
  'claims.purpose == "settlement"',
  'claims.classification in ["restricted", "high"]',
  'input.amount <= 1000000.0',
  '!(input.amount > 250000.0 && !has(input.memo))',
  'input.from_account != input.to_account',
].join(' && ')

export function bufbuildEngine(): Engine {
  const run = plan(celEnv(), parseBufbuild(RULE))
  return (input, claims) => run({ input, claims } as never) === true
}

export function celJsEngine(): Engine {
  const environment = new Environment().registerVariable('input', 'map').registerVariable('claims', 'map')
  const run = environment.parse(RULE)
  return (input, claims) => run({ input, claims }) === true
}

/** Cedar has no floating point: amounts are given in cents, as its users do. */
const CEDAR_POLICY = `
permit (principal, action == Action::"asset.transfer_sensitive", resource)
when {
  ["finance-agent", "compliance-officer"].contains(context.role) &&
  context.purpose == "settlement" &&
  context.clearance >= 2 &&
  context.amount <= 100000000 &&
  context.from_account != context.to_account
}
unless { context.amount > 25000000 && !(context has memo) };`

const RANK: Readonly<Record<string, number>> = { standard: 0, sensitive: 1, restricted: 2, high: 3 }

export function cedarEngine(): Engine {
  const parsed = cedar.preparsePolicySet('treasury', { staticPolicies: CEDAR_POLICY })
  if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed))
  const action = { type: 'Action', id: 'asset.transfer_sensitive' }
  return (input, claims) => {
    const answer = cedar.statefulIsAuthorized({
      principal: { type: 'Agent', id: claims.agent_id },
      action,
      resource: { type: 'Asset', id: input.asset_id },
      context: {
        role: claims.role,
        purpose: claims.purpose,
        clearance: RANK[claims.classification] ?? -1,
        from_account: input.from_account,
        to_account: input.to_account,
        amount: Math.round(input.amount * 100),
        ...(input.memo === undefined ? {} : { memo: input.memo }),
      },
      preparsedPolicySetId: 'treasury',
      entities: [],
    })
    return answer.type === 'success' && answer.response.decision === 'allow'
  }
}
