/**
 * What people decide by signed statement: approve, deny, withdraw, cancel, and resolve what is in doubt. Signatures have been verified; here it is judged
 * whether this person may say this about this action now.
 */
import type { ActionRecord, Approval } from './action-record.ts'
import type { PepEvent, SignedStatement } from './pep-event.ts'
import { isQuorumComplete } from './quorum.ts'
import { cancel, enter, type NewEntry, owe, refuse, refused, type Step } from './record-change.ts'
import type { PepRefusal } from './refusal.ts'
import { isSameName } from './same-name.ts'
import { describeIntent } from './stage.ts'
import { expire, isUndecided } from './wait.ts'

const NOT_AN_APPROVER: PepRefusal = {
  code: 'NOT_AN_APPROVER',
  message: 'the signer is in none of the action’s approver groups',
}

type Event<K extends PepEvent['kind']> = Extract<PepEvent, { kind: K }>

export function approve(record: ActionRecord, event: Event<'APPROVED'>): Step {
  const stale = expire(record, event.at_ms)
  if (stale !== undefined) return also(stale, 'ACTION_EXPIRED', 'the action waited too long')
  if (record.phase !== 'AWAITING_APPROVAL') return notWaiting(record)
  const blinded = refuseBlind(record, event)
  if (blinded !== undefined) return blinded
  const changed = refuseChanged(record, event)
  if (changed !== undefined) return changed
  const fault = statementFault(record, event) ?? approverFault(record, event.signed)
  if (fault !== undefined) return refused(record, fault.code, fault.message)
  if (event.inForce.record_intact) return refuseContradicted(record, event) ?? count(record, event)
  const message = 'what the store has of the action is not what was staged and approved'
  return also(cancel(record, event.at_ms, 'record_changed'), 'ACTION_CHANGED', message)
}

/** INVARIANT P4: no confirmation in BLIND, nor of an action that saw a BLIND since it was staged (D2). */
function refuseBlind(record: ActionRecord, { breaker, at_ms: atMs }: Event<'APPROVED'>): Step | undefined {
  if (breaker.unread !== undefined) return refused(record, breaker.unread, 'the circuit breaker cannot be read')
  const message = 'the circuit breaker is blind, or has been since the action was staged'
  if (breaker.last_blind_version > record.breaker_version) {
    return also(cancel(record, atMs, 'blind_mode_transition'), 'BREAKER_BLIND', message)
  }
  if (breaker.state === 'BLIND') return refused(record, 'BREAKER_BLIND', message)
  // What was read at staging was later than this: an old answer confirms nothing (D3).
  return breaker.version < record.breaker_version
    ? refused(record, 'BREAKER_UNAVAILABLE', 'the circuit breaker’s record is older than the action')
    : undefined
}

/** INVARIANT P7: what was staged is still what is in force, and the sealed input is still the one that was staged. */
function refuseChanged(record: ActionRecord, { inForce, at_ms: atMs }: Event<'APPROVED'>): Step | undefined {
  const { manifest_root: root, action_leaf: leaf } = record.request
  if (inForce.manifest_root !== root || inForce.action_leaf !== leaf) {
    return also(
      cancel(record, atMs, 'action_changed'),
      'ACTION_CHANGED',
      'the manifest in force is not the one the action was staged under',
    )
  }
  if (inForce.input_intact) return undefined
  return also(
    cancel(record, atMs, 'input_changed'),
    'ACTION_CHANGED',
    'what the store has of the action is not what was staged',
  )
}

/** INVARIANT P5: a store that was rolled back does not bring back what the log knows to be decided. Nothing is changed: which of the two is right, people find out. */
function refuseContradicted(record: ActionRecord, { inForce }: Event<'APPROVED'>): Step | undefined {
  if (inForce.log === 'agrees') return undefined
  if (inForce.log === 'unavailable') return refused(record, 'LOG_UNAVAILABLE', 'the audit log cannot be asked')
  const message = `action ${record.instance}: the log tells another story than the store`
  const refusal = refuse('ACTION_CHANGED', 'the log tells another story of the action than the store')
  return { record, effects: [{ kind: 'ALERT', message }, refusal] }
}

/** Every part of the statement must be the record's (D18), its time must not be over, its nonce must be new. */
function statementFault(
  record: ActionRecord,
  event: { readonly at_ms: number; readonly signed: SignedStatement },
): PepRefusal | undefined {
  const { statement } = event.signed
  const parts = [
    ['action_instance_id', record.instance],
    ['action_leaf', record.request.action_leaf],
    ['input_digest', record.request.input_digest],
    ['manifest_root', record.request.manifest_root],
    ['breaker_version', record.breaker_version],
    ['quorum', record.quorum],
    ['subject', event.signed.signer.subject],
  ] as const
  const wrong = parts.find(([name, wanted]) => statement[name] !== wanted)
  if (wrong !== undefined)
    return { code: 'STATEMENT_MISMATCH', message: `the statement’s ${wrong[0]} is not this action’s` }
  if (event.at_ms >= statement.expires_at_ms)
    return { code: 'STATEMENT_EXPIRED', message: 'the statement’s time is over' }
  if (record.used_nonces.includes(statement.nonce))
    return { code: 'STATEMENT_REPLAYED', message: 'the statement has been used' }
  return undefined
}

/** INVARIANT P6: human, of one of the action's groups, neither requester nor owner nor delegate, each person and each key once. */
function approverFault(record: ActionRecord, { signer }: SignedStatement): PepRefusal | undefined {
  const own = ownFault(record, signer.subject)
  if (own !== undefined) return own
  if (rolesHere(record, signer.roles).length === 0) return NOT_AN_APPROVER
  const again = record.approvals.some(
    ({ subject, public_key: key }) => isSameName(subject, signer.subject) || key === signer.public_key,
  )
  return again ? { code: 'ALREADY_APPROVED', message: 'this person or key has approved already' } : undefined
}

function ownFault({ request: { requester } }: ActionRecord, subject: string): PepRefusal | undefined {
  const own = [requester.subject, requester.agent_id, requester.owner, ...requester.delegates]
  return own.some((name) => name !== undefined && isSameName(name, subject))
    ? {
        code: 'SELF_APPROVAL',
        message: 'the requester, its owner and its delegates cannot decide on their own request',
      }
    : undefined
}

function rolesHere(record: ActionRecord, roles: readonly string[]): readonly string[] {
  return roles.filter((role) => record.approver_groups.some((group) => group.role === role))
}

/** One approval more. Those whose statement has run out meanwhile no longer count. */
function count(record: ActionRecord, { signed, at_ms: atMs }: Event<'APPROVED'>): Step {
  const { statement, signer } = signed
  const approval: Approval = {
    subject: signer.subject,
    roles: rolesHere(record, signer.roles),
    public_key: signer.public_key,
    nonce: statement.nonce,
    at_ms: atMs,
    expires_at_ms: statement.expires_at_ms,
    signature: signed.signature,
  }
  const approvals = [...record.approvals.filter((earlier) => atMs < earlier.expires_at_ms), approval]
  const counted = { ...record, approvals, used_nonces: [...record.used_nonces, statement.nonce] }
  const entry = statementEntry('ACTION_APPROVED', signed, { approvals: approvals.length, quorum: record.quorum })
  if (!isQuorumComplete(approvals, record.approver_groups, record.quorum)) {
    const { record: owing, append } = owe(counted, atMs, [entry], { awaited: false })
    return { record: owing, effects: [append] }
  }
  const executing = enter(counted, 'EXECUTING', { attempt: 1 })
  const intent = {
    event_kind: 'ACTION_INTENT',
    payload: { ...describeIntent(executing), input_digest: record.request.input_digest },
  }
  const { record: owing, append } = owe(executing, atMs, [entry, intent], { awaited: true })
  return { record: owing, effects: [append] }
}

/** One person of the action's groups who says no ends it. */
export function reject(record: ActionRecord, event: Event<'REJECTED'>): Step {
  return whileWaiting(record, event, () => {
    if (rolesHere(record, event.signed.signer.roles).length === 0)
      return refused(record, NOT_AN_APPROVER.code, NOT_AN_APPROVER.message)
    return cancel(
      used(record, event.signed),
      event.at_ms,
      'denied_by_approver',
      cancelEntry('denied_by_approver', event.signed),
    )
  })
}

/** Any trusted person but the requester may stop a waiting action. */
export function requestCancel(record: ActionRecord, event: Event<'CANCEL_REQUESTED'>): Step {
  return whileWaiting(record, event, () =>
    cancel(
      used(record, event.signed),
      event.at_ms,
      'cancelled_by_operator',
      cancelEntry('cancelled_by_operator', event.signed),
    ),
  )
}

/** Whoever asked may take the request back as long as nothing is decided, looked at or not: that needs nobody's signature. */
export function callOff(record: ActionRecord, { at_ms: atMs, by }: Event<'CALLED_OFF'>): Step {
  const stale = expire(record, atMs)
  if (stale !== undefined) return also(stale, 'ACTION_EXPIRED', 'the action waited too long')
  if (!isUndecided(record)) return notWaiting(record)
  const { requester } = record.request
  if (by.subject !== requester.subject || by.agent_id !== requester.agent_id)
    return refused(record, 'NOT_THE_REQUESTER', 'the action was asked for by somebody else')
  return cancel(record, atMs, 'cancelled_by_requester')
}

/** One's own approval, until the quorum is complete. */
export function withdraw(record: ActionRecord, event: Event<'APPROVAL_WITHDRAWN'>): Step {
  const { signer } = event.signed
  return whileWaiting(record, event, () => {
    const approvals = record.approvals.filter(({ subject }) => subject !== signer.subject)
    if (approvals.length === record.approvals.length) {
      return refused(record, 'NOTHING_TO_WITHDRAW', 'this person has not approved the action')
    }
    const entry = statementEntry('ACTION_APPROVAL_WITHDRAWN', event.signed, {
      approvals: approvals.length,
      quorum: record.quorum,
    })
    const { record: owing, append } = owe({ ...used(record, event.signed), approvals }, event.at_ms, [entry], {
      awaited: false,
    })
    return { record: owing, effects: [append] }
  })
}

/** An operator who knows says whether the handler's effect happened. Only where nothing else will say so. */
export function resolve(record: ActionRecord, event: Event<'RESOLVED'>): Step {
  if (record.phase !== 'IN_DOUBT' || record.outcome !== undefined)
    return refused(record, 'NOT_IN_DOUBT', `the action is not in doubt: ${shown(record)}`)
  const fault = statementFault(record, event) ?? ownFault(record, event.signed.signer.subject)
  if (fault !== undefined) return refused(record, fault.code, fault.message)
  const applied = event.signed.statement.verb === 'resolve-applied'
  const entry = statementEntry('ACTION_OUTCOME', event.signed, {
    status: applied ? 'executed' : 'not_applied',
    resolved: true,
  })
  if (!applied) return cancel(used(record, event.signed), event.at_ms, 'resolved_not_applied', entry)
  const executed = enter(used(record, event.signed), 'EXECUTED', {
    outcome: { status: 'executed', output_valid: false, resolved: true },
  })
  const { record: owing, append } = owe(executed, event.at_ms, [entry], { awaited: true })
  return { record: owing, effects: [append] }
}

function whileWaiting(
  record: ActionRecord,
  event: { readonly at_ms: number; readonly signed: SignedStatement },
  decide: () => Step,
): Step {
  const stale = expire(record, event.at_ms)
  if (stale !== undefined) return also(stale, 'ACTION_EXPIRED', 'the action waited too long')
  if (record.phase !== 'AWAITING_APPROVAL') return notWaiting(record)
  const fault = statementFault(record, event) ?? ownFault(record, event.signed.signer.subject)
  return fault === undefined ? decide() : refused(record, fault.code, fault.message)
}

function notWaiting(record: ActionRecord): Step {
  return refused(record, 'NOT_AWAITING_APPROVAL', `the action does not wait for approval: ${shown(record)}`)
}

function used(record: ActionRecord, { statement }: SignedStatement): ActionRecord {
  return { ...record, used_nonces: [...record.used_nonces, statement.nonce] }
}

/** The whole statement goes into the log: whoever reads it can verify the signature again. */
function statementEntry(kind: string, signed: SignedStatement, payload: NewEntry['payload']): NewEntry {
  return {
    event_kind: kind,
    source: 'COMMAND_DECK',
    payload: { ...payload, statement: { ...signed.statement }, signature: signed.signature },
  }
}

function cancelEntry(reason: string, signed: SignedStatement): NewEntry {
  return statementEntry('ACTION_CANCELLED', signed, { reason })
}

function also(step: Step, code: PepRefusal['code'], message: string): Step {
  return { record: step.record, effects: [...step.effects, refuse(code, message)] }
}

/** A phase as the outside may know it: EXECUTED does not exist there (P1). */
function shown({ phase }: ActionRecord): string {
  return phase === 'EXECUTED' ? 'EXECUTING' : phase
}
