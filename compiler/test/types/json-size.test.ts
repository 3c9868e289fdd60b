/** INVARIANT L1 for `Json`: the size that is counted is that of the canonical form, and counting ends where the limit does. */
import assert from 'node:assert/strict'
import { canonicalize, utf8 } from 'clawql-manifest-validator'
import fc from 'fast-check'
import { normalizeJson } from '../../src/evaluate/normalize-json.ts'
import { DEEPEST_JSON, isJsonWithin } from '../../src/types/json-size.ts'

const RUNS = 5_000

function nested(depth: number): unknown {
  let value: unknown = []
  for (let level = 1; level < depth; level++) value = level % 2 === 0 ? { k: value } : [value]
  return value
}

describe('the size of JSON', () => {
  it(`is that of the canonical form (${String(RUNS)} values)`, () => {
    const value = fc
      .oneof(
        fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }),
        fc.string({ unit: 'binary' }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
      )
      .filter((json) => json !== null)
    fc.assert(
      fc.property(value, (json) => {
        const size = utf8(canonicalize(json)).length
        assert(isJsonWithin(json, size), JSON.stringify(json))
        assert(!isJsonWithin(json, size - 1), JSON.stringify(json))
      }),
      { numRuns: RUNS },
    )
  })

  it('is asked of JSON alone', () => {
    const cyclic: unknown[] = []
    cyclic.push(cyclic)
    const none = [undefined, Number.NaN, -Infinity, 10n, Symbol('s'), () => 0, new Date(0), new Map(), '\ud800', cyclic]
    const within = none.flatMap((value) => [value, [value], { a: value }, { a: [0, { b: value }] }])
    for (const value of [...within, null, new Array(2), { '\udc00': 1 }, Object.create({ a: 1 })]) {
      assert(!isJsonWithin(value, 1_000))
    }
    assert(isJsonWithin(Object.assign(Object.create(null) as object, { a: 1 }), 7))
  })

  it('goes with a depth', () => {
    assert(isJsonWithin(nested(DEEPEST_JSON), 1_000))
    assert(!isJsonWithin(nested(DEEPEST_JSON + 1), 1_000))
  })

  it('is not counted to the end of a value that shares its parts', () => {
    let doubling: unknown = []
    for (let level = 1; level < DEEPEST_JSON; level++) doubling = [doubling, doubling]
    assert(!isJsonWithin(doubling, 2 ** 20))
    assert.equal(normalizeJson(doubling, 2 ** 10), doubling)
  })
})

describe('normalising JSON', () => {
  it('leaves nothing that its canonical form would change', () => {
    const inner = { kept: [1] }
    const after = normalizeJson({ a: -0, b: [0, -0], c: inner, ['__proto__']: -0 }, 1_000)
    assert.deepEqual(JSON.stringify(after), '{"a":0,"b":[0,0],"c":{"kept":[1]},"__proto__":0}')
    assert(Object.is(Object.values(after as object)[0], 0))
    assert.equal((after as { c: unknown }).c, inner)
  })

  it(`gives the same value when nothing changes (${String(RUNS)} values)`, () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (json) => {
        const clean: unknown = JSON.parse(JSON.stringify(json))
        assert.equal(normalizeJson(clean, 1_000_000), clean)
      }),
      { numRuns: RUNS },
    )
  })
})
