/**
 * From a request that every check let through to the machine's first event: digest, sealed input, and everything the record keeps of what was asked. It
 * decides nothing; whether the action waits or runs at once is the machine's.
 */
import { canonicalize, type JsonValue } from 'clawql-manifest-validator'
import type { LoadedAction, LoadedContract } from '../contract/loaded-contract.ts'
import { type ActionCell, freshCell, transientCell } from './action-cell.ts'
import type { ActionRequest, Requester } from './action-record.ts'
import type { BreakerReading } from './breaker-reading.ts'
import { claimsHash, inputDigest } from './digests.ts'
import { executionTerms } from './execution-terms.ts'
import type { Inside, Verified } from './inside.ts'
import type { PepEvent, PromotionTerms, StageTerms } from './pep-event.ts'
import { sealContext } from './seal-context.ts'
import { firstRecord, isPromoted } from './stage.ts'

type Requested = Extract<PepEvent, { kind: 'REQUESTED' }>

export interface Allowed {
  readonly action: LoadedAction
  readonly input: JsonValue
  /** The input as it may be shown. */
  readonly shown: JsonValue
  readonly decision: { readonly effect: 'allow' } | StageTerms
  readonly breaker: BreakerReading
  /** The rate counter that holds a place for it. */
  readonly placeKey: string | undefined
}

export interface Beginning {
  readonly event: Requested
  readonly cell: ActionCell
}

const DEFAULT_TTL_SECONDS = 7200
/** Whom Conservative mode asks where an action names nobody (D22). */
const OPERATOR_ROLE = 'operator'

/** Undefined where the input cannot be sealed: then nothing is kept. */
export function beginAction(
  inside: Inside,
  request: Verified,
  allowed: Allowed,
): Beginning | Promise<Beginning | undefined> | undefined {
  const { decision, breaker, action } = allowed
  const canonical = canonicalize(allowed.input)
  const event = requested(inside, request, allowed, inputDigest(inside.crypto, canonical))
  // A read that nobody has to approve leaves nothing to recover: its record need not outlive the call.
  const isKept = !action.isRead || decision.effect !== 'allow'
  const cell = isKept ? freshCell(inside.store, request.instance) : transientCell()
  // What never waits is never opened again: nothing of it is kept, sealed or not (D21).
  if (decision.effect === 'allow' && !isPromoted(breaker, action.isRead)) return { event, cell }
  const shown = allowed.shown === allowed.input ? canonical : undefined
  const sealed = seal(inside, canonical, sealContext(inside.crypto, firstRecord(event), shown))
  return sealed instanceof Promise
    ? sealed.then((text) => withSealed(event, cell, text))
    : withSealed(event, cell, sealed)
}

function withSealed(event: Requested, cell: ActionCell, sealed: string | undefined): Beginning | undefined {
  if (sealed === undefined) return undefined
  return { event: { ...event, request: { ...event.request, input_sealed: sealed } }, cell }
}

/** What the sealer says of its failure may hold what it should have hidden. */
function seal({ sealer }: Inside, text: string, context: string): string | undefined | Promise<string | undefined> {
  try {
    const sealed = sealer.seal(text, context)
    return sealed instanceof Promise ? sealed.catch(() => undefined) : sealed
  } catch {
    return undefined
  }
}

function requested(inside: Inside, request: Verified, allowed: Allowed, digest: string): Requested {
  const { decision, breaker, action } = allowed
  return {
    kind: 'REQUESTED',
    at_ms: request.atMs,
    instance: request.instance,
    request: describe(inside, request, allowed, digest),
    decision,
    breaker,
    promotion: promotionOf(inside.contract, action),
  }
}

function promotionOf({ manifest }: LoadedContract, { type: { governance } }: LoadedAction): PromotionTerms {
  return {
    quorum: manifest.policy.coordination.circuit_breaker.circuit_breaker_approval_quorum ?? 1,
    role: OPERATOR_ROLE,
    ttlMs: (governance.approval_ttl_seconds ?? DEFAULT_TTL_SECONDS) * 1000,
  }
}

function describe(
  { contract, crypto }: Inside,
  { action: name, runtime, claims }: Verified,
  { action, shown, placeKey }: Allowed,
  digest: string,
): ActionRequest {
  const { subject, agent_id, role, owner, delegates = [] } = claims
  const requester: Requester =
    owner === undefined ? { subject, agent_id, role, delegates } : { subject, agent_id, role, owner, delegates }
  const described = {
    action: name,
    action_version: action.type.version,
    action_leaf: action.leaf,
    manifest_root: contract.manifest.merkle_root,
    policy_version: contract.policyVersion,
    agent_id,
    session_id: claims.session_id,
    runtime,
    is_read: action.isRead,
    input_digest: digest,
    input_redacted: shown,
    input_sealed: '',
    claims_hash: claimsHash(crypto, claims),
    requester,
    execution: executionTerms(action),
  }
  return placeKey === undefined ? described : { ...described, rate_key: placeKey }
}
