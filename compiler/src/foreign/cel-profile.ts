/**
 * Functions of the CEL profile that the engine's own do otherwise than the specification, or not at all: text is ordered by code points, texts that are no
 * numbers convert to none, `matches` is also a function of two texts. Given to the engine as overrides; everything else is its own.
 */
import { CelScalar, celEnv, celFunc, parse, plan } from '@bufbuild/cel'

type CelFunction = ReturnType<typeof celFunc>

const { BOOL, STRING, INT, DOUBLE } = CelScalar
const WHOLE = /^-?[0-9]{1,20}$/
const DECIMAL = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/
const NAMED_NUMBERS: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
}

export function profileFunctions(): readonly CelFunction[] {
  return [
    celFunc('_<_', [STRING, STRING], BOOL, (a, b) => compareCodePoints(a, b) < 0),
    celFunc('_<=_', [STRING, STRING], BOOL, (a, b) => compareCodePoints(a, b) <= 0),
    celFunc('_>_', [STRING, STRING], BOOL, (a, b) => compareCodePoints(a, b) > 0),
    celFunc('_>=_', [STRING, STRING], BOOL, (a, b) => compareCodePoints(a, b) >= 0),
    celFunc('matches', [STRING, STRING], BOOL, searches),
    celFunc('int', [STRING], INT, wholeNumber),
    celFunc('double', [STRING], DOUBLE, decimalNumber),
  ]
}

const search = plan(celEnv(), parse('text.matches(pattern)'))

/** The engine has `matches` as a method only. */
function searches(text: string, pattern: string): boolean {
  const found = search({ text, pattern })
  if (typeof found !== 'boolean') throw new Error('the pattern is none of RE2')
  return found
}

/** By code points; code units differ from them where a surrogate meets a character above U+DFFF. */
export function compareCodePoints(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  for (let index = 0; index < shorter; index++) {
    const [x, y] = [a.charCodeAt(index), b.charCodeAt(index)]
    if (x === y) continue
    const [xIsSurrogate, yIsSurrogate] = [(x & 0xf800) === 0xd800, (y & 0xf800) === 0xd800]
    return xIsSurrogate === yIsSurrogate ? x - y : xIsSurrogate ? 1 : -1
  }
  return a.length - b.length
}

function wholeNumber(text: string): bigint {
  if (!WHOLE.test(text)) throw new Error('the text is no whole number')
  const value = BigInt(text)
  if (BigInt.asIntN(64, value) !== value) throw new Error('the number does not fit in 64 bits')
  return value
}

function decimalNumber(text: string): number {
  const named = Object.hasOwn(NAMED_NUMBERS, text) ? NAMED_NUMBERS[text] : undefined
  if (named !== undefined) return named
  if (!DECIMAL.test(text)) throw new Error('the text is no number')
  return Number(text)
}
