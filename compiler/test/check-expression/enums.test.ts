/** Named enums: types of texts, whose members are the texts themselves. */
import assert from 'node:assert/strict'
import { printCel } from '../../src/emit/cel.ts'
import { checkSource, expectRefused } from '../types/check-source.ts'
import { accepted, refused } from './rule.ts'

describe('enums', () => {
  it('are unions of their members\u2019 texts', () => {
    const { types, diagnostics } = checkSource(
      'module example\nenum E { a, b-c\n  "d e" }\ntype F = { union: E, on: E, enum: E }',
    )
    assert.deepEqual(diagnostics, [])
    assert.deepEqual(types.get('E'), { kind: 'enum', values: ['a', 'b-c', 'd e'], name: 'E' })
    expectRefused('module example\nenum E { a, «a» }', 'CQ3017')
    expectRefused('module example\nenum E «{}»', 'CQ3007', 'no members')
    expectRefused('module example\nenum E { a, «3» }', 'CQ1101')
  })

  it('have members that stand for their text', () => {
    const member = accepted('input.stage == Stage.draft')
    assert.equal(printCel(member), 'input.stage == "draft"')
    assert.deepEqual(member, accepted('input.stage == "draft"'))
    accepted('input.stage in [Stage.draft, "sent out"]')
    accepted('Stage.draft != input.stage')
    refused('input.stage == Stage.«drafd»', 'CQ3109', 'draft')
    refused('«Stag».draft == input.stage', 'CQ3102')
    refused('«input.status == Stage.draft»', 'CQ3125')
  })
})
