/** How an action runs, as its contract says: what the record keeps from the request on. */
import type { LoadedAction } from '../contract/loaded-contract.ts'
import type { ExecutionTerms } from './action-record.ts'

export function executionTerms({ type: { execution, side_effects: effects } }: LoadedAction): ExecutionTerms {
  return {
    handler: execution.handler,
    timeout_ms: execution.timeout_seconds * 1000,
    retry_policy: execution.retry_policy,
    idempotent: execution.idempotent === true,
    reversible: effects.every((effect) => effect.reversible),
    ...(execution.compensate === undefined ? {} : { compensate: execution.compensate }),
  }
}
