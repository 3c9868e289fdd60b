/**
 * What a token that begins with a digit says: a number, a quantity with its unit, or a duration. Reports what is malformed and still returns the best
 * reading; whether the value suits its place is the checker's business.
 */
import { malformedDuration, malformedNumber, malformedQuantity } from '../diagnostics/catalogue/syntax.ts'
import type { Span } from '../source/span.ts'
import { durationInWords } from '../text/duration-in-words.ts'
import type { SyntaxErrors } from './syntax-errors.ts'

export type DecodedNumeral = DecodedNumber | DecodedDuration

export interface DecodedNumber {
  readonly kind: 'number'
  readonly value: number
  /** Without `_`. */
  readonly text: string
  readonly fractional: boolean
  readonly unit: { readonly text: string; readonly span: Span } | undefined
}

export interface DecodedDuration {
  readonly kind: 'duration'
  readonly milliseconds: number
  readonly text: string
}

/** Characters of a number. A double has fewer digits than this; longer ones are not worth reading. */
const MAX_LENGTH = 400

const PARTS = /^([0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9]+)?)([A-Za-z0-9_]*)([ \t]*)([A-Z][A-Za-z0-9]*)?$/

/** `image` is the token as written, beginning at `offset`. */
export function decodeNumeral(image: string, offset: number, errors: SyntaxErrors): DecodedNumeral {
  const usual = USUAL.exec(image)
  if (usual !== null) return decodeUsual(image, offset, usual[1]!, usual[2], usual[3])
  const span = { start: offset, end: offset + image.length }
  if (image.length > MAX_LENGTH) {
    errors.report(malformedNumber, span, { text: `${image.slice(0, 20)}…`, problem: 'it is too long' })
    return { kind: 'number', value: 0, text: '0', fractional: false, unit: undefined }
  }
  const parts = PARTS.exec(image)!
  const [digits, tail, space, unit] = [parts[1]!, parts[2]!, parts[3]!, parts[4]]
  if (tail !== '' && !/^[A-Z]/.test(tail))
    return decodeTail(digits, tail, { start: offset, end: offset + digits.length + tail.length }, errors)
  const written = tail !== '' ? tail : unit
  if (written !== undefined && (tail !== '' || space !== ' ')) {
    const text = `${digits} ${written}`
    errors.report(
      malformedQuantity,
      span,
      { text: image },
      {
        help: `write \`${text}\``,
        fixes: [errors.fix(`write \`${text}\``, { span, text })],
      },
    )
  }
  const start = tail !== '' ? offset + digits.length : span.end - (written?.length ?? 0)
  return {
    ...decodeNumber(digits, offset, errors),
    unit: written === undefined ? undefined : { text: written, span: { start, end: start + written.length } },
  }
}

/** A whole number, alone, with a unit or of one unit of time: what most numbers are. So few digits are a safe number of milliseconds, even of days. */
const USUAL = /^(0|[1-9][0-9]{0,7})(?:(ms|[smhd])| ([A-Z][A-Za-z0-9]*))?$/

function decodeUsual(
  image: string,
  offset: number,
  digits: string,
  time: string | undefined,
  unit: string | undefined,
): DecodedNumeral {
  const value = Number(digits)
  if (time !== undefined) return { kind: 'duration', milliseconds: value * MILLISECONDS[time]!, text: image }
  const start = offset + digits.length + 1
  return {
    kind: 'number',
    value,
    text: digits,
    fractional: false,
    unit: unit === undefined ? undefined : { text: unit, span: { start, end: start + unit.length } },
  }
}

function decodeNumber(digits: string, offset: number, errors: SyntaxErrors): DecodedNumber {
  const text = digits.replaceAll('_', '')
  const value = Number(text)
  const problem = numberProblem(digits, value)
  if (problem !== undefined) {
    const isGroup = /^0[0-9]{2}$/.test(digits)
    const help = isGroup ? { help: 'digits are grouped by `_`, and a fraction begins with a point: `1_000.50`' } : {}
    errors.report(malformedNumber, { start: offset, end: offset + digits.length }, { text: digits, problem }, help)
  }
  return {
    kind: 'number',
    value: Number.isFinite(value) ? value : 0,
    text,
    fractional: /[.eE]/.test(text),
    unit: undefined,
  }
}

function numberProblem(digits: string, value: number): string | undefined {
  if (/^[0-9_]+\.(?![0-9])/.test(digits)) return 'a point has digits on both sides'
  if (/__|_(?![0-9])|(?<![0-9])_/.test(digits)) return '`_` stands between two digits'
  if (/^0[0-9]/.test(digits)) return 'it begins with a needless zero'
  if (!Number.isFinite(value)) return 'it is too large'
  return undefined
}

const MILLISECONDS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 }

const USUAL_DURATION = { kind: 'duration' } as const

function millisecondsOf(text: string): number {
  const [, count, unit] = /^([0-9]+)([a-z]+)$/.exec(text) ?? []
  return Number(count) * (MILLISECONDS[unit ?? ''] ?? 0)
}

/** A number with lower-case letters attached: a duration, or nothing known. */
function decodeTail(digits: string, tail: string, span: Span, errors: SyntaxErrors): DecodedNumeral {
  const text = digits + tail
  const parts = [...text.matchAll(/([0-9]+)([a-z]+)/g)].map(([, count, unit]) => ({
    count: Number(count),
    unit: unit!,
  }))
  const looksLikeDuration =
    /^(?:[0-9_.]+[a-z]+)+$/i.test(text) && parts.some(({ unit }) => Object.hasOwn(MILLISECONDS, unit))
  const worded = durationInWords(digits, tail)
  if (worded !== undefined && !Object.hasOwn(MILLISECONDS, tail)) {
    const fixes = [errors.fix(`write \`${worded}\``, { span, text: worded })]
    errors.report(
      malformedDuration,
      span,
      { text, problem: `\`${tail}\` is no unit of time` },
      { help: `write \`${worded}\``, fixes },
    )
    return { ...USUAL_DURATION, text: worded, milliseconds: millisecondsOf(worded) }
  }
  const problem = looksLikeDuration ? durationProblem(text, parts) : undefined
  if (looksLikeDuration && problem === undefined) {
    return {
      kind: 'duration',
      milliseconds: parts.reduce((sum, { count, unit }) => sum + count * MILLISECONDS[unit]!, 0),
      text,
    }
  }
  if (problem !== undefined) {
    errors.report(
      malformedDuration,
      span,
      { text, problem },
      { help: 'durations are written like `30s`, `1h30m` or `250ms`' },
    )
    return { kind: 'duration', milliseconds: 0, text }
  }
  errors.report(
    malformedNumber,
    span,
    { text, problem: `\`${tail}\` is no unit of time` },
    {
      help: 'durations end in `ms`, `s`, `m`, `h` or `d`; other units begin with a capital letter after one space',
    },
  )
  return {
    kind: 'number',
    value: Number.parseInt(digits, 10),
    text: digits.replaceAll('_', ''),
    fractional: false,
    unit: undefined,
  }
}

function durationProblem(
  text: string,
  parts: readonly { readonly count: number; readonly unit: string }[],
): string | undefined {
  if (/[._]/.test(text)) return 'it is made of whole numbers'
  const scales = parts.map(({ unit }) => MILLISECONDS[unit])
  const unknown = parts.find(({ unit }) => MILLISECONDS[unit] === undefined)
  if (unknown !== undefined) return `\`${unknown.unit}\` is no unit of time`
  if (scales.some((scale, index) => index > 0 && scale! >= scales[index - 1]!))
    return 'the larger unit comes first, each unit once'
  const total = parts.reduce((sum, { count }, index) => sum + count * scales[index]!, 0)
  return Number.isSafeInteger(total) ? undefined : 'it is too long'
}
