/**
 * One CEL expression on values of any CEL type: what the conformance protocol asks of an implementation's expressions. The program is the one that rules
 * of foreign manifests run as, bounds included; only the values around it may be more than JSON.
 */
import type { CelInput } from '@bufbuild/cel'
import { type CelRejection, compileCel } from './compile-cel.ts'
import { readTagged, writeTagged } from './tagged-cel.ts'

/** A name that `bindings` may give a value for, and its type in CEL's own words: `int`, `list(string)`, `map(string, dyn)`. */
export interface CelDeclaration {
  readonly name: string
  readonly type: string
}

export type CelEvaluation =
  | { readonly value: object }
  | { readonly error: 'EVALUATION_FAILED' }
  | { readonly rejected: readonly CelRejection[] }

/** Values are tagged (`tagged-cel.ts`). Throws `TypeError` where a binding has no such form, or not the type declared for its name. */
export function evaluateCel(
  source: string,
  declarations: readonly CelDeclaration[],
  bindings: Readonly<Record<string, unknown>>,
): CelEvaluation {
  const program = compileCel(source)
  if (program.rejection !== undefined) return { rejected: [program.rejection] }
  const values: Record<string, CelInput> = Object.create(null)
  for (const [name, tagged] of Object.entries(bindings)) values[name] = readTagged(tagged)
  for (const { name, type } of declarations) {
    if (Object.hasOwn(bindings, name) && !isOfType(bindings[name], type))
      throw new TypeError(`${name} is declared as ${type}`)
  }
  const value = program.evaluate(values)
  return value === undefined ? { error: 'EVALUATION_FAILED' } : { value: writeTagged(value) }
}

/** Tag → the head of the type's name, where they differ. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  null: 'null_type',
  duration: 'google.protobuf.Duration',
  timestamp: 'google.protobuf.Timestamp',
}

/** By the head alone: what a list or map holds is judged where it is used. */
function isOfType(tagged: unknown, type: string): boolean {
  const tag = typeof tagged === 'object' && tagged !== null && 't' in tagged ? String(tagged.t) : ''
  const head = /^[^(]*/.exec(type)?.[0] ?? ''
  return head === 'dyn' || head === tag || head === TYPE_NAMES[tag]
}
