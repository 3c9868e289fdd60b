/** The unit that an amount is in. */
import type { Type } from '../program/type.ts'

/** Undefined for a plain number and for what is no number. */
export function unitOf(type: Type): string | undefined {
  return type.kind === 'int' || type.kind === 'float' ? type.unit : undefined
}
