/**
 * Whether a value written in a source lies within its type's refinements; the kind has been checked before. `where` conditions are the evaluator's.
 */
import {
  lengthOutOfRange,
  notInUnion,
  patternNotMatched,
  tooManyDecimals,
  valueOutOfRange,
} from '../../diagnostics/catalogue/types.ts'
import type { Reporter } from '../../diagnostics/diagnostic.ts'
import { describeType } from '../../program/describe-type.ts'
import type { FloatType, IntType, StringType, Type } from '../../program/type.ts'
import type { Location } from '../../source/span.ts'
import { nearMiss } from '../../text/near-miss.ts'
import { bytesIn } from '../../types/base64.ts'
import { fractionDigits } from '../../types/fraction-digits.ts'
import { intervalOf } from '../../types/interval.ts'
import { matchPattern } from '../../types/pattern/match-pattern.ts'
import { parsePattern } from '../../types/pattern/parse-pattern.ts'
import { showTimeRange } from '../../types/show-time-range.ts'
import { showMembers, showRange } from '../../types/show-type.ts'
import { exactTime, isTime, timeInterval } from '../../types/time-interval.ts'

/** Reports the first refinement that is not met. */
export function isWithinRefinements(
  value: boolean | number | string,
  type: Type,
  location: Location,
  reporter: Reporter,
): boolean {
  if (typeof value === 'number' && (type.kind === 'int' || type.kind === 'float')) {
    return isNumberWithin(value, type, location, reporter)
  }
  if (typeof value === 'string' && type.kind === 'string') return isTextWithin(value, type, location, reporter)
  if (typeof value === 'string' && isTime(type) && (type.min !== undefined || type.max !== undefined)) {
    const { min, max } = timeInterval(type)
    const { min: from = min, max: to = max } = exactTime(type.kind, value)
    if (from >= min && to <= max) return true
    const range = showTimeRange(type)
    reporter.report(valueOutOfRange, location, { value: JSON.stringify(value), type: range })
    return false
  }
  if (typeof value === 'string' && type.kind === 'bytes') {
    const bounds = { minLength: type.minSize, maxLength: type.maxSize }
    return isLengthWithin(bytesIn(value) ?? -1, bounds, 'byte', location, reporter)
  }
  if (typeof value === 'string' && type.kind === 'enum' && !type.values.includes(value)) {
    const near = nearMiss(value, type.values)
    const extras = near === undefined ? {} : { help: `did you mean \`${JSON.stringify(near)}\`?` }
    const members = showMembers(type.values, ', ')
    reporter.report(notInUnion, location, { value: JSON.stringify(value), members }, extras)
    return false
  }
  return true
}

/** Reports a length, of a text or a list, outside its bounds. `noun` is what is counted. */
export function isLengthWithin(
  length: number,
  type: { readonly minLength: number; readonly maxLength?: number },
  noun: 'character' | 'element' | 'member' | 'byte',
  location: Location,
  reporter: Reporter,
): boolean {
  if (length >= type.minLength && length <= (type.maxLength ?? Number.POSITIVE_INFINITY)) return true
  const range = showRange(type.minLength === 0 ? undefined : type.minLength, type.maxLength)
  const only = (type.maxLength ?? type.minLength) === 1
  reporter.report(lengthOutOfRange, location, { length, type: `${range} ${noun}${only ? '' : 's'}` })
  return false
}

function isNumberWithin(value: number, type: IntType | FloatType, location: Location, reporter: Reporter): boolean {
  const { min, max } = intervalOf(type)
  const shown = type.unit === undefined ? String(value) : `${String(value)} ${type.unit}`
  if (value < min || value > max) {
    reporter.report(valueOutOfRange, location, { value: shown, type: describeType({ ...type, where: [] }) })
    return false
  }
  if (type.kind === 'int' || type.decimals === undefined || fractionDigits(value) <= type.decimals) return true
  reporter.report(tooManyDecimals, location, { value: shown, decimals: type.decimals })
  return false
}

function isTextWithin(value: string, type: StringType, location: Location, reporter: Reporter): boolean {
  if (!isLengthWithin([...value].length, type, 'character', location, reporter)) return false
  for (const source of type.patterns ?? []) {
    const pattern = parsePattern(source)
    if (pattern.kind === 'pattern' && matchPattern(pattern, value)) continue
    reporter.report(patternNotMatched, location, { value: JSON.stringify(value), pattern: source })
    return false
  }
  return true
}
