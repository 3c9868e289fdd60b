/** Values written in a source against their type: what JSON they become, what is refused, and how options loosen it. */
import assert from 'node:assert/strict'
import { checkValue, type ValueOptions } from '../../src/check/constant-value.ts'
import { DiagnosticSink } from '../../src/diagnostics/diagnostic.ts'
import type { JsonValue } from '../../src/program/type.ts'
import { parseSource } from '../../src/syntax/parse-source.ts'
import { checkSource, expectRefused } from '../types/check-source.ts'

const TYPES = `module example

type Usd = Float(range: 0.., decimals: 2) unit USD
type Code = String(length: 2..4, pattern: r"[A-Z]+")
type Status = "open" | "closed"
type Line = { id: Code, price?: Usd, note: String = "none" }
type Probe = {
  n: Int(range: 0..10)
  x: Float(range: 0..1)
  usd: Usd
  code: Code
  status: Status
  flag: Bool
  at: Timestamp
  wait: Duration
  tags: List<String(length: ..3)>(length: ..2, unique: true)
  line: Line
  free: open { a: Int }
  role: String
  any: Json(bytes: ..24)
}
const FEW = 3
const FEE = 2.50 USD
const OPEN = "open"
`

const MODULE = checkSource(TYPES)

interface Outcome {
  readonly value: JsonValue | undefined
  readonly errors: readonly string[]
  readonly told: string
}

/** `«…»` marks are part of the expectation, not of the source. */
function read(marked: string, options?: ValueOptions, type = 'Probe'): Outcome {
  const text = `module example\nfixture probe: claims ${marked.replace('«', '').replace('»', '')}\n`
  const sink = new DiagnosticSink()
  const [fixture] = parseSource('example.claw', text, sink).declarations
  assert(fixture?.kind === 'fixture' && fixture.value !== undefined, text)
  const cell = parseSource('example.claw', `module example\nconst C = 0.25\n`, sink).declarations[0]
  assert(cell?.kind === 'const' && cell.value !== undefined)
  const scope = {
    file: 'example.claw',
    constant: (name: string) => MODULE.constants.get(name),
    word: (name: string) => (name === 'finance-agent' ? ('role' as const) : undefined),
    names: () => [...MODULE.constants.keys(), 'finance-agent'],
    substitute: (name: string) => (name === 'cell' ? cell.value : undefined),
  }
  const value = checkValue(fixture.value, MODULE.types.get(type)!, scope, sink, options)
  const errors = sink.sorted().map(({ code, location: { span } }) => `${code} ${text.slice(span.start, span.end)}`)
  return {
    value,
    errors,
    told: sink
      .sorted()
      .map(({ message, help }) => `${message}; ${help}`)
      .join('\n'),
  }
}

function partOf(text: string, options: ValueOptions = {}): JsonValue | undefined {
  const { value, errors, told } = read(`{ ${text} }`, { partial: true, ...options })
  assert.deepEqual(errors, [], told)
  return value
}

function refused(text: string, code: string, words = '', options: ValueOptions = {}): void {
  const { value, errors, told } = read(`{ ${text} }`, { partial: true, ...options })
  const underlined = text.slice(text.indexOf('«') + 1, text.indexOf('»'))
  assert.deepEqual(errors, [`${code} ${underlined}`], told)
  assert.equal(value, undefined)
  assert(told.includes(words), told)
}

describe('values', () => {
  it('become JSON', () => {
    const { value, errors } = read(`{
  n: 5.0, x: 1, usd: 5 USD, code: "AB", status: "open", flag: true,
  at: "2026-01-31T12:00:00Z", wait: 1m30s, tags: ["a", "b"],
  line: { id: "XY" }, free: { a: -1, other: { deep: [1, "two", false] } }, role: finance-agent, any: [{ a: -0.5 }, FEW, "x"]
}`)
    assert.deepEqual(errors, [])
    assert.deepEqual(value, {
      n: 5,
      x: 1,
      usd: 5,
      code: 'AB',
      status: 'open',
      flag: true,
      at: '2026-01-31T12:00:00Z',
      wait: '90s',
      tags: ['a', 'b'],
      line: { id: 'XY' },
      free: { a: -1, other: { deep: [1, 'two', false] } },
      role: 'finance-agent',
      any: [{ a: -0.5 }, 3, 'x'],
    })
  })

  it('may be constants and cells of a table', () => {
    assert.deepEqual(partOf('n: FEW, x: cell, usd: FEE, status: OPEN'), { n: 3, x: 0.25, usd: 2.5, status: 'open' })
    assert.deepEqual(partOf('usd: -0 USD'), { usd: 0 })
  })

  it('are held against every refinement', () => {
    refused('n: «11»', 'CQ3201', 'from 0 to 10')
    refused('n: «-1»', 'CQ3201')
    refused('n: «2.5»', 'CQ3101', 'expected `Int`')
    refused('x: «FEW»', 'CQ3201')
    refused('usd: «-0.5 USD»', 'CQ3201', '-0.5 USD')
    refused('usd: «0.001 USD»', 'CQ3204', 'more than 2 decimals')
    refused('code: «"A"»', 'CQ3202', 'the length is 1, expected 2 to 4 characters')
    refused('code: «"AB1"»', 'CQ3203')
    refused('status: «"opn"»', 'CQ3109', 'did you mean `"open"`')
    refused('tags: «["a", "b", "c"]»', 'CQ3202', 'at most 2 elements')
    refused('tags: ["a", «"a"»]', 'CQ3207')
    refused('at: «"yesterday"»', 'CQ3208')
    refused('wait: «"1m"»', 'CQ3208')
  })

  it('are of the right kind', () => {
    refused('n: «"5"»', 'CQ3101', 'expected `Int`, found `String`')
    refused('usd: «5»', 'CQ3107', 'the unit `USD`')
    refused('usd: «5 EUR»', 'CQ3101')
    refused('flag: «1»', 'CQ3101')
    refused('tags: «"a"»', 'CQ3101', 'List<String>')
    refused('line: «[]»', 'CQ3101', 'found a list')
    refused('n: «{ a: 1 }»', 'CQ3101', 'found a record')
    refused('n: «1 + 1»', 'CQ3206')
    refused('role: «finance-agnet»', 'CQ3122', 'did you mean `finance-agent`')
    refused('role: «nobody»', 'CQ3102')
  })

  it('have the fields their record declares', () => {
    refused('«statsu»: "open"', 'CQ3103', 'did you mean `status`')
    refused('n: 1, «n»: 2', 'CQ3014')
    refused('line: «{ price: 1 USD }»', 'CQ3205', '`id`')
    refused('line: { id: "AB", «ids»: 1 }', 'CQ3103')
    const { errors, told } = read('{ n: 1 }')
    assert.deepEqual(errors, ['CQ3205 { n: 1 }'])
    assert(told.includes('`x`, `usd`'), told)
  })

  it('may be partial on the outside alone', () => {
    assert.deepEqual(partOf('n: 1'), { n: 1 })
    assert.deepEqual(partOf(''), {})
    refused('line: «{}»', 'CQ3205')
  })

  it('may be wrong on purpose, but of the right kind', () => {
    const lenient = { lenient: true }
    assert.deepEqual(
      partOf(
        'n: 99, x: -3, usd: 0.001 USD, code: "a", status: "nope", at: "never", wait: "soon", tags: ["a", "a", "a"]',
        lenient,
      ),
      { n: 99, x: -3, usd: 0.001, code: 'a', status: 'nope', at: 'never', wait: 'soon', tags: ['a', 'a', 'a'] },
    )
    assert.deepEqual(partOf('n: 2.5', lenient), { n: 2.5 })
    refused('n: «"5"»', 'CQ3101', '', lenient)
    refused('usd: «5»', 'CQ3107', '', lenient)
    refused('usd: «5 EUR»', 'CQ3101', '', lenient)
    refused('«nope»: 1', 'CQ3103', '', lenient)
    refused('status: «5»', 'CQ3101', '', lenient)
  })

  it('may be what nobody describes, of a bounded size', () => {
    assert.deepEqual(partOf('any: { a: [1, cell], b: true }'), { any: { a: [1, 0.25], b: true } })
    assert.deepEqual(partOf('any: 2 KiB'), { any: 2048 })
    refused('any: «"12345678901234567890123"»', 'CQ3201', 'JSON other than null, of at most 24 bytes')
    refused('any: «2 USD»', 'CQ3101', 'plain JSON')
    refused('any: [«FEE»]', 'CQ3101', 'plain JSON')
    refused('any: { a: «30s» }', 'CQ3101', 'plain JSON')
    refused('any: { a: 1, «a»: 2 }', 'CQ3014')
    refused('any: «1 + 1 == 2»', 'CQ3206')
    assert.deepEqual(partOf('any: "12345678901234567890123"', { lenient: true }), { any: '12345678901234567890123' })
  })

  it('keep a member called __proto__ of an open record a member', () => {
    const value = partOf('free: { a: 1, "__proto__": 2 }')
    assert.equal(JSON.stringify(value), '{"free":{"a":1,"__proto__":2}}')
  })
})

describe('typed constants', () => {
  const types = `module example
type Percent = Float(range: 0..100)
type Codes = List<String(length: 2..2)>(length: 1..2, unique: true)
const HALF: Percent = 50
`
  const refusedConstant = (text: string, code: string, words = ''): void =>
    expectRefused(`${types}const PROBE${text}\n`, code, words)

  it('are held against their whole type', () => {
    assert.deepEqual(
      checkSource(`${types}const A: Codes = ["ab", "cd"]\nconst B: Percent = HALF + 50\n`).diagnostics,
      [],
    )
    refusedConstant(': Percent = «101»', 'CQ3201')
    refusedConstant(': Percent = «HALF + 51»', 'CQ3101', 'its values are exactly 101')
    refusedConstant(': Codes = «[]»', 'CQ3202')
    refusedConstant(': Codes = ["ab", «"abc"»]', 'CQ3202')
    refusedConstant(': Codes = ["ab", «"ab"»]', 'CQ3207')
    refusedConstant(': Codes = «[1]»', 'CQ3101', 'List<Int>')
    refusedConstant(' = «input».x', 'CQ3102', 'literals alone')
  })
})
