/** What must hold by construction: a breach is a bug of the compiler, never a fault of the source, and is reported as one. */

/** Throws when `condition` is false. Never use it for anything a source text or a caller's input can reach. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`internal error: ${message}`)
}
