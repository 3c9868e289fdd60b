/**
 * What a number with a unit says in the unit that types have: `5 KUSD` is 5,000 USD, `2 KiB` the plain number 2,048.
 */
import type { NumberLiteral } from '../../syntax/tree.ts'
import { multiplyDecimals } from '../../types/scaled-unit.ts'
import { SIZE_UNITS } from '../../types/size-units.ts'
import type { ConstantScope } from './scope.ts'

export interface Quantity {
  readonly value: number
  readonly unit: string | undefined
  /** A size: a whole number wherever it stands. */
  readonly isSize: boolean
}

export function foldedQuantity(node: NumberLiteral, scope: ConstantScope): Quantity {
  const unit = node.unit?.text
  if (unit === undefined) return { value: node.value, unit, isSize: false }
  const bytes = SIZE_UNITS.get(unit)
  if (bytes !== undefined) return { value: node.value * bytes, unit: undefined, isSize: true }
  const scaled = scope.scaledUnit?.(unit)
  if (scaled === undefined) return { value: node.value, unit, isSize: false }
  return { value: multiplyDecimals(node.text, scaled.factor), unit: scaled.unit, isSize: false }
}
