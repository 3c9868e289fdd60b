/** Scaled units fold where a number is written, exactly, and leave nothing behind. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { analyse } from '../../src/analyse.ts'
import { virtualHost } from '../../src/testing/virtual-host.ts'
import { multiplyDecimals } from '../../src/types/scaled-unit.ts'

const HEAD = `module main

unit KUSD = 1_000 USD
unit CENT = 0.01 USD

type Usd = Float(range: 0..2 KUSD, decimals: 2) unit USD
`

function codes(text: string): readonly string[] {
  return analyse(virtualHost({ 'main.claw': HEAD + text }), {}).diagnostics.map(
    ({ code, message }) => `${code} ${message}`,
  )
}

describe('scaled units', () => {
  it('stand wherever an amount does', () => {
    assert.deepEqual(codes('const FEE: Usd = 0.07 KUSD\ntype Small = Usd where value <= 150 CENT && value < FEE\n'), [])
    assert.deepEqual(codes('type Tiny = Usd(range: 0..1_999 CENT)\n'), [])
    assert.match(codes('const FEE: Usd = 3 KUSD\n')[0] ?? '', /^CQ3201 3000 USD/)
    assert.match(codes('const FEE: Usd = 0.5 CENT\n')[0] ?? '', /^CQ3204/)
    assert.match(codes('const FEE: Usd = 5 KEUR\n')[0] ?? '', /^CQ3101/)
  })

  it('are multiples of a unit that types have', () => {
    for (const wrong of ['5', '"USD"', '-5 USD', '0 USD', '5 CENT', '5 EURO2', '5 KiB', '5 USD + 5 USD']) {
      const [first = ''] = codes(`unit EURO2 = ${wrong}\n`)
      assert.match(first, /^CQ2041/, wrong)
    }
    assert.match(codes('unit CENT = 5 USD\n')[0] ?? '', /^CQ2/)
  })

  it('are no unit of a type: what is written in them is folded', () => {
    assert.match(
      codes('type Thousands = Float unit KUSD\n')[0] ?? '',
      /^CQ3013 `KUSD` is 1000 `USD`; the type is in `USD`/,
    )
    assert.match(codes('type Size = Int unit KiB\n')[0] ?? '', /^CQ3013 `KiB` is a number of bytes/)
  })

  it('are multiplied exactly (1,000 random pairs of decimals)', () => {
    assert.equal(multiplyDecimals('0.07', '1000'), 70)
    assert.equal(multiplyDecimals('1.1e2', '0.01'), 1.1)
    fc.assert(
      fc.property(fc.nat(10 ** 6), fc.nat(10 ** 6), fc.nat(6), (a, b, places) => {
        const text = `${String(a)}e-${String(places)}`
        assert.equal(multiplyDecimals(text, String(b)), Number(`${String(BigInt(a) * BigInt(b))}e-${String(places)}`))
      }),
      { numRuns: 1_000 },
    )
  })
})
