/** INVARIANT L3: a map's key and a variant's field are read only where flow typing proves them there. */
import assert from 'node:assert/strict'
import { printCel } from '../../src/emit/cel.ts'
import { checkSource, expectRefused } from '../types/check-source.ts'
import { accepted, refused, reported } from './rule.ts'

describe('maps', () => {
  it('are read behind a test of the same key', () => {
    accepted('"a" in input.labels && input.labels["a"] > 3')
    accepted('!("a" in input.labels) || input.labels["a"] > 3')
    accepted('"a" in input.labels => input.labels["a"] > 3')
    accepted('input.text in input.labels && input.labels[input.text] > 3')
    accepted('"a" in input.deep && "b" in input.deep["a"] && input.deep["a"]["b"] == "x"')
    accepted('"__proto__" in input.labels && input.labels["__proto__"] > 3')
  })

  it('are not read where the key may be absent', () => {
    refused('«input.labels["a"]» > 3', 'CQ3130', '"a" in input.labels && …')
    refused('"b" in input.labels && «input.labels["a"]» > 3', 'CQ3130')
    refused('"a" in input.labels || «input.labels["a"]» > 3', 'CQ3130')
    refused('"a" in input.deep && «input.deep["a"]["b"]» == "x"', 'CQ3130')
    refused('input.labels.all(«input», true)', 'CQ3121')
    assert.deepEqual(reported('input.labels.a > 3'), ['CQ3120'])
    refused('input.labels[«3»] > 3', 'CQ3101')
    refused('«3» in input.labels', 'CQ3101')
  })

  it('are walked over by their keys, each of which is there', () => {
    accepted('input.labels.all(k, input.labels[k] > 3)')
    accepted('input.labels.exists(k, k == "a" && input.labels[k] + 1 > 3)')
    accepted('input.deep.exists_one(k, input.deep[k].all(j, input.deep[k][j] != ""))')
    refused('input.labels.all(k, «input.deep[k]».all(j, j == k))', 'CQ3130')
    refused('«input.many».all(k, k == "a")', 'CQ3020', 'Map<…>(size: ..100)')
    refused('size(«input.labels.filter»(k, true)) > 1', 'CQ3132')
    refused('"a" in «input.labels.map»(k, k)', 'CQ3132')
  })

  it('have a size and no equality', () => {
    const expr = accepted('size(input.labels) > 2')
    assert(expr.kind === 'binary')
    assert.deepEqual(expr.left.type, { kind: 'int', min: 1, max: 4 })
    refused('«input.labels» == input.labels', 'CQ3124')
  })

  it('are printed as standard CEL', () => {
    const text = (condition: string): string => printCel(accepted(condition))
    assert.equal(
      text('"a" in input.labels && input.labels["a"] + 1 > 3'),
      '"a" in input.labels && int(input.labels["a"]) + 1 > 3',
    )
    assert.equal(text('input.labels.all(k, input.labels[k] > 3)'), 'input.labels.all(v1, input.labels[v1] > 3)')
  })
})

describe('tagged unions', () => {
  it('give the fields of the variants that are left', () => {
    accepted('input.pay.kind == "card" && size(input.pay.number) > 12')
    accepted('input.pay.kind != "card" || size(input.pay.number) > 12')
    accepted('"card" == input.pay.kind => size(input.pay.number) > 12')
    accepted('input.pay.kind in ["transfer", "pay-later"] && has(input.pay.note) && input.pay.note != "x"')
    accepted('input.pay.kind == "pay-later" && input.pay.note == "x" && input.pay.days > 3')
    accepted('input.pays.all(p, p.kind == "card" => size(p.number) > 12)')
    accepted('input.pay.kind == "card" ? size(input.pay.number) > 12 : input.pay.fee > 0')
    accepted('input.pay.kind != "card" && input.pay.kind != "transfer" && input.pay.days > 1')
  })

  it('give what every variant has, over all their values', () => {
    const expr = accepted('input.pay.fee > 2')
    assert(expr.kind === 'binary')
    assert.deepEqual(expr.left.type, { kind: 'int', min: 0, max: 20 })
    const narrowed = accepted('input.pay.kind != "card" => 10 / input.pay.fee > 2')
    assert.equal(printCel(narrowed), '!(input.pay.kind != "card") || 10 / int(input.pay.fee) > 2')
    assert.deepEqual(reported('10 / input.pay.fee > 2'), ['CQ3118'])
  })

  it('give no field that a variant left lacks', () => {
    refused('size(input.pay.«number») > 12', 'CQ3131', 'input.pay.kind == "card" && …')
    refused('input.pay.kind == "transfer" && size(input.pay.«number») > 12', 'CQ3131', 'possible here: transfer')
    refused('input.pay.kind == "card" || size(input.pay.«number») > 12', 'CQ3131')
    refused('input.pays.all(p, input.pay.kind == "card" => size(p.«number») > 12)', 'CQ3131')
    refused('has(input.pay.«note»)', 'CQ3131')
    refused('input.pay.kind in ["transfer", "pay-later"] && «input.pay.note» != "x"', 'CQ3111')
    refused('input.pay.«numbr» == "x"', 'CQ3103', 'number')
    refused('input.pay.kind == «"cart"»', 'CQ3109', 'card')
    refused('«input.pay» == input.pay', 'CQ3124')
  })

  it('are written variant by variant', () => {
    expectRefused('module example\ntype P = union on kind { a { x: Int }, «a» { y: Int } }', 'CQ3022')
    expectRefused('module example\ntype P = union on kind { a { «kind»: Int } }', 'CQ3023')
    const { types, diagnostics } = checkSource(
      'module example\ntype P = union on "x-kind" { "a b" {}, b { union: Int } }',
    )
    assert.deepEqual(diagnostics, [])
    const type = types.get('P')
    assert(type?.kind === 'union')
    assert.equal(type.discriminator, 'x-kind')
    assert.deepEqual(
      type.variants.map(({ tag, record }) => [tag, ...record.fields.map(({ name }) => name)]),
      [
        ['a b', 'x-kind'],
        ['b', 'x-kind', 'union'],
      ],
    )
  })
})

describe('bytes', () => {
  it('have equality and a size', () => {
    const expr = accepted('size(input.blob) > 2')
    assert(expr.kind === 'binary')
    assert.deepEqual(expr.left.type, { kind: 'int', min: 2, max: 1024 })
    assert.equal(
      printCel(expr),
      'size(input.blob) / 4 * 3 - (input.blob.endsWith("==") ? 2 : input.blob.endsWith("=") ? 1 : 0) > 2',
    )
    accepted('input.blob != input.seal')
    assert.deepEqual(accepted('size(input.blob) <= 0.5 KiB'), accepted('size(input.blob) <= 512'))
    refused('input.usd < «2 KiB»', 'CQ3107')
    accepted('input.seal == "QUI="')
    accepted('input.seal in ["QUI=", "QQ=="]')
  })

  it('are no text', () => {
    refused('input.seal == «"QUI"»', 'CQ3209')
    refused('«input.seal == input.text»', 'CQ3104')
    refused('«input.seal».startsWith("Q")', 'CQ3101')
    refused('«input.seal + input.seal» == "QQ=="', 'CQ3104')
    refused('«input.seal» < input.blob', 'CQ3110')
  })

  it('need an upper size, in bytes or larger units', () => {
    expectRefused('module example\ntype B = «Bytes»', 'CQ3020')
    expectRefused('module example\ntype B = Bytes(size: ..«1.5 KB»)', 'CQ3005')
    expectRefused('module example\ntype B = «Bytes(size: ..17 MiB)»', 'CQ3020')
    expectRefused('module example\ntype B = Bytes(«length»: ..9)', 'CQ3003')
    const { types } = checkSource('module example\ntype B = Bytes(size: 1 KiB..1.5 MiB)')
    assert.deepEqual(types.get('B'), { kind: 'bytes', minSize: 1024, maxSize: 1_572_864, name: 'B' })
  })
})
