/**
 * `range:` and `length:`: reads the two ends and intersects them with what the type has.
 */
import { emptyType, rangeInverted, refinementWidens } from '../diagnostics/catalogue/types.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { BytesType, FloatType, IntType, JsonType, ListType, MapType, StringType } from '../program/type.ts'
import type { RangeNode, Refinement } from '../syntax/tree.ts'
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
  const min = range.min === undefined ? undefined : readNumber(range.min, type, refinement, scope, reporter)
  const max = range.max === undefined ? undefined : readNumber(range.max, type, refinement, scope, reporter)
  const ends = complete(range, min, max)
  if (ends === undefined || !narrows(type.min, type.max, ends, range, showType(type), scope, reporter)) return undefined
  return { ...type, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }
}

export function narrowLength<T extends StringType | ListType>(
  type: T,
  refinement: Refinement,
  scope: TypeScope,
  reporter: Reporter,
): T | undefined {
  const range = refinement.value
  if (range.kind !== 'range') return refuseValue(refinement, 'a range such as `1..64`', scope, reporter)
  const min = range.min === undefined ? undefined : readLength(range.min, refinement, scope, reporter)
  const max = range.max === undefined ? undefined : readLength(range.max, refinement, scope, reporter)
  const ends = complete(range, min, max)
  const { minLength, maxLength } = type
  if (ends === undefined || !narrows(minLength, maxLength, ends, range, showType(type), scope, reporter))
    return undefined
  return { ...type, ...(min === undefined ? {} : { minLength: min }), ...(max === undefined ? {} : { maxLength: max }) }
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
  const min = range.min === undefined ? undefined : read(range.min, refinement, scope, reporter)
  const max = range.max === undefined ? undefined : read(range.max, refinement, scope, reporter)
  const ends = complete(range, min, max)
  const { minSize, maxSize } = type
  if (ends === undefined || !narrows(minSize, maxSize, ends, range, showType(type), scope, reporter)) return undefined
  return { ...type, ...(min === undefined ? {} : { minSize: min }), ...(max === undefined ? {} : { maxSize: max }) }
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

// An end that is written but could not be read has been reported.
function complete(range: RangeNode, min: number | undefined, max: number | undefined): Ends | undefined {
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
