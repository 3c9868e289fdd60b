/**
 * The shapes of a conformance case and of what became of it. Owns these types and the list of areas' order in reports; reads and runs nothing.
 */

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject
export interface JsonObject {
  readonly [key: string]: JsonValue
}

/** One question and its only right answer. `clause` names the rule in the project's documents that the case holds. */
export interface ConformanceCase {
  readonly id: string
  readonly area: string
  readonly kind: string
  readonly clause: string
  readonly input: JsonObject
  readonly expected: JsonObject
}

/**
 * `fault`: no usable answer came (crash, silence, garbage). `expected-failure`: listed, and it did fail. `unexpected-pass`: listed, yet it passed,
 * so the list is out of date and the run is red. `unsupported` is never a pass.
 */
export type Outcome = 'pass' | 'fail' | 'fault' | 'unsupported' | 'expected-failure' | 'unexpected-pass'

export const OUTCOMES: readonly Outcome[] = [
  'pass',
  'fail',
  'fault',
  'unsupported',
  'expected-failure',
  'unexpected-pass',
]

export interface CaseResult {
  readonly id: string
  readonly area: string
  readonly kind: string
  readonly clause: string
  readonly outcome: Outcome
  /** Why it is not a plain pass, in one line. */
  readonly detail?: string
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
