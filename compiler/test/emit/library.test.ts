/** The functions that generated modules carry, each against its namesake in the reference. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { printTypeCheck } from '../../src/emit/checks/type-check.ts'
import { code, type } from '../../src/emit/code.ts'
import { createGeneratedModule } from '../../src/emit/generated-module.ts'
import { LIBRARY, type LibraryName } from '../../src/emit/library.ts'
import { checkValue } from '../../src/evaluate/check-value.ts'
import { countCodePoints } from '../../src/evaluate/code-points.ts'
import { equalValues } from '../../src/evaluate/equal-values.ts'
import { matchesPattern } from '../../src/evaluate/matches-pattern.ts'
import type { Type } from '../../src/program/type.ts'
import { parseDuration } from '../../src/types/duration.ts'
import { fractionDigits } from '../../src/types/fraction-digits.ts'
import { compareInstants, parseTimestamp } from '../../src/types/timestamp.ts'
import { type AnyFunction, functionIn, loadModule } from './load-module.ts'
import { PATTERNS } from './type-arbitrary.ts'

const NUMBERS = 20_000
const TEXTS = 5_000

async function libraryModule(): Promise<(name: LibraryName) => AnyFunction> {
  const module = createGeneratedModule()
  const names = Object.keys(LIBRARY) as LibraryName[]
  for (const name of names) module.use(name)
  module.add([`export { ${names.join(', ')} }`])
  const loaded = await loadModule(module.print('js', '', []))
  return (name) => functionIn(loaded, name)
}

/** `exports.check(value)` for the type. */
async function checkOf(checked: Type): Promise<AnyFunction> {
  const module = createGeneratedModule(['check'])
  const test = printTypeCheck(module, checked, 'value', 'Value')
  module.add([
    code`export function check(value${type(': unknown')})${type(': boolean')} {`,
    [code`return ${test}`],
    '}',
  ])
  return functionIn(await loadModule(module.print('js', '', [])), 'check')
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom('a', '\ud800', '\udc00', '😀', 'é'), maxLength: 20 }),
)

/** Numbers where decimals are hard: quotients, their neighbours, both ends of the range, every exponent. */
const hardNumber = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc
    .tuple(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.integer({ min: 0, max: 24 }))
    .map(([n, digits]) => Number(`${String(n)}e-${String(digits)}`)),
  fc
    .tuple(fc.bigInt({ min: 0n, max: 1n << 56n }), fc.integer({ min: 0, max: 9 }), fc.integer({ min: -2, max: 2 }))
    .map(([n, digits, steps]) => neighbour(Number(n) / 10 ** digits, steps)),
  fc
    .tuple(fc.integer({ min: -300, max: 300 }), fc.integer({ min: 1, max: 999 }))
    .map(([exponent, n]) => Number(`${String(n)}e${String(exponent)}`)),
)

function neighbour(value: number, steps: number): number {
  const bits = new BigInt64Array(new Float64Array([value]).buffer)
  bits[0] = bits[0]! + BigInt(steps)
  const [moved] = new Float64Array(bits.buffer)
  return Number.isFinite(moved) ? moved! : 0
}

describe('library of generated code', () => {
  it(`decimals equal those of the shortest decimal (${String(NUMBERS)} numbers, 0 to 22 digits)`, async () => {
    const library = await libraryModule()
    const hasDecimals = library('hasDecimals')
    const digitsOf = library('fractionDigits')
    fc.assert(
      fc.property(hardNumber, fc.integer({ min: 0, max: 22 }), (value, digits) => {
        assert.equal(digitsOf(value), fractionDigits(value))
        assert.equal(hasDecimals(value, digits, 10 ** digits), fractionDigits(value) <= digits)
      }),
      { numRuns: NUMBERS },
    )
  })

  it('every number of cents up to 200,000.00 has two decimals, its neighbours have not', async () => {
    const hasDecimals = (await libraryModule())('hasDecimals')
    for (let cents = 1; cents <= 20_000_000; cents += 31) {
      const value = cents / 100
      assert.equal(hasDecimals(value, 2, 100), true)
      for (const beside of [neighbour(value, 1), neighbour(value, -1)]) {
        assert.equal(hasDecimals(beside, 2, 100), fractionDigits(beside) <= 2)
      }
    }
  })

  it(`well-formedness and lengths of text (${String(TEXTS)} texts)`, async () => {
    const library = await libraryModule()
    fc.assert(
      fc.property(text, (value) => {
        assert.equal(library('isWellFormed')(value), value.isWellFormed())
        if (value.isWellFormed()) assert.equal(library('countCodePoints')(value), countCodePoints(value))
      }),
      { numRuns: TEXTS },
    )
  })

  it(`lengths by code points, whatever the bounds (${String(TEXTS)} texts)`, async () => {
    const bounds = [
      [0, 3],
      [1, 4],
      [2, 2],
      [5, 9],
      [3, undefined],
      [0, undefined],
    ] as const
    const checks = await Promise.all(
      bounds.map(async ([minLength, maxLength]): Promise<readonly [Type, AnyFunction]> => {
        const checked: Type = { kind: 'string', minLength, ...(maxLength !== undefined && { maxLength }) }
        return [checked, await checkOf(checked)]
      }),
    )
    fc.assert(
      fc.property(text, (value) => {
        for (const [checked, check] of checks) assert.equal(check(value), checkValue(value, checked) === undefined)
      }),
      { numRuns: TEXTS },
    )
  })

  for (const pattern of [
    ...PATTERNS,
    '',
    'a{0,40}b{3}',
    '(?:a|b)*abb',
    '[\\u0000-\\uffff]?x',
    '[^a]',
    'x{30}',
    '(?:é|😀){1,30}',
  ]) {
    it(`the automaton of ${JSON.stringify(pattern)} as code (1000 texts)`, async () => {
      const check = await checkOf({ kind: 'string', minLength: 0, patterns: [pattern] })
      const near = fc.oneof(
        fc.string({
          unit: fc.constantFrom('a', 'b', 'A', 'S', 'T', '-', '9', 'x', 'é', '😀', '\n', 'c', 'd', 'e'),
          maxLength: 45,
        }),
        fc.constantFrom('AST-12', 'x'.repeat(30), 'abb', '😀😀', 'aabb', 'bbb'),
        text,
      )
      fc.assert(
        fc.property(near, (value) => {
          assert.equal(check(value), value.isWellFormed() && matchesPattern(pattern, value))
        }),
        { numRuns: 1000 },
      )
    })
  }

  it('timestamps and durations: which texts are one, and how two compare (3000 pairs)', async () => {
    const library = await libraryModule()
    const digits = (count: number): fc.Arbitrary<string> =>
      fc.string({ unit: fc.constantFrom('0', '1', '2', '3', '9'), minLength: count, maxLength: count })
    const fraction = fc.oneof(
      fc.constant(''),
      fc.string({ unit: fc.constantFrom('0', '1', '9'), minLength: 0, maxLength: 10 }).map((text) => `.${text}`),
    )
    const offset = fc.oneof(
      fc.constantFrom('Z', '', 'z', '+00:00'),
      fc.tuple(fc.constantFrom('+', '-'), digits(2), digits(2)).map(([sign, a, b]) => `${sign}${a}:${b}`),
    )
    const date = fc.oneof(
      fc.tuple(digits(4), digits(2), digits(2)).map((parts) => parts.join('-')),
      fc
        .date({ noInvalidDate: true, min: new Date(-62e12), max: new Date(253e12) })
        .map((value) => value.toISOString().slice(0, 10)),
      fc.constantFrom('2000-02-29', '1900-02-29', '0001-01-01', '9999-12-31', '2024-02-30'),
    )
    const time = fc.oneof(
      fc.tuple(digits(2), digits(2), digits(2)).map((parts) => parts.join(':')),
      fc.constantFrom('00:00:00', '23:59:59', '23:59:60'),
    )
    const stamp = fc
      .tuple(date, time, fraction, offset)
      .map(([day, clock, more, zone]) => `${day}T${clock}${more}${zone}`)
    const span = fc
      .tuple(fc.constantFrom('', '-', '+'), digits(3), fraction, fc.constantFrom('s', '', 'm'))
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(stamp, stamp, span, span, (a, b, c, d) => {
        const [first, second] = [parseTimestamp(a), parseTimestamp(b)]
        assert.equal(library('isTimestamp')(a), first !== undefined, a)
        if (first && second)
          assert.equal(Math.sign(Number(library('compareTimestamps')(a, b))), Math.sign(compareInstants(first, second)))
        const [shorter, longer] = [parseDuration(c), parseDuration(d)]
        assert.equal(library('isDuration')(c), shorter !== undefined, c)
        if (shorter && longer)
          assert.equal(
            Math.sign(Number(library('compareDurations')(c, d))),
            Math.sign(compareInstants(shorter, longer)),
          )
      }),
      { numRuns: 3000 },
    )
  })

  it('structural equality (2000 pairs)', async () => {
    const isEqual = (await libraryModule())('isEqual')
    const value = fc.jsonValue({ maxDepth: 3, noUnicodeString: false })
    fc.assert(
      fc.property(value, value, (a, b) => {
        assert.equal(isEqual(a, structuredClone(a)), true)
        assert.equal(isEqual(a, b), equalValues(a, b))
      }),
      { numRuns: 2000 },
    )
  })
})
