/**
 * The one way in, for every runtime (INVARIANT P9): Phase 1 (the claims), Phase 2 (the guard), then the machine. Whatever is refused or denied on the way is in the
 * audit log before the caller hears of it.
 */
import {
  type AtrClaims,
  canonicalize,
  type Decision,
  type DenyDecision,
  type JsonValue,
} from 'clawql-manifest-validator'
import type { LoadedAction, LoadedContract } from '../contract/loaded-contract.ts'
import type { WormSubmission } from '../worm/worm-entry.ts'
import { freshCell, transientCell } from './action-cell.ts'
import type { ActionRequest } from './action-record.ts'
import { type BreakerPort, type BreakerReading, isHalted, readOrBlind, unreadOf } from './breaker-reading.ts'
import { copyJson } from './copy-json.ts'
import { claimsHash, inputDigest } from './digests.ts'
import type { Driver, Run } from './drive.ts'
import { executionTerms } from './execution-terms.ts'
import { entryId } from './owed-envelope.ts'
import type { PepEvent, StageTerms } from './pep-event.ts'
import { type PepReply, refusal, replyOf } from './pep-reply.ts'
import type { PepPorts } from './ports.ts'
import { settlePlace } from './rate-counter.ts'
import { limitRate, unlimited } from './rate-limit.ts'
import type { Redaction } from './redaction.ts'
import type { PepRefusal } from './refusal.ts'
import { isPromoted } from './stage.ts'

export const RUNTIMES = ['openclaw', 'hermes', 'goose', 'pi', 'custom'] as const
export type Runtime = (typeof RUNTIMES)[number]

export interface RequestArguments {
  readonly action: string
  readonly input: unknown
  /** The ATRClaims token, a compact JWS. */
  readonly token: string
  /** Which agent runtime asks. All take this path; it is logged. */
  readonly runtime: string
}

/** What the host gave, and what this package put before it. */
type Inside = PepPorts & { readonly redaction: Redaction }

interface Request {
  readonly instance: string
  readonly atMs: number
  readonly action: string
  readonly runtime: string
}

const DEFAULT_TTL_SECONDS = 7200
/** Whom Conservative mode asks where an action names nobody (D22). */
const OPERATOR_ROLE = 'operator'

export async function requestAction(
  contract: LoadedContract,
  ports: Inside,
  driver: Driver,
  args: RequestArguments,
): Promise<PepReply> {
  const request = {
    instance: ports.newId(),
    atMs: ports.clock.nowMs(),
    action: nameOf(args.action),
    runtime: nameOf(args.runtime),
  }
  if (!isRuntime(request.runtime)) {
    return refuse(contract, ports, request, {
      code: 'RUNTIME_UNKNOWN',
      message: `the runtime must be one of ${RUNTIMES.join(', ')}`,
    })
  }
  const verified = await ports.claims.verify(args.token, request.atMs)
  if ('refusal' in verified) return refuse(contract, ports, request, verified.refusal)
  const { claims } = verified
  const action = contract.actions.get(request.action)
  const input = prepareInput(action, args.input)
  // Before the breaker is read: a redactor that takes its time must not make that reading old.
  const redacted = 'value' in input ? redact(ports, request.action, input.value) : input
  const shown = redacted instanceof Promise ? await redacted : redacted
  const reading = readBreaker(ports.breaker, action?.isRead === true)
  const breaker = reading instanceof Promise ? await reading : reading
  if (breaker.unread !== undefined) {
    return refuse(
      contract,
      ports,
      request,
      { code: breaker.unread, message: 'the circuit breaker cannot be read' },
      claims,
    )
  }
  const decision = decide(contract, ports, request, action, input, claims)
  if (decision.effect !== 'deny' && 'fault' in shown)
    return refuse(contract, ports, request, { code: 'REDACTION_UNAVAILABLE', message: shown.fault }, claims)
  const value = 'value' in input ? input.value : undefined
  const rate = action?.type.governance.rate
  const limited =
    rate === undefined ? unlimited(decision) : await limitRate(ports, request, rate, { claims, input: value }, decision)
  if (limited.denied !== undefined) return deny(contract, ports, request, claims, action, input, shown, limited.denied)
  if (action === undefined || 'fault' in input || 'fault' in shown || decision.effect === 'deny')
    throw new Error('a guard allowed what has no contract or no input')
  // INVARIANT P2: only what every check let through comes this far.
  const both = { value: input.value, shown: shown.value }
  return start(contract, ports, driver, request, claims, action, both, decision, breaker, limited.key)
}

/** For a read while the breaker cannot be read: reads go on whatever its state. */
const UNREAD: BreakerReading = { version: 0, state: 'NOMINAL', last_blind_version: 0 }

type Input = { readonly value: JsonValue } | { readonly fault: string }

/** The caller's value is read once; guard, digest and handler see the normalised copy. */
function prepareInput(action: LoadedAction | undefined, raw: unknown): Input {
  const copied = copyJson(raw)
  if ('fault' in copied || action === undefined) return copied
  try {
    const normal = action.validators.normalizeInput(copied.value)
    // The same object where nothing changed: then it is this function's own copy.
    return normal === copied.value ? copied : copyJson(normal)
  } catch {
    return { fault: 'the input cannot be normalised' }
  }
}

/** What cannot be redacted is not asked about: the fault says why, and holds nothing of the input. */
function redact({ redaction }: Inside, action: string, value: JsonValue): Input | Promise<Input> {
  const failed = (error: unknown): Input => ({
    fault: `the input cannot be redacted: ${error instanceof Error ? error.message : ''}`,
  })
  try {
    const shown = redaction.input(action, value)
    return shown instanceof Promise ? shown.then((later) => ({ value: later }), failed) : { value: shown }
  } catch (error) {
    return failed(error)
  }
}

function decide(
  contract: LoadedContract,
  ports: Inside,
  request: Request,
  action: LoadedAction | undefined,
  input: Input,
  claims: AtrClaims,
): Decision {
  if ('fault' in input && action !== undefined)
    return { effect: 'deny', code: 'SCHEMA_INVALID', path: '', message: input.fault }
  const value = 'value' in input ? input.value : null
  try {
    const context = { now: isoTime(request.atMs), facts: ports.facts(request.action) }
    return doubleCheck(contract.decide(request.action, value, claims, context), action)
  } catch {
    return { effect: 'deny', code: 'RULE_ERROR', message: 'the guard failed' }
  }
}

/** A guard comes from bytes the manifest names; even so it may not let through what the manifest wants approved. */
function doubleCheck(decision: Decision, action: LoadedAction | undefined): Decision {
  if (decision.effect === 'deny') return decision
  const governance = action?.type.governance
  const isWaivable = (governance?.approval_waivers ?? []).length > 0
  const wanted = governance?.requires_approval === true && !isWaivable ? (governance.approval_quorum ?? 1) : 0
  const asked = decision.effect === 'stage' && isStaging(decision) ? decision.quorum : 0
  const isKnown = decision.effect === 'allow' || asked > 0
  return isKnown && asked >= wanted && action !== undefined
    ? decision
    : { effect: 'deny', code: 'RULE_ERROR', message: 'guard and manifest disagree' }
}

function isStaging({ quorum, approverGroups, ttlMs }: StageTerms): boolean {
  return (
    Number.isSafeInteger(quorum) && quorum > 0 && approverGroups.length > 0 && Number.isSafeInteger(ttlMs) && ttlMs > 0
  )
}

async function start(
  contract: LoadedContract,
  ports: Inside,
  driver: Driver,
  request: Request,
  claims: AtrClaims,
  action: LoadedAction,
  input: { readonly value: JsonValue; readonly shown: JsonValue },
  decision: { readonly effect: 'allow' } | StageTerms,
  breaker: BreakerReading,
  placeKey: string | undefined,
): Promise<PepReply> {
  const run: Run = { input: input.value, handlerStarted: false }
  // What never waits is never opened again: nothing of it is kept, sealed or not (D21).
  const willWait = decision.effect === 'stage' || isPromoted(breaker, action.isRead)
  const canonical = canonicalize(input.value)
  const digest = inputDigest(ports.crypto, canonical)
  const sealed = willWait ? await seal(ports, canonical, sealContext(request.instance, digest)) : ''
  if (sealed === undefined) {
    if (placeKey !== undefined) await settlePlace(ports.store, placeKey, request.instance, 'did not run', request.atMs)
    return refuse(contract, ports, request, UNSEALED, claims)
  }
  const described = describe(contract, ports, request, claims, action, input.shown, digest, sealed)
  const facts = placeKey === undefined ? described : { ...described, rate_key: placeKey }
  const { circuit_breaker: limits } = contract.manifest.policy.coordination
  const event: PepEvent = {
    kind: 'REQUESTED',
    at_ms: request.atMs,
    instance: request.instance,
    request: facts,
    decision,
    breaker,
    promotion: {
      quorum: limits.circuit_breaker_approval_quorum ?? 1,
      role: OPERATOR_ROLE,
      ttlMs: (action.type.governance.approval_ttl_seconds ?? DEFAULT_TTL_SECONDS) * 1000,
    },
  }
  // A read that nobody has to approve leaves nothing to recover: its record need not outlive the call.
  const isKept = !action.isRead || decision.effect !== 'allow'
  const cell = isKept ? freshCell(ports.store, request.instance) : transientCell()
  const driven = await driver.drive(cell, run, () => event)
  if (driven.record === undefined) {
    if (placeKey !== undefined) await settlePlace(ports.store, placeKey, request.instance, 'did not run', request.atMs)
    return refuse(contract, ports, request, driven.refusal ?? LOST, claims)
  }
  return driven.refusal === undefined ? replyOf(driven.record, run.output) : refusal(driven.refusal, request.instance)
}

const UNSEALED: PepRefusal = { code: 'STORE_UNAVAILABLE', message: 'the input cannot be sealed' }
const LOST: PepRefusal = { code: 'STORE_UNAVAILABLE', message: 'the request left no record' }

function describe(
  contract: LoadedContract,
  ports: Inside,
  request: Request,
  claims: AtrClaims,
  action: LoadedAction,
  shown: JsonValue,
  digest: string,
  sealed: string,
): ActionRequest {
  return {
    action: request.action,
    action_version: action.type.version,
    action_leaf: action.leaf,
    manifest_root: contract.manifest.merkle_root,
    policy_version: contract.policyVersion,
    agent_id: claims.agent_id,
    session_id: claims.session_id,
    runtime: request.runtime,
    is_read: action.isRead,
    input_digest: digest,
    input_redacted: shown,
    input_sealed: sealed,
    claims_hash: claimsHash(ports.crypto, claims),
    requester: {
      subject: claims.subject,
      agent_id: claims.agent_id,
      role: claims.role,
      ...(claims.owner === undefined ? {} : { owner: claims.owner }),
      delegates: claims.delegates ?? [],
    },
    execution: executionTerms(action),
  }
}

/** Undefined where it cannot be sealed: then nothing is kept. What the sealer says may hold what it should have hidden. */
function seal({ sealer }: Inside, text: string, context: string): Promise<string | undefined> {
  return sealer.seal(text, context).catch(() => undefined)
}

/** Sealed input opens for its own action only. */
export function sealContext(instance: string, digest: string): string {
  return `CLAWQL_SEALED_INPUT_V1\0${instance}\0${digest}`
}

async function deny(
  contract: LoadedContract,
  ports: Inside,
  request: Request,
  claims: AtrClaims,
  action: LoadedAction | undefined,
  input: Input,
  shown: Input,
  decision: DenyDecision,
): Promise<PepReply> {
  const { code, message, rule, path } = decision
  const isKnown = action !== undefined && isRuntime(request.runtime)
  const named: Named = isKnown
    ? { action: request.action, runtime: request.runtime }
    : await madeUp(contract, ports, request)
  const reason = { code, message, ...(rule === undefined ? {} : { rule }), ...(path === undefined ? {} : { path }) }
  const digest = 'value' in input ? { input_digest: inputDigest(ports.crypto, canonicalize(input.value)) } : {}
  const payload = {
    ...named,
    subject: claims.subject,
    role: claims.role,
    ...reason,
    // A path may end in a name that the caller made up.
    ...(path === undefined ? {} : { path: await ports.redaction.name(path) }),
    ...('value' in shown ? { input: shown.value } : {}),
    ...digest,
  }
  const unlogged = await log(contract, ports, request, 'ACTION_DENIED', payload, claims, action)
  return unlogged === undefined
    ? { outcome: 'denied', instance: request.instance, ...reason }
    : refusal(unlogged, request.instance)
}

async function refuse(
  contract: LoadedContract,
  ports: Inside,
  request: Request,
  reason: PepRefusal,
  claims?: AtrClaims,
): Promise<PepReply> {
  const payload = { ...(await madeUp(contract, ports, request)), code: reason.code, message: reason.message }
  const unlogged = await log(contract, ports, request, 'REQUEST_REFUSED', payload, claims)
  return refusal(unlogged ?? reason, request.instance)
}

/** Undefined once durable. What cannot be logged is refused as such: the log comes first. */
async function log(
  contract: LoadedContract,
  ports: Inside,
  request: Request,
  kind: string,
  payload: WormSubmission['payload'],
  claims?: AtrClaims,
  action?: LoadedAction,
): Promise<PepRefusal | undefined> {
  try {
    await ports.log.append({
      entry_id: entryId(ports.crypto, request.instance, 0),
      timestamp_ms: request.atMs,
      manifest_root: contract.manifest.merkle_root,
      policy_version: contract.policyVersion,
      session_id: claims?.session_id ?? 'unverified',
      agent_id: contract.manifest.identity.agent_id,
      source: 'PEP',
      correlation_id: request.instance,
      event_kind: kind,
      payload,
      ...(action === undefined ? {} : { action_leaf_hash: action.leaf }),
      ...(claims === undefined ? {} : { claims_hash: claimsHash(ports.crypto, claims) }),
    })
    return undefined
  } catch (error) {
    return {
      code: 'LOG_UNAVAILABLE',
      message: `the audit log did not take the entry: ${error instanceof Error ? error.message : String(error)}`,
    }
  }
}

/** Uncached, but for reads (D2). Reads go on whatever the state, unless this process has been halted. */
function readBreaker(breaker: BreakerPort, isRead: boolean): BreakerReading | Promise<BreakerReading> {
  if (!isRead) return readOrBlind(breaker)
  return breaker.recent?.() ?? breaker.read().catch(unreadFor)
}

function unreadFor(error: unknown): BreakerReading {
  return isHalted(error) ? unreadOf(error) : UNREAD
}

/** The names a caller gave, as the log shows them: they need not be names at all. */
async function madeUp(contract: LoadedContract, { redaction }: Inside, { action, runtime }: Request): Promise<Named> {
  return {
    action: contract.actions.has(action) ? action : await redaction.name(action),
    runtime: isRuntime(runtime) ? runtime : await redaction.name(runtime),
  }
}

interface Named {
  readonly action: string
  readonly runtime: string
}

function isRuntime(name: string): boolean {
  return RUNTIMES.some((runtime) => runtime === name)
}

let lastIso = { atMs: Number.NaN, text: '' }

/** Within one millisecond the text is the same. */
function isoTime(atMs: number): string {
  if (lastIso.atMs !== atMs) lastIso = { atMs, text: new Date(atMs).toISOString() }
  return lastIso.text
}

/** What goes into the log for a name that a caller made up. */
function nameOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 16_384).toWellFormed() : ''
}
