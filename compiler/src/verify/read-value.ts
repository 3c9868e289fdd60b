/**
 * What the reference makes of the values of one type, each object read once: the cases about an action share most of their inputs, and every comparison asks
 * the same of them. Only for values that nobody changes.
 */
import { checkValue } from '../evaluate/check-value.ts'
import { normalize } from '../evaluate/normalize.ts'
import type { RecordType } from '../program/type.ts'
import { onceEach } from './once-each.ts'

export interface Reading {
  readonly normalised: unknown
  /** Whether it is of the type once normalised. */
  readonly isValid: boolean
}

export type ReadValue = (value: unknown) => Reading

export function createValueReader(type: RecordType): ReadValue {
  return onceEach((value: unknown) => {
    const normalised = normalize(type, value)
    return { normalised, isValid: checkValue(normalised, type) === undefined }
  })
}
