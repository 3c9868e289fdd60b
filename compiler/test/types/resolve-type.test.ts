/** Type declarations: what they resolve to, and what is refused where. */
import assert from 'node:assert/strict'
import type { Type } from '../../src/program/type.ts'
import { checkSource, expectMarked, expectRefused } from './check-source.ts'

const SAFE = Number.MAX_SAFE_INTEGER

function resolved(declarations: string, name = 'Probe'): Type {
  const { types, diagnostics } = checkSource(`module example\n\n${declarations}\n`)
  assert.deepEqual(
    diagnostics.map(({ code, message }) => `${code} ${message}`),
    [],
  )
  const type = types.get(name)
  assert(type !== undefined)
  const { name: _alias, ...rest } = type
  return rest
}

/** `«…»` is the offending text. */
function refused(declarations: string, code: string, words = ''): void {
  expectRefused(`module example\n\n${declarations}\n`, code, words)
}

describe('types', () => {
  it('resolve to explicit bounds', () => {
    assert.deepEqual(resolved('type Probe = Int'), { kind: 'int', min: -SAFE, max: SAFE })
    assert.deepEqual(resolved('type Probe = Int(range: 0..)'), { kind: 'int', min: 0, max: SAFE })
    assert.deepEqual(resolved('type Probe = Int(range: 1.0..2)'), { kind: 'int', min: 1, max: 2 })
    assert.deepEqual(resolved('type Probe = Float(range: -1..1)'), { kind: 'float', min: -1, max: 1 })
    assert.deepEqual(resolved('type Probe = String'), { kind: 'string', minLength: 0 })
    assert.deepEqual(resolved('type Probe = List<Bool>(length: ..3)'), {
      kind: 'list',
      element: { kind: 'bool' },
      minLength: 0,
      maxLength: 3,
      unique: false,
    })
    assert.deepEqual(resolved('type Probe = "a" | "b"'), { kind: 'enum', values: ['a', 'b'] })
  })

  it('take bounds from constants and amounts of their own unit', () => {
    assert.deepEqual(resolved('const MOST = 64\ntype Probe = String(length: 1..MOST)'), {
      kind: 'string',
      minLength: 1,
      maxLength: 64,
    })
    const usd = 'type Usd = Float(decimals: 2) unit USD\n'
    assert.deepEqual(resolved(`${usd}type Probe = Usd(range: 0..5 USD)`), {
      kind: 'float',
      decimals: 2,
      unit: 'USD',
      min: 0,
      max: 5,
    })
    const coins = { kind: 'int', min: 0, max: 500, unit: 'GBX' }
    assert.deepEqual(resolved('const MOST = 500 GBX\ntype Probe = Int(range: 0..MOST) unit GBX'), coins)
    assert.deepEqual(resolved('type Probe = Int(range: 0 GBX..500) unit GBX'), coins)
    refused('type Probe = Int(range: 0..«1.5 GBX») unit GBX', 'CQ3005', 'whole numbers')
    refused('type Probe = Int(range: 0..«5 EUR») unit GBX', 'CQ3106')
    refused('type Probe = Int(range: 0..«5 EUR»)', 'CQ3101')
  })

  it('intersect with the alias they refine', () => {
    const code = 'type Code = String(length: ..9, pattern: r"[a-z]+")\n'
    assert.deepEqual(resolved(`${code}type Probe = Code(length: 2.., pattern: r"a.*")`), {
      kind: 'string',
      minLength: 2,
      maxLength: 9,
      patterns: ['[a-z]+', 'a.*'],
    })
  })

  it('take lengths from a pattern that has them', () => {
    assert.deepEqual(resolved('type Probe = String(pattern: r"[A-Z]{2}\\d{1,3}")'), {
      kind: 'string',
      minLength: 3,
      maxLength: 5,
      patterns: ['[A-Z]{2}\\d{1,3}'],
    })
  })

  it('collect conditions, those of the base first', () => {
    const probe = resolved('type Even = Int(range: 0..8) where value % 2 == 0\ntype Probe = Even where value > 2')
    assert.equal(probe.where?.length, 2)
    assert.deepEqual(
      probe.where?.map((condition) => condition.kind === 'binary' && condition.operator),
      ['==', '>'],
    )
  })

  it('make records with defaults, documentation and hints', () => {
    const probe = resolved(`type Probe = open {
  /// Who pays,
  /// and how.
  payer: String
  note?: nullable String(length: ..9)
  urgent: Bool = false
  @ui(widget: textarea, rows: 3) @sensitive body: String
  "x-id": Int
}`)
    assert(probe.kind === 'record')
    assert.equal(probe.open, true)
    assert.deepEqual(probe.fields, [
      {
        name: 'payer',
        type: { kind: 'string', minLength: 0 },
        optional: false,
        nullable: false,
        doc: 'Who pays, and how.',
      },
      { name: 'note', type: { kind: 'string', minLength: 0, maxLength: 9 }, optional: true, nullable: true },
      { name: 'urgent', type: { kind: 'bool' }, optional: false, nullable: false, defaultValue: false },
      {
        name: 'body',
        type: { kind: 'string', minLength: 0 },
        optional: false,
        nullable: false,
        ui: { widget: 'textarea', rows: 3 },
        sensitive: true,
      },
      { name: 'x-id', type: { kind: 'int', min: -SAFE, max: SAFE }, optional: false, nullable: false },
    ])
  })

  it('fill the defaults inside a default', () => {
    const probe = resolved('type Inner = { a: Int = 1, b: Int }\ntype Probe = { inner: Inner = { b: 2 } }')
    assert(probe.kind === 'record')
    assert.deepEqual(probe.fields[0]?.defaultValue, { a: 1, b: 2 })
  })

  it('refuse what the type cannot be', () => {
    refused('type A = «Json»', 'CQ3020', 'Json(bytes: ..64 KiB)')
    refused('type A = «Json(bytes: ..2 MiB)»', 'CQ3020', '1 MiB')
    refused('type A = Json(bytes: «2..9»)', 'CQ3005', 'an upper end')
    refused('type A = Json(bytes: «9»)', 'CQ3005', 'an upper end')
    refused('type A = Json(bytes: «..0»)', 'CQ3007')
    refused('type A = Json(«size»: ..9)', 'CQ3003', 'bytes')
    refused('type B = Json(bytes: ..9)\ntype A = B(bytes: «..10»)', 'CQ3008')
    refused('type A = Json(bytes: ..9) where has(«value».a)', 'CQ3141')
    refused('type A = Json<«String»>(bytes: ..9)', 'CQ3002')
    refused('type A = «List<Json(bytes: ..9)>(length: ..3, unique: true)»', 'CQ3021')
    refused('type A = «Map»<String, Int>', 'CQ3002', 'Map')
    refused('type A = «List»', 'CQ3002', 'List<String>')
    refused('type A = Bool(«lenght»: 1..2)', 'CQ3003', 'it takes none')
    refused('type A = String(«lenght»: 1..2)', 'CQ3003', 'did you mean `length`')
    refused('type A = String(length: «-1»..2)', 'CQ3005')
    refused('type A = String(length: «5»)', 'CQ3005', 'a range')
    refused('type A = Int(range: «0.5»..2)', 'CQ3101', 'found `Float`')
    refused('type A = List<Int>(length: ..9, unique: «1»)', 'CQ3005')
    refused('type A = Int(range: ..«1_000 USD»)', 'CQ3101')
    refused('type Usd = Float unit USD\ntype Dollars = Usd unit «EUR»', 'CQ3013', 'already in `USD`')
    refused('type Usd = Float unit USD\ntype A = Usd(range: ..«5 EUR»)', 'CQ3106')
    refused('type Two = Float(decimals: 2)\ntype Three = Two(decimals: «3»)', 'CQ3008')
    refused('type Tags = List<String>(length: ..9, unique: true)\ntype A = Tags(unique: «false»)', 'CQ3008')
    refused('type Short = String(length: ..3)\ntype Long = Short(length: «4..»)', 'CQ3007')
    refused('type A = «String(length: ..2, pattern: r"[a-z]{3}")»', 'CQ3007', 'exactly 3')
    refused('type A = String(length: ..9, pattern: "[a-z]«]»{3}")', 'CQ3010')
    refused('type A = {\n  «@sensitive(a: 1)» a: Int\n}', 'CQ3018')
    refused('type A = {\n  @ui(widget: «[1]») a: Int\n}', 'CQ3018')
    refused('type A = List<List<«Bytes»>>', 'CQ3020')
  })

  it('report every wrong field, each once', () => {
    expectMarked(`module example

type A = {
  a: Bytes
//   ^^^^^ error CQ3020
  b: Int(range: 2..1)
//              ^^^^ error CQ3006
  c: Int = "one"
//         ^^^^^ error CQ3101: expected \`Int\`, found \`String\`
}`)
  })

  it('see only the value and constants in a condition', () => {
    refused('type A = Int where «input».x > 1', 'CQ3102', 'starts from `value`')
    refused('type A = Int where «valu» > 1', 'CQ3102', 'did you mean `value`')
  })
})
