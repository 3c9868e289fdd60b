/**
 * Whoever asked for an action takes it back, by a token instead of a signature: the same verification as for a request, then the machine. It cancels and
 * grants nothing; who may cancel for others is decided by signed statements.
 */
import type { Driver } from './drive.ts'
import { type PepReply, refusal, replyOf } from './pep-reply.ts'
import type { PepPorts } from './ports.ts'
import { refuseStatement } from './submit-statement.ts'

export interface OwnCancellation {
  readonly instance: string
  /** The ATRClaims token of the same subject and agent; it serves once, as ever. */
  readonly token: string
}

/** Undefined for anything else, a signed statement for one. */
export function parseOwnCancellation(submitted: unknown): OwnCancellation | undefined {
  if (typeof submitted !== 'object' || submitted === null) return undefined
  const { instance, token, ...others }: { instance?: unknown; token?: unknown } = submitted
  if (typeof instance !== 'string' || typeof token !== 'string' || Object.keys(others).length > 0) return undefined
  return { instance, token }
}

export async function cancelOwn(
  ports: PepPorts,
  driver: Driver,
  { instance, token }: OwnCancellation,
): Promise<PepReply> {
  const verified = await ports.claims.verify(token, ports.clock.nowMs())
  const cell = driver.cellOf(instance)
  const current = await cell.read()
  const subject = 'claims' in verified ? verified.claims.subject : 'unverified'
  if (current === undefined) {
    const unknown = { code: 'UNKNOWN_INSTANCE', message: 'there is no such action' } as const
    return refusal('refusal' in verified ? verified.refusal : unknown, instance)
  }
  const said = { verb: 'cancel', subject } as const
  if ('refusal' in verified) return refuseStatement(ports, current, said, verified.refusal)
  const { claims } = verified
  const driven = await driver.drive(cell, { handlerStarted: false }, async () => ({
    kind: 'CALLED_OFF',
    at_ms: ports.clock.nowMs(),
    by: { subject: claims.subject, agent_id: claims.agent_id },
  }))
  if (driven.refusal !== undefined) return refuseStatement(ports, current, said, driven.refusal)
  return replyOf(driven.record ?? current, undefined)
}
