/** An expression as other readers of the manifest meet it: its canonical text under the CEL engine that decides foreign manifests. */
import { compileCel, hasRunOut } from './compile-cel.ts'
import { jsonToCel } from './json-to-cel.ts'

/** `unread` where the engine takes the text for too long or too deep, or runs out of steps; an expression that errs has the value undefined. */
export function readCel(
  text: string,
): (bindings: Readonly<Record<string, unknown>>) => { readonly value: unknown } | 'unread' {
  const program = compileCel(text)
  if (program.rejection === 'CEL_TOO_LONG' || program.rejection === 'CEL_TOO_DEEP') return () => 'unread'
  return (bindings) => {
    const bound = Object.entries(bindings).map(([root, value]) => [root, jsonToCel(value)] as const)
    const value = program.evaluate(Object.fromEntries(bound))
    return value === undefined && hasRunOut() ? 'unread' : { value }
  }
}
