/**
 * The one way in, for every runtime (INVARIANT P9): Phase 1 (the claims), Phase 2 (the guard), then the machine. Whatever is refused or denied on the way is in the
 * audit log before the caller hears of it.
 */
import type { Decision, JsonValue } from 'clawql-manifest-validator'
import type { LoadedAction } from '../contract/loaded-contract.ts'
import { type Allowed, beginAction } from './begin-action.ts'
import { type BreakerPort, type BreakerReading, isHalted, readOrBlind, unreadOf } from './breaker-reading.ts'
import { copyJson } from './copy-json.ts'
import type { Run } from './drive.ts'
import { deny, type Input, refuse, unfinished } from './end-at-the-door.ts'
import type { Inside, Request, Verified } from './inside.ts'
import type { StageTerms } from './pep-event.ts'
import { type PepReply, refusal, replyOf } from './pep-reply.ts'
import { settlePlace } from './rate-counter.ts'
import { limitRate, unlimited } from './rate-limit.ts'
import type { PepRefusal } from './refusal.ts'
import { isRuntime, RUNTIMES } from './runtimes.ts'

export interface RequestArguments {
  readonly action: string
  readonly input: unknown
  /** The ATRClaims token, a compact JWS. */
  readonly token: string
  /** Which agent runtime asks. All take this path; it is logged. */
  readonly runtime: string
}

/** Never rejects. One function, as long as the way is: every function that waits in turn costs the caller another turn. */
export async function requestAction(inside: Inside, args: RequestArguments): Promise<PepReply> {
  try {
    const instance = inside.newId()
    const atMs = inside.clock.nowMs()
    const name = nameOf(args.action)
    const runtime = nameOf(args.runtime)
    const asked: Request = { instance, atMs, action: name, runtime }
    if (!isRuntime(runtime)) return await refuse(inside, asked, RUNTIME_UNKNOWN)
    const verified = await inside.claims.verify(args.token, atMs)
    if ('refusal' in verified) return await refuse(inside, asked, verified.refusal)
    const { claims } = verified
    const request: Verified = { instance, atMs, action: name, runtime, claims }
    const action = inside.contract.actions.get(name)
    const input = prepareInput(action, args.input)
    // Before the breaker is read: a redactor that takes its time must not make that reading old.
    const redacted = 'value' in input ? redact(inside, name, input.value) : input
    const shown = redacted instanceof Promise ? await redacted : redacted
    const reading = readBreaker(inside.breaker, action?.isRead === true)
    const breaker = reading instanceof Promise ? await reading : reading
    if (breaker.unread !== undefined)
      return await refuse(inside, request, { code: breaker.unread, message: 'the circuit breaker cannot be read' })
    const decision = decide(inside, request, action, input)
    if (decision.effect !== 'deny' && 'fault' in shown)
      return await refuse(inside, request, { code: 'REDACTION_UNAVAILABLE', message: shown.fault })
    const value = 'value' in input ? input.value : undefined
    const rate = action?.type.governance.rate
    const limited =
      rate === undefined
        ? unlimited(decision)
        : await limitRate(inside, request, rate, { claims, input: value }, decision)
    if (limited.denied !== undefined) return await deny(inside, request, action, input, shown, limited.denied)
    if (action === undefined || 'fault' in input || 'fault' in shown || decision.effect === 'deny')
      throw new Error('a guard allowed what has no contract or no input')
    // INVARIANT P2: only what every check let through comes this far.
    const allowed = { action, input: input.value, shown: shown.value, decision, breaker, placeKey: limited.key }
    const made = beginAction(inside, request, allowed)
    const begun = made instanceof Promise ? await made : made
    if (begun === undefined) return await endUnrun(inside, request, allowed, UNSEALED)
    const inMemory: Run = { input: allowed.input, handlerStarted: false }
    const { record, refusal: refused } = await inside.driver.drive(begun.cell, inMemory, begun.event)
    if (record === undefined) return await endUnrun(inside, request, allowed, refused ?? LOST)
    return refused === undefined ? replyOf(record, inMemory.output) : refusal(refused, instance)
  } catch (error) {
    return unfinished(inside, error)
  }
}

const RUNTIME_UNKNOWN: PepRefusal = {
  code: 'RUNTIME_UNKNOWN',
  message: `the runtime must be one of ${RUNTIMES.join(', ')}`,
}

/** For a read while the breaker cannot be read: reads go on whatever its state. */
const UNREAD: BreakerReading = { version: 0, state: 'NOMINAL', last_blind_version: 0 }

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

function decide(inside: Inside, request: Verified, action: LoadedAction | undefined, input: Input): Decision {
  if ('fault' in input && action !== undefined)
    return { effect: 'deny', code: 'SCHEMA_INVALID', path: '', message: input.fault }
  const value = 'value' in input ? input.value : null
  try {
    const context = { now: isoTime(request.atMs), facts: inside.facts(request.action) }
    return doubleCheck(inside.contract.decide(request.action, value, request.claims, context), action)
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

const UNSEALED: PepRefusal = { code: 'STORE_UNAVAILABLE', message: 'the input cannot be sealed' }
const LOST: PepRefusal = { code: 'STORE_UNAVAILABLE', message: 'the request left no record' }

/** Its place in the rate counter is free again. */
async function endUnrun(
  inside: Inside,
  request: Verified,
  { placeKey }: Allowed,
  reason: PepRefusal,
): Promise<PepReply> {
  const { instance, atMs } = request
  if (placeKey !== undefined) await settlePlace(inside.store, placeKey, instance, 'did not run', atMs)
  return refuse(inside, request, reason)
}

/** Uncached, but for reads (D2). Reads go on whatever the state, unless this process has been halted. */
function readBreaker(breaker: BreakerPort, isRead: boolean): BreakerReading | Promise<BreakerReading> {
  if (!isRead) return readOrBlind(breaker)
  return breaker.recent?.() ?? breaker.read().catch(unreadFor)
}

function unreadFor(error: unknown): BreakerReading {
  return isHalted(error) ? unreadOf(error) : UNREAD
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
