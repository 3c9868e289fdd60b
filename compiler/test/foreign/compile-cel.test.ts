/** CEL of foreign manifests: where the engine strays from the specification, what it may cost, and what an expression mentions. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { compareCodePoints } from '../../src/foreign/cel-profile.ts'
import { compileCel } from '../../src/foreign/compile-cel.ts'
import { jsonToCel } from '../../src/foreign/json-to-cel.ts'

function run(source: string, input: unknown = {}): unknown {
  return compileCel(source).evaluate({ input: jsonToCel(input) })
}

describe('CEL of foreign manifests', () => {
  it('orders text by code points (2,000 random pairs)', () => {
    const unit = fc.constantFrom('a', '\uffee', '😀', '\u{10ffff}', 'é', '\ue000')
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 4 }), fc.string({ unit, maxLength: 4 }), (a, b) => {
        const [x, y] = [Array.from(a, (c) => c.codePointAt(0) ?? 0), Array.from(b, (c) => c.codePointAt(0) ?? 0)]
        const at = x.findIndex((point, index) => point !== y[index])
        const expected = at === -1 ? x.length - y.length : at >= y.length ? 1 : (x[at] ?? 0) - (y[at] ?? 0)
        assert.equal(Math.sign(compareCodePoints(a, b)), Math.sign(expected))
      }),
      { numRuns: 2000 },
    )
  })

  it('converts no text that is no number', () => {
    for (const text of ['', ' 1', '0x10', '1_0', 'x', '9223372036854775808', '1e3'])
      assert.equal(run(`int(${JSON.stringify(text)})`), undefined, text)
    for (const text of ['', ' ', '0x10', 'x', '1,5', 'inf'])
      assert.equal(run(`double(${JSON.stringify(text)})`), undefined, text)
    assert.equal(run('int("-5") == -5 && double("1e3") == 1000.0 && double("-.5") == -0.5'), true)
  })

  // INVARIANT L5
  it('reads the calendar in UTC wherever the machine stands', () => {
    const before = process.env['TZ']
    try {
      for (const zone of ['UTC', 'America/New_York', 'Pacific/Apia']) {
        process.env['TZ'] = zone
        assert.equal(run('timestamp("2026-03-08T02:30:15.25Z").getHours()'), 2n, zone)
        assert.equal(
          run(
            'timestamp("2026-03-08T02:30:15.25Z").getMinutes() == 30 && timestamp("2026-03-08T02:30:15.25Z").getMilliseconds() == 250',
          ),
          true,
        )
        assert.equal(run('timestamp("2024-12-31T23:59:59Z").getDayOfYear()'), 365n)
        assert.equal(
          run(
            'timestamp("2024-02-29T00:00:00Z").getDayOfMonth() == 28 && timestamp("2024-02-29T00:00:00Z").getDate() == 29',
          ),
          true,
        )
        assert.equal(run('timestamp("2026-03-08T02:30:00Z").getHours("+05:45")'), 8n)
        assert.equal(run('timestamp("2026-03-08T07:30:00Z").getHours("America/New_York")'), 3n)
        assert.equal(run('timestamp("0001-01-01T00:00:00Z").getFullYear()'), 1n)
        assert.equal(run('timestamp("2026-03-08T07:30:00Z").getHours("No/Where")'), undefined)
        assert.equal(run('timestamp(86400) == timestamp("1970-01-02T00:00:00Z")'), true)
      }
    } finally {
      if (before === undefined) delete process.env['TZ']
      else process.env['TZ'] = before
    }
  })

  it('keeps null members present and strange names plain', () => {
    assert.equal(run('has(input.n) && "n" in input && input.n == null', { n: null }), true)
    assert.equal(run('input == {"a": null}', { a: null }), true)
    assert.equal(run('has(input.__proto__) || has(input.constructor) || has(input.hasOwnProperty)'), false)
    assert.equal(run('input["__proto__"].x', JSON.parse('{"__proto__":{"x":1}}')), 1)
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
      assert.equal(run(name), undefined, name)
  })

  it('reads no escape that CEL does not have, in whatever string it stands', () => {
    const good = [
      `'\\n'`,
      `r"\\q"`,
      `b'\\xff'`,
      `br'\\q'`,
      `"""a\\"b"""`,
      `'a' // \\q\n + '\\u00e9'`,
      `r'''\\'''`,
      `'\\377' == ''`,
    ]
    const bad = [`'\\q'`, `"\\ "`, `b'\\400'`, `'\\x4'`, `'\\u12'`, `"""\\q"""`, `'a' + '\\9'`, `bar == '\\q'`]
    for (const source of good) assert.equal(compileCel(source).rejection, undefined, source)
    for (const source of bad) assert.equal(compileCel(source).rejection, 'CEL_SYNTAX', source)
  })

  it('never throws on any text (3,000 random ones)', () => {
    const words = ['r', "'''", '"""', '\\q', 'has(', 'x.all(y,', '1u', '0x', '1e9', ' in ', 'null', '//']
    const piece = fc.constantFrom(...`'"\\()[]{}?:.,!&|+-*/%<>= \n`, ...words)
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        compileCel(pieces.join('')).evaluate({})
      }),
      { numRuns: 3000 },
    )
  })

  it('spends a bounded number of steps, also behind an error that is absorbed', () => {
    const l = Array.from({ length: 400 }, () => true)
    assert.equal(run('input.l.all(a, input.l.all(b, input.l.all(c, c)))', { l }), undefined)
    assert.equal(run('input.l.all(a, input.l.all(b, input.l.all(c, c))) || true', { l }), undefined)
    assert.equal(run('input.l.map(a, input.l.map(b, b)).size() == 400', { l: l.slice(0, 300) }), false)
    assert.equal(run('input.l.all(a, a)', { l }), true)
  })

  it('says which members of the roots are named', () => {
    const source =
      'has(claims.owner) && claims["role"] == input.a.b && "x" in context && size(claims.scope.map(s, s)) > 0'
    const mentions = compileCel(source).mentions.map(({ root, name }) => `${root}.${name}`)
    assert.deepEqual(mentions.sort(), ['claims.owner', 'claims.role', 'claims.scope', 'context.x', 'input.a'])
  })

  it('takes nothing that is no JSON', () => {
    let deep: unknown = 1
    for (let level = 0; level < 300; level++) deep = [deep]
    const cyclic: Record<string, unknown> = {}
    cyclic['self'] = cyclic
    for (const value of [deep, cyclic, 5n, () => 1, Symbol('x')]) assert.throws(() => jsonToCel(value))
  })
})
