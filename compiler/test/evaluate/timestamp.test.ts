/** Timestamps: what is accepted equals what a stock CEL engine accepts, and the order is the engine's. */
import assert from 'node:assert/strict'
import { celEnv, isCelError, parse, plan } from '@bufbuild/cel'
import fc from 'fast-check'
import { compareInstants, parseTimestamp } from '../../src/types/timestamp.ts'

const ACCEPTS = plan(celEnv(), parse('timestamp(t) == timestamp(t)'))
const BEFORE = plan(celEnv(), parse('timestamp(a) < timestamp(b)'))
const RUNS = 2000

const pad = (value: number, width: number): string => String(value).padStart(width, '0')

const texts = fc
  .tuple(
    fc.oneof(fc.constantFrom(0, 1, 1900, 1970, 2000, 2024, 2100, 9999), fc.integer({ min: 0, max: 9999 })),
    fc.integer({ min: 0, max: 13 }),
    fc.integer({ min: 0, max: 32 }),
    fc.integer({ min: 0, max: 24 }),
    fc.integer({ min: 0, max: 60 }),
    fc.integer({ min: 0, max: 60 }),
    fc.constantFrom('', '.5', '.123456789', '.1234567891', '.'),
    fc.constantFrom('Z', '+00:00', '-23:59', '+24:00', '+05:30', 'z', ''),
  )
  .map(
    ([y, m, d, h, i, s, f, o]) =>
      `${pad(y, 4)}-${pad(m, 2)}-${pad(d, 2)}T${pad(h, 2)}:${pad(i, 2)}:${pad(s, 2)}${f}${o}`,
  )

describe('timestamps', () => {
  it('reads seconds and nanoseconds', () => {
    assert.deepEqual(parseTimestamp('1970-01-01T00:00:01.5Z'), { seconds: 1, nanos: 500_000_000 })
    assert.deepEqual(parseTimestamp('1969-12-31T23:59:59Z'), { seconds: -1, nanos: 0 })
    assert.deepEqual(parseTimestamp('2024-02-29T00:00:00+01:00'), { seconds: 1_709_161_200, nanos: 0 })
    assert.deepEqual(parseTimestamp('0001-01-01T00:00:00Z'), { seconds: -62_135_596_800, nanos: 0 })
    assert.deepEqual(parseTimestamp('9999-12-31T23:59:59.999999999Z'), { seconds: 253_402_300_799, nanos: 999_999_999 })
  })

  it('refuses what is no instant', () => {
    const refused = [
      '2023-02-29T00:00:00Z',
      '2024-04-31T00:00:00Z',
      '2024-01-01T24:00:00Z',
      '2016-12-31T23:59:60Z',
      '2024-01-01 00:00:00Z',
      '2024-01-01T00:00:00z',
      '2024-01-01T00:00:00',
      '0001-01-01T00:00:00+00:01',
      '0001-06-01T00:00:00+00:00',
      '0000-12-31T23:59:59-01:00',
      '9999-12-31T23:59:59-00:01',
      '２024-01-01T00:00:00Z',
      '2024-01-01T00:00:00Z\n',
      '',
    ]
    for (const text of refused) assert.equal(parseTimestamp(text), undefined, text)
    for (const value of [null, undefined, 0, {}, [], '1'.repeat(1_000_000)])
      assert.equal(parseTimestamp(value), undefined)
  })

  it(`accepts nothing that a stock engine refuses (${RUNS} random texts)`, () => {
    fc.assert(
      fc.property(texts, (t) => {
        if (parseTimestamp(t) !== undefined) assert.ok(!isCelError(ACCEPTS({ t })), t)
      }),
      { numRuns: RUNS },
    )
  })

  it(`orders as a stock engine does (${RUNS} random pairs)`, () => {
    const millis = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_000 })
    const instants = fc.tuple(millis, fc.constantFrom('', '5', '000001')).map(([at, more]) => {
      return new Date(at).toISOString().replace('Z', `${more}Z`)
    })
    const pairs = fc.oneof(
      fc.tuple(instants, instants),
      instants.map((one) => [one, one] as const),
    )
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const [x, y] = [parseTimestamp(a), parseTimestamp(b)]
        assert.ok(x !== undefined && y !== undefined)
        assert.equal(compareInstants(x, y) < 0, BEFORE({ a, b }))
      }),
      { numRuns: RUNS },
    )
  })
})
