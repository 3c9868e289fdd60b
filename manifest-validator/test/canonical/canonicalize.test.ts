/** Canonical JSON against the library that passes RFC 8785's vectors, and stricter where that library is lenient. */
import assert from 'node:assert/strict'
import { runInNewContext } from 'node:vm'
import canonicalizeLibrary from 'canonicalize'
import { canonicalize } from 'clawql-manifest-validator'
import fc from 'fast-check'
import { sortKeys } from '../../src/canonical/sort-keys.ts'
import { copyJson } from '../../src/json/copy-json.ts'

const JSON_VALUE = fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }).filter(isWellFormed)

describe('canonicalize', () => {
  it('writes what the canonicalize library writes', () => {
    fc.assert(
      fc.property(JSON_VALUE, (value) => {
        assert.equal(canonicalize(value), canonicalizeLibrary(value))
      }),
      { numRuns: 2000 },
    )
  })

  it('orders keys by UTF-16 code units and writes numbers as ECMAScript does', () => {
    assert.equal(
      canonicalize({ '\u{1f600}': 1, '\ufb33': 2, '10': 3, '9': 4, é: 5, '': 6 }),
      '{"":6,"10":3,"9":4,"é":5,"😀":1,"\ufb33":2}',
    )
    assert.equal(
      canonicalize([1e21, 1e-7, -0, 1.0, 333333333.3333333, 5e-324]),
      '[1e+21,1e-7,0,1,333333333.3333333,5e-324]',
    )
  })

  it('refuses what is not JSON instead of dropping or converting it', () => {
    const sparse = [1, 2]
    delete sparse[0]
    const cyclic: Record<string, unknown> = {}
    cyclic['self'] = cyclic
    const values = [
      undefined,
      { a: undefined },
      [undefined],
      sparse,
      Number.NaN,
      Number.NEGATIVE_INFINITY,
      '\ud800',
      { '\udfff': 1 },
      1n,
      () => 1,
      Symbol('s'),
      new Date(0),
      new Map(),
      new String('boxed'),
      Object.create({ inherited: true }),
      cyclic,
    ]
    for (const value of values) assert.throws(() => canonicalize(value), TypeError)
  })

  it('calls nothing that belongs to the value', () => {
    assert.throws(() => canonicalize({ toJSON: () => 'something else' }), TypeError)
  })

  it('accepts plain objects of other realms and without prototype', () => {
    assert.equal(canonicalize(runInNewContext('({ b: [1], a: "x" })')), '{"a":"x","b":[1]}')
    assert.equal(canonicalize(Object.assign(Object.create(null), { b: 1, a: 2 })), '{"a":2,"b":1}')
  })

  it('every unit of text is quoted as JSON.stringify quotes it, or refused as half a character (65,536 units)', () => {
    let refused = 0
    for (let unit = 0; unit <= 0xffff; unit += 1) {
      const text = `a${String.fromCharCode(unit)}z`
      if (text.isWellFormed()) assert.equal(canonicalize(text), JSON.stringify(text))
      else {
        assert.throws(() => canonicalize(text), TypeError)
        refused += 1
      }
    }
    assert.equal(refused, 2048)
    assert.equal(canonicalize('\u{1f600}"'), JSON.stringify('\u{1f600}"'))
  })

  it('JSON.stringify of an ordered private copy is canonical', () => {
    let ordered = 0
    fc.assert(
      fc.property(JSON_VALUE, (value) => {
        const copied = copyJson(value)
        assert.ok(copied.ok)
        if (!copied.isOrdered) return
        ordered += 1
        assert.equal(JSON.stringify(copied.value), canonicalize(value))
      }),
      { numRuns: 2000 },
    )
    assert.ok(ordered > 500, `only ${ordered} copies were ordered`)
  })

  it('sorts keys as the engine does', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 60 }), (keys) => {
        assert.deepEqual(sortKeys([...keys]), [...keys].sort())
      }),
    )
  })
})

function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, each]) => key.isWellFormed() && isWellFormed(each))
}
