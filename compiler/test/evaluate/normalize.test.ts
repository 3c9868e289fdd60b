/** Normalisation: nulls, defaults, −0; the same object when nothing changes; never a throw. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { checkValue } from '../../src/evaluate/check-value.ts'
import { normalize } from '../../src/evaluate/normalize.ts'
import { BOOL, field, INT, list, record, STRING } from './expressions.ts'
import { TRANSFER_CALL, TRANSFER_INPUT } from './treasury.ts'

describe('normalize', () => {
  it('fills defaults, removes nulls, makes −0 zero, and keeps the caller’s object', () => {
    const given = { ...TRANSFER_CALL, amount: -0, memo: null }
    const after = normalize(TRANSFER_INPUT, given)
    assert.deepEqual(after, { from_account: 'A-1', to_account: 'A-2', amount: 0, urgent: false })
    assert.deepEqual(given, { ...TRANSFER_CALL, amount: -0, memo: null })
    assert.deepEqual(normalize(TRANSFER_INPUT, { urgent: undefined }), { urgent: false })
  })

  it('returns the same object when nothing changes', () => {
    const given = { ...TRANSFER_CALL, urgent: true }
    assert.equal(normalize(TRANSFER_INPUT, given), given)
    const nested = record(field('rows', list(record(field('n', INT, { optional: true })))))
    const value = { rows: [{ n: 1 }, {}] }
    assert.equal(normalize(nested, value), value)
  })

  it('reaches into records and lists and shares what it leaves alone', () => {
    const row = record(field('n', INT), field('on', BOOL, { optional: true, defaultValue: true }))
    const type = record(field('rows', list(row)), field('tags', list(STRING)))
    const value = { rows: [{ n: -0 }, { n: 1, on: false }], tags: ['a'] }
    const after = normalize(type, value)
    assert.deepEqual(after, {
      rows: [
        { n: 0, on: true },
        { n: 1, on: false },
      ],
      tags: ['a'],
    })
    assert.ok(typeof after === 'object' && after !== null && 'tags' in after && after.tags === value.tags)
  })

  it('gives every caller a default of their own', () => {
    const type = record(field('tags', list(STRING), { optional: true, defaultValue: ['a', 'b'] }))
    const first = normalize(type, {})
    assert.deepEqual(first, { tags: ['a', 'b'] })
    assert.ok(typeof first === 'object' && first !== null && 'tags' in first && Array.isArray(first.tags))
    first.tags.push('c')
    assert.deepEqual(normalize(type, {}), { tags: ['a', 'b'] })
  })

  it('leaves nulls where the field does not allow them and values of the wrong type as they are', () => {
    const type = record(field('a', INT, { optional: true }))
    for (const value of [{ a: null }, { a: '-0' }, null, [], 5, 'x', undefined])
      assert.equal(normalize(type, value), value)
  })

  it('keeps a member named __proto__ a member', () => {
    const value: unknown = JSON.parse('{"__proto__":{"urgent":true},"amount":1}')
    const after = normalize(TRANSFER_INPUT, value)
    assert.ok(typeof after === 'object' && after !== null)
    assert.deepEqual(Object.keys(after), ['__proto__', 'amount', 'urgent'])
    assert.equal(Object.getPrototypeOf(after), Object.prototype)
  })

  it('is idempotent on any value and never invents a fault (1,000 random values)', () => {
    const values = fc.oneof(
      fc.anything(),
      fc.record(
        {
          from_account: fc.constant('A-1'),
          memo: fc.constantFrom(null, 'm'),
          amount: fc.constantFrom(0, -0, 1),
          urgent: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
    )
    fc.assert(
      fc.property(values, (value) => {
        const once = normalize(TRANSFER_INPUT, value)
        assert.equal(normalize(TRANSFER_INPUT, once), once)
        if (checkValue(value, TRANSFER_INPUT) === undefined) assert.equal(checkValue(once, TRANSFER_INPUT), undefined)
      }),
      { numRuns: 1000 },
    )
  })
})
