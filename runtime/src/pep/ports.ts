/** Everything the enforcement point needs from outside. Adapters for Node are in `node/`, for tests in memory. */
import type { JsonValue } from 'clawql-manifest-validator'
import type { ClaimsVerifier } from '../claims/claims-verifier.ts'
import type { Redactor } from '../redact/redactor.ts'
import type { KeyValue } from '../store/key-value.ts'
import type { AuditLog } from '../worm/audit-log.ts'
import type { Requester } from './action-record.ts'
import type { BreakerPort } from './breaker-reading.ts'
import type { InputSealer } from './input-sealer.ts'
import type { PepCrypto } from './pep-crypto.ts'

export interface PepPorts {
  readonly store: KeyValue
  readonly log: AuditLog
  readonly claims: ClaimsVerifier
  readonly breaker: BreakerPort
  readonly sealer: InputSealer
  /** Adds to what is redacted anyway: sensitive parts, and what the built-in recognisers know. */
  readonly redactor: Redactor
  readonly crypto: PepCrypto
  readonly clock: Clock
  /** A fresh random UUID, lower case. */
  readonly newId: () => string
  /** By the names in `execution.handler` and `execution.compensate`. */
  readonly handlers: ReadonlyMap<string, Handler>
  readonly alert: (message: string) => void
  /** The module's context facts for a request. */
  readonly facts: (action: string) => Readonly<Record<string, unknown>>
  /** Told of every action that came to its end, with the output where there is one to hand over. Must not throw. */
  readonly settled: (settlement: Settlement) => void
}

export interface Clock {
  /** Milliseconds since 1970, by the wall. */
  nowMs(): number
  /** Runs once, after at least so long; returns the way to call it off. */
  after(ms: number, run: () => void): () => void
}

/**
 * Does the thing. `input` is the approved one, deeply its own; each handler has a type of its own for it, which `clawqlc check --handlers` holds against the
 * action's. Throws `NotAppliedError` when it is certain that nothing happened.
 */
export type Handler = (input: never, context: HandlerContext) => unknown

export interface HandlerContext {
  readonly action: string
  /** The same for every attempt of one action, another for every other (D28). */
  readonly idempotencyKey: string
  readonly attempt: number
  readonly requester: Requester
}

/** A handler may have another copy of this package than the process that calls it: its error is known by the mark, not by the class. */
const NOT_APPLIED: symbol = Symbol.for('@clawql/runtime NotAppliedError')

export class NotAppliedError extends Error {
  override readonly name = 'NotAppliedError'
  constructor(message?: string, options?: ErrorOptions) {
    super(message, options)
    Object.defineProperty(this, NOT_APPLIED, { value: true })
  }
}

/** Never throws, whatever was thrown. */
export function isNotApplied(error: unknown): error is NotAppliedError {
  try {
    return error instanceof Error && NOT_APPLIED in error
  } catch {
    return false
  }
}

export interface Settlement {
  readonly instance: string
  readonly action: string
  readonly outcome: 'executed' | 'cancelled'
  readonly output?: JsonValue
}
