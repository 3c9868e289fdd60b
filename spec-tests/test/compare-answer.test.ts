/** The comparison rules of PROTOCOL.md: what counts as the same answer, and what never does. */
import assert from 'node:assert/strict'
import { test } from 'mocha'
import type { JsonObject } from '../src/case.ts'
import { compareAnswer } from '../src/compare-answer.ts'

function isRight(kind: string, expected: JsonObject, answer: JsonObject): boolean {
  return compareAnswer(kind, expected, answer) === undefined
}

test('results are compared whole, objects without regard to order, numbers as doubles', () => {
  assert.ok(isRight('json.parse', { value: { a: 1, b: [0, null] } }, { result: { value: { b: [-0, null], a: 1.0 } } }))
  for (const value of [{ a: 1 }, { a: 1, b: [0] }, { a: 1, b: [0, null], c: 1 }, { a: '1', b: [0, null] }, [], null]) {
    assert.ok(!isRight('json.parse', { value: { a: 1, b: [0, null] } }, { result: { value } }))
  }
  assert.ok(!isRight('worm.root', { root: 'a' }, { result: { root: 'a', more: 1 } }))
  assert.ok(!isRight('json.parse', { value: {} }, { result: { value: [] } }))
  assert.ok(!isRight('json.parse', { value: { constructor: 1 } }, { result: { value: { other: 1 } } }))
})

test('the text of an error is free, its presence is not', () => {
  assert.ok(isRight('jcs.canonicalize', { error: true }, { result: { error: 'any words' } }))
  assert.ok(isRight('jcs.canonicalize', { error: true }, { error: 'any words' }))
  for (const answer of [
    { result: { canonical: '1' } },
    { result: { error: false } },
    { result: null },
    {},
    { unsupported: true },
  ]) {
    assert.ok(!isRight('jcs.canonicalize', { error: true }, answer))
  }
  assert.ok(!isRight('jcs.canonicalize', { canonical: '1' }, { error: 'any words' }))
})

test('issues are compared by code and pointer, follow-on findings are allowed, none is not', () => {
  const expected = { ok: false, issues: [{ code: 'A', pointer: '/x' }] }
  const report = (...issues: JsonObject[]): JsonObject => ({ result: { ok: false, issues } })
  assert.ok(isRight('manifest.validate', expected, report({ code: 'B', pointer: '' }, { code: 'A', pointer: '/x' })))
  assert.ok(!isRight('manifest.validate', expected, report({ code: 'A', pointer: '/y' })))
  assert.ok(!isRight('manifest.validate', expected, report({ code: 'B', pointer: '/x' })))
  assert.ok(!isRight('manifest.validate', expected, { result: { ok: true, issues: [{ code: 'A', pointer: '/x' }] } }))
  assert.ok(
    isRight('manifest.validate', { ok: false, issues: [{ code: 'A' }] }, report({ code: 'A', pointer: '/anywhere' })),
  )
  assert.ok(!isRight('manifest.validate', { ok: false, issues: [] }, report()))
  const withRoot = { ok: false, root: 'r', issues: [{ code: 'A', pointer: '/x' }] }
  assert.ok(isRight('manifest.validate', expected, { result: withRoot }), 'a root beside a refusal is not looked at')
  assert.ok(
    isRight('preset.resolve', { issues: [{ code: 'A' }] }, { result: { issues: [{ code: 'A', pointer: '/p' }] } }),
  )
  assert.ok(!isRight('preset.resolve', { issues: [] }, { result: { coordination: {} } }))
  assert.ok(!isRight('preset.resolve', { coordination: {} }, { result: { issues: [{ code: 'A' }] } }))
})

test('a valid manifest has its root and no issues', () => {
  const expected = { ok: true, root: 'r', issues: [] }
  assert.ok(isRight('manifest.validate', expected, { result: { ok: true, root: 'r', issues: [] } }))
  assert.ok(!isRight('manifest.validate', expected, { result: { ok: true, root: 's', issues: [] } }))
  assert.ok(!isRight('manifest.validate', expected, { result: { ok: true, issues: [] } }))
  assert.ok(
    !isRight('manifest.validate', expected, { result: { ok: true, root: 'r', issues: [{ code: 'A', pointer: '' }] } }),
  )
})

test('decisions are compared by effect, code, rule and quorum', () => {
  const denied = { decision: { effect: 'deny', code: 'RULE_VIOLATED', rule: 'r' } }
  assert.ok(
    isRight('decision', denied, {
      result: { decision: { effect: 'deny', code: 'RULE_VIOLATED', rule: 'r', message: 'words' } },
    }),
  )
  for (const decision of [
    { effect: 'allow' },
    { effect: 'deny', code: 'RULE_VIOLATED' },
    { effect: 'deny', code: 'RULE_VIOLATED', rule: 's' },
    { effect: 'deny', code: 'RULE_ERROR', rule: 'r' },
  ]) {
    assert.ok(!isRight('decision', denied, { result: { decision } }))
  }
  assert.ok(
    !isRight(
      'decision',
      { decision: { effect: 'stage', quorum: 3 } },
      { result: { decision: { effect: 'stage', quorum: 2 } } },
    ),
  )
  assert.ok(
    !isRight(
      'decision',
      { decision: { effect: 'allow' } },
      { result: { decision: { effect: 'allow', code: 'UNKNOWN_ACTION' } } },
    ),
  )
  assert.ok(!isRight('decision', { issues: [] }, { result: { decision: { effect: 'deny', code: 'UNKNOWN_ACTION' } } }))
})

test('checkpoint sizes may be numbers or decimal text', () => {
  const expected = { ok: true, origin: 'o', size: '15', root: 'r' }
  assert.ok(isRight('checkpoint.verify', expected, { result: { ok: true, origin: 'o', size: 15, root: 'r' } }))
  assert.ok(!isRight('checkpoint.verify', expected, { result: { ok: true, origin: 'o', size: 16, root: 'r' } }))
  assert.ok(!isRight('checkpoint.verify', expected, { result: { ok: true } }))
  assert.ok(isRight('checkpoint.verify', { ok: false }, { result: { ok: false } }))
})
