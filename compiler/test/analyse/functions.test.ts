/** Functions: written out where they are called, with names that cannot catch each other, proven once for the types of their parameters. */
import assert from 'node:assert/strict'
import { printCel } from '../../src/emit/cel.ts'
import { runTests } from '../../src/evaluate/run-tests.ts'
import { check, expectDiagnostics } from '../../src/testing/expect-diagnostics.ts'
import { ACTION, changed, HEAD } from './example-module.ts'

const INPUT = '{ door: String(length: 1..64), n: Int(range: 0..9), memo?: String(length: ..9), groups: Groups }'
const TYPES = `
type Names = List<String(length: 1..9)>(length: ..4)
type Groups = List<Names>(length: ..4)
`

function withRule(declarations: string, condition: string): string {
  const action = changed(
    ACTION,
    ['{ door: String(length: 1..64) }', INPUT],
    ['  effect', `  require r: ${condition} because "r"\n  effect`],
  )
  return HEAD + TYPES + declarations + action
}

function celOf(declarations: string, condition: string): string {
  const rule = expectDiagnostics(withRule(declarations, condition)).program.actions[0]?.rules[0]
  assert.ok(rule)
  return printCel(rule.condition)
}

const codes = (declarations: string, condition = 'true'): readonly string[] =>
  check(withRule(declarations, condition)).diagnostics.map(({ code }) => code)

describe('functions', () => {
  it('are written out', () => {
    assert.equal(celOf('fn is_big(n: Int(range: 0..9)): Bool = n > 5', 'is_big(input.n)'), 'input.n > 5')
    assert.equal(
      celOf(
        'fn inc(n: Int(range: 0..50)): Int(range: 0..51) = n + 1\nfn twice(n: Int(range: 0..9)): Int = inc(n) * 2',
        'twice(input.n) > 3',
      ),
      '(int(input.n) + 1) * 2 > 3',
    )
  })

  it('variables of a body and of a call stay apart', () => {
    const declarations = 'fn within(xs: Names, ys: Names): Bool = xs.all(x, ys.exists(y, y == x))\n'
    const condition = 'input.groups.all(g, input.groups.exists(h, within(g, h) && within(h, g)))'
    assert.equal(
      celOf(declarations, condition),
      'input.groups.all(v1, input.groups.exists(v2, v1.all(v3, v2.exists(v4, v4 == v3)) && v2.all(v3, v1.exists(v4, v4 == v3))))',
    )
    const tests = `
fixture someone: claims { role: clerk, purpose: tidying, classification: standard }
test "t" for (groups, verdict) in [
  ([["a"], ["b", "c"]], allow), ([], allow), ([["a", "b"], ["a"]], allow),
] {
  given someone
  call door.close_it { door: "d", n: 1, groups: groups }
  expect verdict
}
`
    const { program } = expectDiagnostics(withRule(declarations, condition) + tests)
    assert.deepEqual(
      runTests(program).map(({ passed }) => passed),
      [true, true, true],
    )
  })

  it('take arguments in their order', () => {
    assert.equal(
      celOf(
        'fn less(a: Int(range: 0..9), b: Int(range: 0..9), c: Int(range: 0..9)): Bool = a < b && b < c',
        'less(1, input.n, 8)',
      ),
      '1 < input.n && input.n < 8',
    )
  })

  it('their result has the declared type, whatever the body would tell', () => {
    assert.deepEqual(codes('fn five(): Int = 5', 'five() + input.n > 5'), ['CQ3116'])
    assert.deepEqual(codes('fn five(): Int(range: 0..9) = 5', 'five() + input.n > 5'), [])
  })

  it('what flow proves inside them holds for the parameter, and what a call needs is proven at the call', () => {
    assert.deepEqual(codes('fn share(n: Int(range: 0..9)): Int = n > 0 ? 100 / n : 0', 'share(input.n) >= 0'), [])
    assert.deepEqual(codes('fn share(n: Int(range: 0..9)): Int = 100 / n', 'share(1) >= 0'), ['CQ3118'])
    assert.deepEqual(codes('fn short(t: String(length: ..9)): Bool = size(t) < 4', 'short(input.memo)'), ['CQ3111'])
    assert.deepEqual(
      codes('fn short(t: String(length: ..9)): Bool = size(t) < 4', 'has(input.memo) => short(input.memo)'),
      [],
    )
    assert.deepEqual(codes('fn half(n: Int(range: 0..4)): Bool = n > 2', 'half(input.n)'), ['CQ3101'])
  })

  it('see nothing of a request', () => {
    assert.deepEqual(codes('fn leak(): Bool = input.n > 3', 'leak()'), ['CQ3102'])
  })

  it('calls of what is none, or has another name', () => {
    assert.deepEqual(codes('fn big(n: Int(range: 0..9)): Bool = n > 5', 'bigg(input.n)'), ['CQ3114'])
    assert.deepEqual(codes('fn size(n: Int(range: 0..9)): Bool = n > 5'), ['CQ2018'])
    assert.deepEqual(codes('fn f(): Bool = f()'), ['CQ2031'])
  })

  it('a wrong one is reported where it is, not at its calls', () => {
    assert.deepEqual(codes('fn bad(n: Int(range: 0..9)): Bool = n', 'bad(input.n) && bad(3)').length, 1)
  })

  it('ten thousand in a row are errors, and no more than that', () => {
    const name = (index: number): string => `f${String(index).padStart(5, '0')}`
    const chain = Array.from(
      { length: 10_000 },
      (_, index) => `fn ${name(index)}(b: Bool): Bool = ${name(index + 1)}(b)`,
    )
    const { diagnostics } = check(`module demo\n\n${chain.join('\n')}\nfn ${name(10_000)}(b: Bool): Bool = b\n`)
    assert.ok(diagnostics.length > 0)
    assert.ok(diagnostics.every(({ code }) => code === 'CQ2035'))
  })

  it('calls inside calls grow to a bound', () => {
    const doubling = Array.from(
      { length: 40 },
      (_, index) => `fn g${String(index + 1)}(b: Bool): Bool = g${String(index)}(b) && g${String(index)}(b)`,
    )
    assert.deepEqual(codes(['fn g0(b: Bool): Bool = b', ...doubling].join('\n')), ['CQ2034'])
  })

  it('a parameter hides nothing', () => {
    assert.deepEqual(codes('fn f(input: Int(range: 0..9)): Bool = input > 5'), ['CQ3121'])
    assert.deepEqual(codes('const n = 3\nfn f(n: Int(range: 0..9)): Bool = n > 5'), ['CQ3121'])
    assert.deepEqual(codes('fn f(clerk: Int(range: 0..9)): Bool = clerk > 5'), ['CQ3121'])
    assert.deepEqual(codes('fn f(xs: Names, x: String(length: ..9)): Bool = xs.all(x, x == "a")'), ['CQ3121'])
  })

  it('can be imported', () => {
    expectDiagnostics({
      'base/base.claw': 'module base\n\nconst LIMIT = 5\n\nfn is_big(n: Int(range: 0..9)): Bool = n > LIMIT\n',
      'main.claw': changed(withRule('', 'is_big(input.n)'), [
        'module demo\n',
        'module demo\n\nimport base { is_big }\n',
      ]),
    })
  })
})
