/** An expression as other readers of the manifest meet it: its canonical text under the CEL engine that decides foreign manifests. */
import type { CelInput } from '@bufbuild/cel'
import { compileCel, hasRunOut } from './compile-cel.ts'
import { jsonToCel } from './json-to-cel.ts'

/**
 * What is bound must not change: what becomes of it for the engine is remembered, since many expressions are evaluated on one request.
 * `unread` where the engine takes the text for too long or too deep, or runs out of steps; an expression that errs has the value undefined.
 */
export function readCel(
  text: string,
): (bindings: Readonly<Record<string, unknown>>) => { readonly value: unknown } | 'unread' {
  const program = compileCel(text)
  if (program.rejection === 'CEL_TOO_LONG' || program.rejection === 'CEL_TOO_DEEP') return () => 'unread'
  return (bindings) => {
    const bound = Object.entries(bindings).map(([root, value]) => [root, converted(value)] as const)
    const value = program.evaluate(Object.fromEntries(bound))
    return value === undefined && hasRunOut() ? 'unread' : { value }
  }
}

const remembered = new WeakMap<object, CelInput>()

function converted(value: unknown): CelInput {
  if (typeof value !== 'object' || value === null) return jsonToCel(value)
  const known = remembered.get(value)
  if (known !== undefined) return known
  const input = jsonToCel(value)
  remembered.set(value, input)
  return input
}
