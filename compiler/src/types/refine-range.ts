/**
 * `range:` and `length:`: reads the two ends and intersects them with what the type has.
 */
import { emptyType, rangeInverted, refinementWidens } from '../diagnostics/catalogue/types.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { BytesType, FloatType, IntType, JsonType, ListType, MapType, StringType } from '../program/type.ts'
import type { Expression, RangeNode, Refinement } from '../syntax/tree.ts'
import { readLength, readNumber, readSize, refuseValue } from './refinement-value.ts'
import type { TypeScope } from './resolve-type.ts'
import { showRange, showType } from './show-type.ts'

/** Absent where an end is not written. */
interface Ends {
  readonly min: number | undefined
  readonly max: number | undefined
}

export function narrowRange<T extends IntType | FloatType>(
  type: T,
  refinement: Refinement,
  scope: TypeScope,
  reporter: Reporter,
): T | undefined {
  const range = refinement.value
  if (range.kind !== 'range') return refuseValue(refinement, 'a range such as `0..100`', scope, reporter)
  const ends = readEnds(range, (end) => readNumber(end, type, refinement, scope, reporter))
  if (ends === undefined || !narrows(type.min, type.max, ends, range, showType(type), scope, reporter)) return undefined
  return {
    ...type,
    ...(ends.min === undefined ? {} : { min: ends.min }),
    ...(ends.max === undefined ? {} : { max: ends.max }),
  }
}

export function narrowLength<T extends StringType | ListType>(
  type: T,
  refinement: Refinement,
  scope: TypeScope,
  reporter: Reporter,
): T | undefined {
  const range = refinement.value
  if (range.kind !== 'range') return refuseValue(refinement, 'a range such as `1..64`', scope, reporter)
  const ends = readEnds(range, (end) => readLength(end, refinement, scope, reporter))
  const { minLength, maxLength } = type
  if (ends === undefined || !narrows(minLength, maxLength, ends, range, showType(type), scope, reporter))
    return undefined
  return {
    ...type,
    ...(ends.min === undefined ? {} : { minLength: ends.min }),
    ...(ends.max === undefined ? {} : { maxLength: ends.max }),
  }
}

export function narrowSize<T extends BytesType | MapType>(
  type: T,
  refinement: Refinement,
  scope: TypeScope,
  reporter: Reporter,
): T | undefined {
  const range = refinement.value
  if (range.kind !== 'range') return refuseValue(refinement, 'a range such as `..64` or `..64 KiB`', scope, reporter)
  const read = type.kind === 'bytes' ? readSize : readLength
  const ends = readEnds(range, (end) => read(end, refinement, scope, reporter))
  const { minSize, maxSize } = type
  if (ends === undefined || !narrows(minSize, maxSize, ends, range, showType(type), scope, reporter)) return undefined
  return {
    ...type,
    ...(ends.min === undefined ? {} : { minSize: ends.min }),
    ...(ends.max === undefined ? {} : { maxSize: ends.max }),
  }
}

/** `bytes:` of `Json`, an upper end alone: the shortest JSON value has one byte. */
export function narrowBytes(
  type: JsonType,
  refinement: Refinement,
  scope: TypeScope,
  reporter: Reporter,
): JsonType | undefined {
  const range = refinement.value
  if (range.kind !== 'range' || range.min !== undefined || range.max === undefined) {
    return refuseValue(refinement, 'an upper end such as `..64 KiB`', scope, reporter)
  }
  const max = readSize(range.max, refinement, scope, reporter)
  if (max === undefined) return undefined
  return narrows(1, type.maxBytes, { min: undefined, max }, range, showType(type), scope, reporter)
    ? { ...type, maxBytes: max }
    : undefined
}

/** Undefined where an end is written and cannot be read, which `read` has reported. */
function readEnds(range: RangeNode, read: (end: Expression) => number | undefined): Ends | undefined {
  const min = range.min === undefined ? undefined : read(range.min)
  const max = range.max === undefined ? undefined : read(range.max)
  const unread = (range.min !== undefined && min === undefined) || (range.max !== undefined && max === undefined)
  return unread ? undefined : { min, max }
}

function narrows(
  baseMin: number | undefined,
  baseMax: number | undefined,
  { min, max }: Ends,
  range: RangeNode,
  type: string,
  scope: TypeScope,
  reporter: Reporter,
): boolean {
  const location = { file: scope.file, span: range.span }
  const name = type.replaceAll('`', '')
  if (min !== undefined && max !== undefined && min > max) {
    reporter.report(rangeInverted, location, { min: String(min), max: String(max) })
    return false
  }
  const [low, high] = [baseMin ?? Number.NEGATIVE_INFINITY, baseMax ?? Number.POSITIVE_INFINITY]
  if ((min ?? low) > high || (max ?? high) < low) {
    const reason = `${type} is ${showRange(baseMin, baseMax)}, the range is ${showRange(min, max)}`
    reporter.report(emptyType, location, { reason })
    return false
  }
  if ((min ?? low) < low || (max ?? high) > high) {
    const reason = `it is ${showRange(baseMin, baseMax)} already`
    reporter.report(refinementWidens, location, { type: name, reason })
    return false
  }
  return true
}
