/**
 * What ends a request before it becomes an action: a denial by guard or rate, a refusal by anything else. Both are in the audit log before the caller hears
 * of them; what the log does not take is refused as such, the log comes first.
 */
import { canonicalize, type DenyDecision, type JsonValue } from 'clawql-manifest-validator'
import type { LoadedAction } from '../contract/loaded-contract.ts'
import type { WormSubmission } from '../worm/worm-entry.ts'
import { claimsHash, inputDigest } from './digests.ts'
import type { Inside, Request, Verified } from './inside.ts'
import { entryId } from './owed-envelope.ts'
import { type PepReply, refusal } from './pep-reply.ts'
import type { PepPorts } from './ports.ts'
import type { PepRefusal } from './refusal.ts'
import { isRuntime } from './runtimes.ts'

export type Input = { readonly value: JsonValue } | { readonly fault: string }

/** `shown`: the input as it may be shown. */
export function deny(
  inside: Inside,
  request: Verified,
  action: LoadedAction | undefined,
  input: Input,
  shown: Input,
  decision: DenyDecision,
): Promise<PepReply> {
  const { path } = decision
  const end = (named: Named, shownPath: string | undefined) =>
    endDenied(inside, request, action, input, shown, decision, named, shownPath)
  if (action !== undefined && path === undefined) return end(request, undefined)
  // A path may end in a name that the caller made up.
  const shownPath = path === undefined ? undefined : inside.redaction.name(path)
  return Promise.all([madeUp(inside, request), shownPath]).then(([named, redacted]) => end(named, redacted))
}

function endDenied(
  inside: Inside,
  request: Verified,
  action: LoadedAction | undefined,
  input: Input,
  shown: Input,
  { code, message, rule, path }: DenyDecision,
  named: Named,
  shownPath: string | undefined,
): Promise<PepReply> {
  const { claims, instance } = request
  const payload: Record<string, JsonValue> = {
    action: named.action,
    runtime: named.runtime,
    subject: claims.subject,
    role: claims.role,
    code,
    message,
  }
  const reply: Writable<Extract<PepReply, { outcome: 'denied' }>> = { outcome: 'denied', instance, code, message }
  if (rule !== undefined) {
    payload['rule'] = rule
    reply.rule = rule
  }
  if (path !== undefined) {
    payload['path'] = shownPath ?? ''
    reply.path = path
  }
  if ('value' in shown) payload['input'] = shown.value
  if ('value' in input) payload['input_digest'] = inputDigest(inside.crypto, canonicalize(input.value))
  return log(inside, request, 'ACTION_DENIED', payload, action, reply)
}

export async function refuse(inside: Inside, request: Request, reason: PepRefusal): Promise<PepReply> {
  const named = await madeUp(inside, request)
  const payload = { action: named.action, runtime: named.runtime, code: reason.code, message: reason.message }
  return log(inside, request, 'REQUEST_REFUSED', payload, undefined, refusal(reason, request.instance))
}

/** Resolves with the reply once the entry is durable. */
function log(
  inside: Inside,
  request: Request,
  kind: string,
  payload: WormSubmission['payload'],
  action: LoadedAction | undefined,
  reply: PepReply,
): Promise<PepReply> {
  const failed = (error: unknown): PepReply => refusal(unlogged(error), request.instance)
  try {
    return inside.log.append(envelope(inside, request, kind, payload, action)).then(() => reply, failed)
  } catch (error) {
    return Promise.resolve(failed(error))
  }
}

function envelope(
  { contract, crypto }: Inside,
  { instance, atMs, claims }: Request,
  kind: string,
  payload: WormSubmission['payload'],
  action: LoadedAction | undefined,
): WormSubmission {
  const entry: Writable<WormSubmission> = {
    entry_id: entryId(crypto, instance, 0),
    timestamp_ms: atMs,
    manifest_root: contract.manifest.merkle_root,
    policy_version: contract.policyVersion,
    session_id: claims?.session_id ?? 'unverified',
    agent_id: contract.manifest.identity.agent_id,
    source: 'PEP',
    correlation_id: instance,
    event_kind: kind,
    payload,
  }
  if (action !== undefined) entry.action_leaf_hash = action.leaf
  if (claims !== undefined) entry.claims_hash = claimsHash(crypto, claims)
  return entry
}

function unlogged(error: unknown): PepRefusal {
  const reason = error instanceof Error ? error.message : String(error)
  return { code: 'LOG_UNAVAILABLE', message: `the audit log did not take the entry: ${reason}` }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** The store failed somewhere in between. Nothing is reported as done; recovery finds out what was. */
export function unfinished(ports: Pick<PepPorts, 'alert'>, error: unknown): PepReply {
  const message = error instanceof Error ? error.message : String(error)
  ports.alert(`the enforcement point could not finish: ${message}`)
  return refusal({ code: 'STORE_UNAVAILABLE', message: `it could not be finished: ${message}` })
}

/** The names a caller gave, as the log shows them: they need not be names at all. */
async function madeUp({ contract, redaction }: Inside, { action, runtime }: Request): Promise<Named> {
  return {
    action: contract.actions.has(action) ? action : await redaction.name(action),
    runtime: isRuntime(runtime) ? runtime : await redaction.name(runtime),
  }
}

interface Named {
  readonly action: string
  readonly runtime: string
}
