/** Typing of expressions: what is accepted as what, and what is refused where and in which words. */
import assert from 'node:assert/strict'
import type { Expr } from '../../src/program/expression.ts'
import { accepted, refused, reported } from './rule.ts'

function leftOf(condition: string): Expr {
  const expr = accepted(condition)
  assert(expr.kind === 'binary')
  return expr.left
}

function rightOf(condition: string): Expr {
  const expr = accepted(condition)
  assert(expr.kind === 'binary')
  return expr.right
}

describe('literals and numbers', () => {
  it('take the type of the other side', () => {
    assert.deepEqual(rightOf('input.x < 1'), {
      kind: 'literal',
      value: 1,
      type: { kind: 'float', min: 1, max: 1, decimals: 0 },
    })
    assert.equal(rightOf('input.n < 5.0').type.kind, 'int')
    assert.equal(leftOf('5 > input.x').type.kind, 'float')
    assert.equal(rightOf('input.x < 2 * 3 - 1').type.kind, 'float')
    assert.equal(rightOf('input.x < FEW').type.kind, 'float')
    assert.equal(rightOf('input.n < FEW').type.kind, 'int')
    assert.equal(rightOf('input.n < (input.flag ? 1 : 2)').type.kind, 'int')
    assert.equal(rightOf('input.x < (input.flag ? 1 : 2)').type.kind, 'float')
    assert.deepEqual(rightOf('input.k > -3'), { kind: 'literal', value: -3, type: { kind: 'int', min: -3, max: -3 } })
    accepted('input.n in [1, 2.0]')
    accepted('min(input.x, 1) < max(2, input.x)')
  })

  it('are never converted otherwise', () => {
    refused('«input.n < input.x»', 'CQ3105', 'declare both')
    refused('«input.n + input.x» < 1', 'CQ3105')
    refused('«input.n < 2.5»', 'CQ3105')
    refused('«min(input.n, input.x)» < 1', 'CQ3105')
    refused('(«input.flag ? input.n : input.x») < 1', 'CQ3105')
    refused('«input.text == 5»', 'CQ3104', '`String` and `Int`')
    refused('«input.flag == 1»', 'CQ3104')
    refused('«input.text + 1» == "a"', 'CQ3104')
    refused('input.wide < «9_007_199_254_740_993»', 'CQ3009')
  })

  it('carry their interval', () => {
    assert.deepEqual(leftOf('input.n + input.k < 0').type, { kind: 'int', min: -5, max: 15 })
    assert.deepEqual(leftOf('input.n - input.k < 0').type, { kind: 'int', min: -5, max: 15 })
    assert.deepEqual(leftOf('input.n * input.k < 0').type, { kind: 'int', min: -50, max: 50 })
    assert.deepEqual(leftOf('-input.n < 0').type, { kind: 'int', min: -10, max: 0 })
    assert.deepEqual(leftOf('input.wide % 7 < 0').type, { kind: 'int', min: -6, max: 6 })
    assert.deepEqual(leftOf('input.n % 7 < 9').type, { kind: 'int', min: 0, max: 6 })
    assert.deepEqual(leftOf('input.k / 2 < 9').type, { kind: 'int', min: -2, max: 2 })
    assert.deepEqual(leftOf('size(input.names) < 9').type, { kind: 'int', min: 1, max: 5 })
    assert.deepEqual(leftOf('size(input.text) < 9').type, { kind: 'int', min: 0, max: 20 })
    assert.deepEqual(leftOf('min(input.n, input.k) < 9').type, { kind: 'int', min: -5, max: 5 })
    assert.deepEqual(leftOf('input.cents / 4 < 9').type, { kind: 'float', min: -2.5, max: 2.5 })
  })
})

describe('units', () => {
  it('add and compare with their own, scale by numbers, cancel out', () => {
    assert.deepEqual(leftOf('input.usd + 5 USD < 9 USD').type, { kind: 'float', min: 5, max: 1_000_005, unit: 'USD' })
    assert.deepEqual(leftOf('input.usd * 2 < 9 USD').type, { kind: 'float', min: 0, max: 2_000_000, unit: 'USD' })
    assert.deepEqual(leftOf('2 * input.usd < 9 USD').type, { kind: 'float', min: 0, max: 2_000_000, unit: 'USD' })
    assert.deepEqual(leftOf('input.usd / 4 < 9 USD').type, { kind: 'float', min: 0, max: 250_000, unit: 'USD' })
    assert.deepEqual(leftOf('input.usd / 4 USD < 9').type, { kind: 'float', min: 0, max: 250_000 })
    accepted('input.usd > LIMIT')
    accepted('input.unlimited <= 5 USD')
    accepted('max(input.usd, 5 USD) > LIMIT')
  })

  it('are never mixed', () => {
    refused('«input.usd < input.eur»', 'CQ3106', '`USD` on one side and `EUR`')
    refused('«input.usd + input.eur» < 5 USD', 'CQ3106')
    refused('«input.usd < 5 EUR»', 'CQ3106')
    refused('«input.usd < input.x»', 'CQ3106', 'a number without unit')
    refused('«input.usd * input.usd» < 5 USD', 'CQ3108')
    refused('«1 / input.usd» < 5', 'CQ3108')
    refused('input.usd < «5»', 'CQ3107', 'the unit `USD`')
    refused('input.usd + «5» < 5 USD', 'CQ3107')
    refused('«0» < input.usd', 'CQ3107')
    refused('«input.x < 5 USD»', 'CQ3106')
  })
})

describe('texts, unions and words', () => {
  it('compare unions with their members', () => {
    assert.deepEqual(rightOf('input.status == "open"').type, { kind: 'enum', values: ['open'] })
    assert.deepEqual(leftOf('"open" == input.status').type, { kind: 'enum', values: ['open'] })
    accepted('input.status in ["open", "closed"]')
    accepted('input.status == FLAG')
    accepted('input.status == input.text')
    refused('input.status == «"opne"»', 'CQ3109', 'did you mean `"open"`')
    refused('input.status in ["open", «"shut"»]', 'CQ3109')
    refused('«input.status == input.other»', 'CQ3125')
    refused('claims.classification == «"hihg"»', 'CQ3109', 'did you mean `"high"`')
  })

  it('have no order', () => {
    refused('«input.text» < "m"', 'CQ3110')
    refused('«input.status» < "open"', 'CQ3110')
    refused('«input.flag» < true', 'CQ3110')
    refused('«input.names» < input.names', 'CQ3110')
  })

  it('name roles and purposes by words', () => {
    assert.deepEqual(rightOf('claims.role == finance-agent'), {
      kind: 'literal',
      value: 'finance-agent',
      type: { kind: 'string', minLength: 13, maxLength: 13 },
    })
    accepted('claims.role in [finance-agent, clerk]')
    accepted('claims.purpose == settlement')
    accepted('claims.role == "clerk"')
    refused('claims.role == «finance-agnet»', 'CQ3122', 'did you mean `finance-agent`')
    refused('claims.role == «"clark"»', 'CQ3128', 'did you mean `clerk`')
    refused('claims.role in [clerk, «"clark"»]', 'CQ3128')
    refused('claims.role == «clark»', 'CQ3102', 'did you mean `clerk`')
    refused('«input-n» > 0', 'CQ3122', '`input - n`')
    refused('input.«n-1» > 0', 'CQ3122', '`n - 1`')
    refused('input.«n-input».k > 0', 'CQ3122', '`n - input`')
  })

  it('have methods; what scans needs a bound', () => {
    accepted('input.text.startsWith("a") && input.long.endsWith("b") && input.text.contains("c")')
    accepted('input.text.matches(r"[a-z]+") && input.text.matches(PATTERN)')
    accepted('input.status.startsWith("o")')
    accepted('input.text + input.status == "aopen"')
    assert.equal(accepted('input.text.size() > 3').kind, 'binary')
    refused('«input.long».contains("a")', 'CQ3020', 'bound the type')
    refused('«input.long».matches(r"a+")', 'CQ3020')
    refused('input.text.matches(«input.text»)', 'CQ3123')
    refused('input.text.matches(r"a«(»b")', 'CQ3010')
    refused('input.text.matches(r"a+«?»b")', 'CQ3011', 'lazy')
    refused('«input.n».startsWith("a")', 'CQ3101', 'expected `String`')
    refused('input.text.startsWith(«5»)', 'CQ3101')
    refused('input.text.«startWith»("a")', 'CQ3114', 'did you mean `startsWith`')
    refused('«startsWith»(input.text, "a")', 'CQ3114', 'x.startsWith(…)')
    refused('input.text.«has»("a")', 'CQ3114', 'has(…)')
    refused('«input.text.startsWith()»', 'CQ3115')
  })
})

describe('times', () => {
  it('are compared with each other and with literals', () => {
    accepted('input.at < context.now')
    accepted('input.at != context.now && input.wait <= 1h30m')
    assert.deepEqual(rightOf('input.wait <= 1h30m'), {
      kind: 'literal',
      value: '5400s',
      type: { kind: 'duration', min: 5400, max: 5400 },
    })
    assert.deepEqual(rightOf('input.at < "2027-01-01T00:00:00Z"').type, {
      kind: 'timestamp',
      min: 1_798_761_600,
      max: 1_798_761_600,
    })
    refused('input.at < «"2027-02-29T00:00:00Z"»', 'CQ3208')
    refused('«input.at < input.wait»', 'CQ3104')
    refused('context.«today» < input.at', 'CQ3103')
    refused('input.at < «timestamp(input.text)»', 'CQ3115', 'written out')
    refused('input.at < timestamp(«"2027-02-29T00:00:00Z"»)', 'CQ3208')
  })

  it('are added and subtracted where the result can be held', () => {
    assert.deepEqual(leftOf('context.now + 1h > context.now').type, {
      kind: 'timestamp',
      min: 3600,
      max: 7_258_122_000,
    })
    assert.equal(leftOf('context.now - input.near < 1h').type.kind, 'duration')
    accepted('input.near + input.short <= context.now')
    accepted('input.short + input.near <= context.now')
    accepted('input.wait - input.short + 1s < duration("90s")')
    accepted('timestamp("2026-01-01T00:00:00Z") - 30s == "2025-12-31T23:59:30Z"')
    accepted('input.at > timestamp("2000-01-01T00:00:00Z") && input.at < context.now && context.now - input.at < 24h')
    accepted('context.now >= input.at => input.at + 1h > input.near || input.at < timestamp("0002-01-01T00:00:00Z")')
    refused('«input.at + 1h» < context.now', 'CQ3133', 'Timestamp(range:')
    refused('«context.now - input.at» < 1h', 'CQ3133', '292 years')
    refused('input.at < context.now && «context.now - input.at» < 1h', 'CQ3133')
    refused('«input.near + context.now» < context.now', 'CQ3104', 'a timestamp and a duration')
    refused('«input.short - context.now» < 1h', 'CQ3104')
    refused('«input.short * input.short» < 1h', 'CQ3104')
    refused('«input.short + 1» < 1h', 'CQ3104')
  })
})

describe('conditions', () => {
  it('are Bool and nothing else', () => {
    refused('«input.n»', 'CQ3101', 'input.n != 0')
    refused('«input.names» && true', 'CQ3101', 'size(input.names) > 0')
    refused('!«input.text»', 'CQ3101', 'input.text != ""')
    refused('«input.n» ? true : false', 'CQ3101')
    refused('input.flag => «input.n»', 'CQ3101')
    refused('input.numbers.all(x, «x»)', 'CQ3101', 'x != 0')
    accepted('input.flag')
  })

  it('report one error once, and nothing that only follows from it', () => {
    assert.deepEqual(reported('input.nope + 1 > 2 && size(input.nope) > 1'), ['CQ3103', 'CQ3103'])
    assert.deepEqual(reported('has(input.memoo) && size(input.memo) > 0'), ['CQ3103'])
    assert.deepEqual(reported('input.nope != 0 && input.n / input.k > 0'), ['CQ3103'])
    assert.deepEqual(reported('min(input.nope, 1) < input.x'), ['CQ3103'])
    assert.deepEqual(reported('input.items.all(x, x.nope == 1)'), ['CQ3103'])
    assert.deepEqual(reported('[input.nope, 1].all(x, x == 1)'), ['CQ3103'])
  })
})

describe('presence', () => {
  it('is proven by the conditions around', () => {
    accepted('has(input.memo) && size(input.memo) > 0')
    accepted('!has(input.memo) || size(input.memo) > 0')
    accepted('has(input.memo) => size(input.memo) > 0')
    accepted('has(input.memo) ? size(input.memo) > 0 : true')
    accepted('!has(input.memo) ? true : size(input.memo) > 0')
    accepted('!(!has(input.memo) || !has(input.count)) => input.count > size(input.memo)')
    accepted('(has(input.memo) && input.flag) && size(input.memo) > 0')
    accepted('((has(input.memo) && input.flag) || has(input.memo)) => size(input.memo) > 0')
    accepted('(has(input.inner) && has(input.inner.b)) && input.inner.a < input.inner.b')
    accepted('input.items.all(item, has(item.price) => item.price < 5 USD)')
    accepted('has(claims.owner) && claims.owner == claims.subject')
    accepted('"x-id" in input && input["x-id"] != ""')
  })

  it('is not assumed', () => {
    refused('size(«input.memo») > 0', 'CQ3111', 'has(input.memo) && …')
    refused('has(input.memo) || size(«input.memo») > 0', 'CQ3111')
    refused('!has(input.memo) && size(«input.memo») > 0', 'CQ3111')
    refused('(has(input.memo) || input.flag) && size(«input.memo») > 0', 'CQ3111')
    refused('has(input.memo) ? true : size(«input.memo») > 0', 'CQ3111')
    refused('has(«input.inner».b)', 'CQ3111')
    refused('has(input.inner) && input.inner.a < «input.inner.b»', 'CQ3111')
    refused('input.items.exists(x, has(x.price)) && input.items.all(x, «x.price» < 5 USD)', 'CQ3111')
    refused('«input["x-id"]» != ""', 'CQ3111', '"x-id" in input')
    refused('«claims.owner» == claims.subject', 'CQ3111')
  })

  it('is not asked of what is always there', () => {
    refused('has(«input.n»)', 'CQ3112')
    refused('«"n" in input»', 'CQ3112')
    refused('has(«input.n == 1»)', 'CQ3113')
    refused('has(«input["x-id"]»)', 'CQ3113', '"x-id" in input')
    refused('has(«input»)', 'CQ3113')
    refused('has(input.«memoo»)', 'CQ3103', 'did you mean `memo`')
    refused('«"x-jd"» in input', 'CQ3103', 'did you mean `x-id`')
    refused('«has(input.memo, input.count)»', 'CQ3115')
  })
})

describe('arithmetic that cannot fail', () => {
  it('needs bounds', () => {
    refused('«input.wide + 1» > 0', 'CQ3116', '`input.wide` has no lower and no upper bound')
    refused('«input.wide * input.n» > 0', 'CQ3116', 'may reach 90071992547409900')
    refused('«input.free + input.free» > 0', 'CQ3117', '`input.free` has no lower and no upper bound')
    refused('«input.unlimited * 2» > 5 USD', 'CQ3117', 'no upper bound')
    accepted('input.free > 0')
    accepted('-input.wide < 0')
    accepted('input.wide < 1_000 && (input.wide > 0 && input.wide + 1 > 0)')
    accepted('input.free * 0.5 < 1')
    accepted('input.unlimited - 5 USD < 9 USD')
  })

  it('needs divisors that are not zero', () => {
    refused('input.n / «input.k» > 0', 'CQ3118', 'input.k != 0 && …')
    refused('input.n % «input.k» > 0', 'CQ3118')
    refused('input.n / «0» > 0', 'CQ3118')
    refused('input.x / «input.x» > 0', 'CQ3118')
    refused('input.n / («input.k + 1») > 0', 'CQ3118')
    accepted('input.k != 0 && input.n / input.k > 0')
    accepted('input.k == 0 || input.n / input.k > 0')
    accepted('input.k > 0 => input.n / input.k > 0')
    accepted('(input.k < 0 || input.k > 2) => input.n / input.k > 0')
    accepted('input.k in [1, 2] && input.n / input.k > 0')
    accepted('input.k + 1 != 0 && input.n / (input.k + 1) > 0')
    accepted('input.cents != 0 && 1 / input.cents < 101')
    accepted('input.numbers.all(x, x > 0 => input.n / x > 0)')
    refused('input.x != 0 && «1 / input.x» > 0', 'CQ3117', 'away from zero')
    refused('(input.k > 0 || input.flag) && input.n / «input.k» > 0', 'CQ3118')
  })

  it('needs indexes inside the list', () => {
    accepted('input.names[0] == "a"')
    accepted('size(input.numbers) > 2 && input.numbers[2] > 0')
    accepted('input.n < size(input.numbers) && input.numbers[input.n] > 0')
    accepted('size(input.numbers) > input.n && input.numbers[input.n] > 0')
    accepted('size(input.numbers) <= input.n || input.numbers[input.n] > 0')
    accepted('input.numbers.size() == 3 && input.numbers[1] > 0')
    refused('input.names[«1»] == "a"', 'CQ3119', '1 < size(input.names) && …')
    refused('input.names[«-1»] == "a"', 'CQ3119')
    refused('input.k < size(input.numbers) && input.numbers[«input.k»] > 0', 'CQ3119')
    refused('input.n <= size(input.numbers) && input.numbers[«input.n»] > 0', 'CQ3119')
    refused('input.names[«"a"»] == "a"', 'CQ3101', 'expected `Int`')
    refused('input.text[«0»] == "a"', 'CQ3120')
    refused('input[«input.text»] == "a"', 'CQ3120')
  })
})

describe('lists', () => {
  it('are walked over and searched when they are bounded', () => {
    accepted('input.items.all(x, x.id != "") && input.items.exists_one(x, x.id == "a")')
    accepted('"a" in input.names && "read" in claims.scope')
    accepted('input.items.map(x, x.id).all(y, y in input.names)')
    accepted('input.items.filter(x, has(x.price)).size() < 3')
    accepted('input.items.all(x, input.names.exists(y, y == x.id))')
    accepted('input.n in input.numbers')
    assert.deepEqual(leftOf('size(input.names.filter(x, x != "")) < 9').type, { kind: 'int', min: 0, max: 5 })
    refused('«input.loose».all(x, x > 0)', 'CQ3020', 'bound the type')
    refused('1 in «input.loose»', 'CQ3020')
    refused('«input.n».all(x, true)', 'CQ3120')
    refused('input.n in «input.n»', 'CQ3104', 'a list')
    refused('«"a" in input.numbers»', 'CQ3104')
    refused('size(«[]») < input.n', 'CQ3127')
    refused('input.n in [1, «"a"»]', 'CQ3129')
    refused('«input.names» == input.names', 'CQ3124', 'its elements')
  })

  it('bind new plain words', () => {
    refused('input.names.all(«input», true)', 'CQ3121')
    refused('input.names.all(«clerk», true)', 'CQ3121')
    refused('input.names.all(«FEW», true)', 'CQ3121')
    refused('input.names.all(x, input.names.all(«x», x == ""))', 'CQ3121')
    refused('input.names.all(«"x"», true)', 'CQ3121')
    refused('«input.names.all(x)»', 'CQ3115')
    refused('«all»(input.names, true)', 'CQ3114')
    refused('input.names.«alll»(x, true)', 'CQ3114', 'did you mean `all`')
    refused('input.names.all(x, true) && «x» == ""', 'CQ3102')
  })

  it('number variables from the inside', () => {
    const expr = accepted('input.items.all(x, input.names.exists(y, y == x.id))')
    assert(expr.kind === 'quantifier' && expr.body.kind === 'quantifier')
    const inner = expr.body.body
    assert(inner.kind === 'binary' && inner.left.kind === 'variable' && inner.right.kind === 'field')
    assert.equal(inner.left.depth, 0)
    assert(inner.right.object.kind === 'variable')
    assert.equal(inner.right.object.depth, 1)
  })
})

describe('names', () => {
  it('are found or suggested', () => {
    refused('«inptu».n > 0', 'CQ3102', 'did you mean `input`')
    refused('input.«nn» > 0', 'CQ3103')
    refused('claims.«rol» == clerk', 'CQ3103', 'did you mean `role`')
    refused('input.text.«size» > 0', 'CQ3120')
    refused('input.names.«length» > 0', 'CQ3120', 'size(list)')
    refused('«actions».all(a, true)', 'CQ3102', 'starts from `input`, `claims`, `context`')
    refused('«value» > 0', 'CQ3102')
    refused('«sizze»(input.text) > 0', 'CQ3114', 'did you mean `size`')
    refused('«size(input.text, 1)» > 0', 'CQ3115')
    refused('size(«input.n») > 0', 'CQ3115')
    refused('«min(1)» > 0', 'CQ3115')
    refused('min(«input.text», "a") == "a"', 'CQ3104')
    refused('input == «{ n: 1 }»', 'CQ3126')
  })
})
