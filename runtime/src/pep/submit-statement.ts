/**
 * Signed statements on their way in: parsed strictly, the signer looked up in the manifest's trust block, the signature verified, and then handed to the
 * machine with what is in force now. A statement that fails changes nothing and is logged.
 */
import { canonicalize, type JsonValue } from 'clawql-manifest-validator'
import type { LoadedContract } from '../contract/loaded-contract.ts'
import type { ActionRecord } from './action-record.ts'
import { type ApprovalStatement, parseSubmittedStatement, type StatementVerb } from './approval-statement.ts'
import { readOrBlind } from './breaker-reading.ts'
import { inputDigest } from './digests.ts'
import type { Run } from './drive.ts'
import type { Inside } from './inside.ts'
import { isToldByLog } from './log-agrees.ts'
import { owedEnvelope } from './owed-envelope.ts'
import type { InForce, PepEvent, SignedStatement } from './pep-event.ts'
import { type PepReply, refusal, replyOf } from './pep-reply.ts'
import type { PepPorts } from './ports.ts'
import { isRecordIntact } from './record-intact.ts'
import type { PepRefusal } from './refusal.ts'
import { sealContext } from './seal-context.ts'
import { verifySigner } from './verify-signer.ts'

/** `verbs`: what this entrance takes; a statement of another verb does nothing here. */
export async function submitStatement(
  { contract, driver, redaction, ...ports }: Inside,
  submitted: unknown,
  verbs: readonly StatementVerb[],
): Promise<PepReply> {
  const parsed = parseSubmittedStatement(submitted)
  if (typeof parsed === 'string') return refusal({ code: 'STATEMENT_INVALID', message: parsed })
  const { statement, signature } = parsed
  const instance = statement.action_instance_id
  if (!verbs.includes(statement.verb))
    return refusal({ code: 'STATEMENT_INVALID', message: `the statement says ${statement.verb}` }, instance)
  const run: Run = { handlerStarted: false }
  const cell = driver.cellOf(instance)
  const current = await cell.read()
  if (current === undefined) return refusal({ code: 'UNKNOWN_INSTANCE', message: 'there is no such action' }, instance)
  const signed = verifySigner(contract, ports.crypto, statement, signature)
  if ('code' in signed) {
    // Who nobody knows may have written anything there.
    const subject = isKnown(contract, statement.subject) ? statement.subject : await redaction.name(statement.subject)
    return refuseStatement(ports, current, { verb: statement.verb, subject }, signed)
  }
  const driven = await driver.drive(cell, run, (record) => eventOf(contract, ports, signed, record, run))
  if (driven.refusal !== undefined) return refuseStatement(ports, current, statement, driven.refusal)
  // Whoever approved sees of the output what the log shows; the output itself is the requester's, and goes to the host by `settled`.
  return driven.record === undefined
    ? refusal({ code: 'UNKNOWN_INSTANCE', message: 'there is no such action' }, instance)
    : replyOf(driven.record, run.shown)
}

function isKnown({ manifest }: LoadedContract, name: string): boolean {
  return (manifest.policy.trust?.approvers ?? []).some(({ subject }) => subject === name)
}

/** Somebody tried to decide what was not theirs to decide, or too late: that is worth an entry. */
export async function refuseStatement(
  ports: PepPorts,
  record: ActionRecord,
  statement: Pick<ApprovalStatement, 'verb' | 'subject'>,
  reason: PepRefusal,
): Promise<PepReply> {
  const { request } = record
  const payload = { code: reason.code, message: reason.message, verb: statement.verb, subject: statement.subject }
  const entry = {
    ...owedEnvelope(ports.crypto, record, {
      number: 0,
      at_ms: ports.clock.nowMs(),
      event_kind: 'STATEMENT_REFUSED',
      source: 'COMMAND_DECK',
      payload,
    }),
  }
  const unlogged = await ports.log.append({ ...entry, entry_id: ports.newId() }).then(
    () => undefined,
    (error: unknown) => `the refusal could not be logged: ${error instanceof Error ? error.message : String(error)}`,
  )
  if (unlogged !== undefined) ports.alert(`action ${record.instance}, ${request.action}: ${unlogged}`)
  return refusal(reason, record.instance)
}

async function eventOf(
  contract: LoadedContract,
  ports: PepPorts,
  signed: SignedStatement,
  record: ActionRecord | undefined,
  run: Run,
): Promise<PepEvent> {
  const atMs = ports.clock.nowMs()
  switch (signed.statement.verb) {
    case 'approve': {
      const breaker = await readOrBlind(ports.breaker)
      return { kind: 'APPROVED', at_ms: atMs, signed, breaker, inForce: await inForce(contract, ports, record, run) }
    }
    case 'deny':
      return { kind: 'REJECTED', at_ms: atMs, signed }
    case 'withdraw':
      return { kind: 'APPROVAL_WITHDRAWN', at_ms: atMs, signed }
    case 'cancel':
      return { kind: 'CANCEL_REQUESTED', at_ms: atMs, signed }
    default:
      return { kind: 'RESOLVED', at_ms: atMs, signed }
  }
}

/** INVARIANT P7: the bytes that would run are opened and held against the digest that was approved. */
async function inForce(
  contract: LoadedContract,
  ports: PepPorts,
  record: ActionRecord | undefined,
  run: Run,
): Promise<InForce> {
  const root = contract.manifest.merkle_root
  if (record === undefined)
    return { manifest_root: root, action_leaf: undefined, input_intact: false, record_intact: false, log: 'agrees' }
  const { request } = record
  const actionLeaf = contract.actions.get(request.action)?.leaf
  const known = {
    manifest_root: root,
    action_leaf: actionLeaf,
    record_intact: isRecordIntact(contract, ports.crypto, record),
    log: await askLog(ports, record),
  }
  const text = await ports.sealer.open(request.input_sealed, sealContext(ports.crypto, record)).catch(() => undefined)
  if (text === undefined || inputDigest(ports.crypto, text) !== request.input_digest)
    return { ...known, input_intact: false }
  run.input = JSON.parse(text) as JsonValue
  return { ...known, input_intact: canonicalize(run.input) === text }
}

async function askLog(ports: PepPorts, record: ActionRecord): Promise<InForce['log']> {
  try {
    return isToldByLog(record, await ports.log.history(record.instance)) ? 'agrees' : 'contradicts'
  } catch {
    return 'unavailable'
  }
}
