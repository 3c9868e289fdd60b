/** `x-claw-json` for another validator, made of the canonical form itself: the compiler counts without making it. */
import { canonicalize, utf8 } from 'clawql-manifest-validator'

export const JSON_KEYWORD = {
  keyword: 'x-claw-json',
  validate: (bytes: number, value: unknown): boolean =>
    value !== null && canonicalSize(value) <= bytes && depthOf(value) <= 32,
}

function canonicalSize(value: unknown): number {
  try {
    return utf8(canonicalize(value)).length
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

function depthOf(value: unknown): number {
  return typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0
}
