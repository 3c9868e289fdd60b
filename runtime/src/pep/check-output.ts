/** What a handler gave back, as plain JSON of bounded size, normalised and held against its contract. */
import type { JsonValue } from 'clawql-manifest-validator'
import type { ActionValidators } from '../contract/loaded-contract.ts'
import { copyJson } from './copy-json.ts'

export interface CheckedOutput {
  readonly output: JsonValue
  readonly valid: boolean
}

/** What is no JSON is shown as null: the effect has happened, its outcome must be logged whatever came back. */
export function checkOutput(validators: ActionValidators | undefined, given: unknown): CheckedOutput {
  const copied = copyJson(given)
  if ('fault' in copied || validators === undefined) return { output: null, valid: false }
  try {
    const normalized = validators.normalizeOutput(copied.value)
    // The same object where nothing changed: then it is this function's own copy.
    const normal = normalized === copied.value ? copied : copyJson(normalized)
    if ('fault' in normal) return { output: copied.value, valid: false }
    return { output: normal.value, valid: validators.output(normal.value) }
  } catch {
    return { output: copied.value, valid: false }
  }
}
