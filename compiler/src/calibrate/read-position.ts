/** One line of a JSONL file of positions: `{"run": "r1", "vector": [0.1, …]}`. Further members are nobody's business here. */
import { parseJson } from 'clawql-manifest-validator'
import type { Position } from './calibration.ts'

/** The bytes of one line without its end. A text says what is wrong. */
export function readPosition(line: Uint8Array): Position | string {
  const parsed = parseJson(line)
  if (!parsed.ok) {
    const { message, offset } = parsed.issue
    return `${message}${offset === undefined ? '' : ` (byte ${offset})`}`
  }
  const { value } = parsed
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'a line is an object {"run", "vector"}'
  const { run, vector } = value as { readonly run?: unknown; readonly vector?: unknown }
  if (typeof run !== 'string' && !Number.isSafeInteger(run)) return 'run is a text or a whole number'
  if (!Array.isArray(vector)) return 'vector is a list of numbers'
  const wrong = vector.findIndex((number) => typeof number !== 'number')
  if (wrong >= 0) return `item ${wrong + 1} of the vector is not a number`
  // The text "1" and the number 1 are different runs.
  return { run: JSON.stringify(run), vector: vector as readonly number[] }
}
