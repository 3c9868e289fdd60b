/** INVARIANT L9: what nobody describes, no expression reads. */
import assert from 'node:assert/strict'
import { printCel } from '../../src/emit/cel.ts'
import { check } from '../../src/testing/expect-diagnostics.ts'
import { accepted, refused } from './rule.ts'

describe('a Json', () => {
  it('may be asked for', () => {
    assert.equal(printCel(accepted('has(input.extra)')), 'has(input.extra)')
    accepted('"extra" in input => input.n > 3')
    accepted('size(input.extras) < 3 && input.notes.all(k, k != "secret")')
  })

  it('is not read, compared, measured, called with or looked into', () => {
    for (const use of [
      'has(input.extra) && «input.extra» == "x"',
      'has(input.extra) && size(«input.extra») > 3',
      'has(input.extra) && has(«input.extra».title)',
      'has(input.extra) && «input.extra».title == "x"',
      'has(input.extra) && "x" in «input.extra»',
      'has(input.extra) && «input.extra»["x"] == 1',
      'has(input.extra) && input.text in [«input.extra»]',
      'size(input.extras) > 0 && «input.extras[0]» == 1',
      'input.extras.exists(x, «x» == 1)',
      'input.extras.exists(x, has(«x».a))',
      'size(input.extras.map(x, «x»)) > 1',
      '"a" in input.notes && «input.notes["a"]» == "x"',
      'input.notes.all(k, «input.notes[k]» == "x")',
      'has(input.extra) && «input.extra»',
      'has(input.extra) && int(«input.extra») > 1',
      '(input.flag ? «input.fixed» : 2) == 1',
    ])
      refused(use, 'CQ3141', 'a type that says what is in it')
  })

  it('is declared nowhere that an expression would have to hold it', () => {
    for (const declaration of [
      'fn f(a: «Json(bytes: ..9)»): Bool = true',
      'fn f(a: Bool): «Json(bytes: ..9)» = a',
      'const c: «Json(bytes: ..9)» = 3',
      'object o {\n  state s(«Json(bytes: ..9)»)\n  operation p: s -> s\n}\npurpose q "Q" { permits: [o.p] }',
    ]) {
      const source = `module demo\n${declaration}\n`
      const text = source.replace('«', '').replace('»', '')
      const found = check(text).diagnostics.map(({ code, location: { span } }) => [
        code,
        text.slice(span.start, span.end),
      ])
      assert.deepEqual(found, [['CQ3141', 'Json(bytes: ..9)']], declaration)
    }
    assert.deepEqual(check('module demo\nfn f(a: { b: Json(bytes: ..9) }): Bool = true\n').diagnostics, [])
  })

  it('is proven present like any other field', () => {
    refused('«input.extra» == "x"', 'CQ3111')
  })
})
