/**
 * INVARIANT L3: an accepted expression cannot fail. Generated expressions that the checker accepts are evaluated on random inputs, and every intermediate
 * value must be of the type, and inside the interval, the checker gave it. INVARIANT L6: a stock CEL engine gives the same.
 */
import assert from 'node:assert/strict'
import { celEnv, isCelError, parse, plan } from '@bufbuild/cel'
import fc from 'fast-check'
import { printCel } from '../../src/emit/cel.ts'
import { evaluateExpression } from '../../src/evaluate/evaluate-expression.ts'
import { jsonToCel } from '../../src/foreign/json-to-cel.ts'
import type { Expr } from '../../src/program/expression.ts'
import type { Type } from '../../src/program/type.ts'
import { parseComputedDuration } from '../../src/types/duration.ts'
import { fractionDigits } from '../../src/types/fraction-digits.ts'
import { intervalOf } from '../../src/types/interval.ts'
import { timeInterval } from '../../src/types/time-interval.ts'
import { parseTimestamp } from '../../src/types/timestamp.ts'
import { checked, expression, input } from './generated-expression.ts'

const SAFE = Number.MAX_SAFE_INTEGER
const STOCK = celEnv()

function isOfType(value: unknown, type: Type): boolean {
  switch (type.kind) {
    case 'bool':
      return typeof value === 'boolean'
    case 'int':
      return Number.isSafeInteger(value) && !Object.is(value, -0) && isWithin(value, type.min, type.max)
    case 'float': {
      const { min, max } = intervalOf(type)
      if (typeof value !== 'number' || !Number.isFinite(value) || !isWithin(value, min, max)) return false
      return type.decimals === undefined || fractionDigits(value) <= type.decimals
    }
    case 'string':
      return typeof value === 'string' && isWithin([...value].length, type.minLength, type.maxLength ?? SAFE)
    case 'enum':
      return typeof value === 'string' && type.values.includes(value)
    case 'timestamp':
    case 'duration': {
      const at = type.kind === 'timestamp' ? parseTimestamp(value) : parseComputedDuration(value)
      const { min, max } = timeInterval(type)
      return at !== undefined && isWithin(at.seconds + at.nanos / 1e9, min, max)
    }
    case 'list':
      return (
        Array.isArray(value) &&
        isWithin(value.length, type.minLength, type.maxLength ?? SAFE) &&
        value.every((part) => isOfType(part, type.element))
      )
    default:
      return value !== undefined
  }
}

function isWithin(value: unknown, min: number, max: number): boolean {
  return typeof value === 'number' && value >= min && value <= max
}

const RUNS = 10_000
const INPUTS = 12

describe('soundness', () => {
  it(`what is accepted never fails and stays inside its types (${RUNS} expressions, ${INPUTS} inputs each accepted one)`, () => {
    let accepted = 0
    let observed = 0
    const inputs = fc.array(input, { minLength: INPUTS, maxLength: INPUTS })
    fc.assert(
      fc.property(expression, inputs, (node, values) => {
        const expr = checked(node)
        if (expr === undefined) return
        accepted++
        for (const one of values) {
          const value = evaluateExpression(expr, { input: one }, (part: Expr, result) => {
            observed++
            assert(
              isOfType(result, part.type),
              `${JSON.stringify(part)} is ${String(result)} on ${JSON.stringify(one)}`,
            )
          })
          assert(isOfType(value, expr.type), `${JSON.stringify(expr.type)} does not hold ${String(value)}`)
        }
      }),
      { numRuns: RUNS },
    )
    assert(accepted > RUNS / 10, `only ${accepted} of ${RUNS} expressions were accepted`)
    assert(observed > RUNS, `only ${observed} values were observed`)
    console.log(`      ${accepted} accepted, ${observed} values inside their types`)
  })

  it(`a stock CEL engine agrees on what is accepted (${RUNS} expressions, ${INPUTS} inputs each accepted one)`, () => {
    let accepted = 0
    const inputs = fc.array(input, { minLength: INPUTS, maxLength: INPUTS })
    fc.assert(
      fc.property(expression, inputs, (node, values) => {
        const expr = checked(node)
        if (expr === undefined) return
        accepted++
        const source = printCel(expr)
        const run = plan(STOCK, parse(source))
        for (const one of values) {
          const actual = run({ input: jsonToCel(one) })
          assert(!isCelError(actual), `${source} gives ${String(actual)} on ${JSON.stringify(one)}`)
          const expected = evaluateExpression(expr, { input: one })
          assert.equal(comparable(actual), comparable(expected), `${source} on ${JSON.stringify(one)}`)
        }
      }),
      { numRuns: RUNS },
    )
    assert(accepted > RUNS / 10, `only ${accepted} of ${RUNS} expressions were accepted`)
    console.log(`      ${accepted} accepted, ${accepted * INPUTS} pairs`)
  })
})

// CEL has whole numbers as bigint; a negative zero equals zero.
function comparable(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value === 0 ? 0 : value
}
