/** How an action runs, as its contract says: what the record keeps from the request on. */
import type { LoadedAction } from '../contract/loaded-contract.ts'
import type { ExecutionTerms } from './action-record.ts'

/** The same object for each request of one contract. */
export function executionTerms(action: LoadedAction): ExecutionTerms {
  const known = termsOf.get(action)
  if (known !== undefined) return known
  const terms = readTerms(action)
  termsOf.set(action, terms)
  return terms
}

const termsOf = new WeakMap<LoadedAction, ExecutionTerms>()

function readTerms({ type: { execution, side_effects: effects } }: LoadedAction): ExecutionTerms {
  return {
    handler: execution.handler,
    timeout_ms: execution.timeout_seconds * 1000,
    retry_policy: execution.retry_policy,
    idempotent: execution.idempotent === true,
    reversible: effects.every((effect) => effect.reversible),
    ...(execution.compensate === undefined ? {} : { compensate: execution.compensate }),
  }
}
