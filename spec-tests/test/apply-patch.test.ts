/** References from cases to documents: what the three operations do, and that a reference which leads nowhere is never taken for nothing. */
import assert from 'node:assert/strict'
import { test } from 'mocha'
import { expandReferences } from '../src/apply-patch.ts'
import type { JsonValue } from '../src/case.ts'

const DOCUMENTS = new Map<string, JsonValue>([['d', { a: { b: [1, 2, 3] }, 'x/y': 1, 'm~n': 2 }]])

function patched(...operations: JsonValue[]): JsonValue {
  return expandReferences({ here: { $document: 'd', $patch: operations } }, DOCUMENTS)
}

test('operations apply in order, and the document stays as it was', () => {
  assert.deepEqual(
    patched(
      { op: 'replace', path: '/a/b/1', value: 9 },
      { op: 'add', path: '/a/b/-', value: 4 },
      { op: 'add', path: '/a/b/0', value: 0 },
      { op: 'remove', path: '/a/b/1' },
      { op: 'replace', path: '/x~1y', value: 5 },
      { op: 'remove', path: '/m~0n' },
    ),
    { here: { a: { b: [0, 9, 3, 4] }, 'x/y': 5 } },
  )
  assert.deepEqual(patched(), { here: DOCUMENTS.get('d') })
  assert.deepEqual(patched({ op: 'replace', path: '', value: null }), { here: null })
})

test('a member named __proto__ is a member', () => {
  const value = patched({ op: 'add', path: '/a/__proto__', value: { evil: true } })
  assert.equal(JSON.stringify(value), '{"here":{"a":{"b":[1,2,3],"__proto__":{"evil":true}},"x/y":1,"m~n":2}}')
  const input = JSON.parse('{"__proto__":{"a":1}}') as JsonValue
  assert.equal(JSON.stringify(expandReferences(input, DOCUMENTS)), '{"__proto__":{"a":1}}')
})

test('what leads nowhere is an error', () => {
  for (const operation of [
    { op: 'replace', path: '/none', value: 1 },
    { op: 'remove', path: '/a/none' },
    { op: 'add', path: '/none/b', value: 1 },
    { op: 'add', path: '/a/b/9', value: 1 },
    { op: 'remove', path: '/a/b/3' },
    { op: 'add', path: '/a/b/0/c', value: 1 },
    { op: 'replace', path: '/toString', value: 1 },
    { op: 'move', path: '/a', from: '/b' },
    { op: 'add', path: '/z' },
    1,
  ]) {
    assert.throws(() => patched(operation as JsonValue), JSON.stringify(operation))
  }
  assert.throws(() => expandReferences({ $document: 'e' }, DOCUMENTS), /no document named e/)
})

test('a repetition is a text or a list, in a patch too', () => {
  assert.deepEqual(
    expandReferences({ text: { $repeat: 'ab', times: 2 }, none: { $repeat: 'a', times: 0 } }, DOCUMENTS),
    {
      text: 'abab',
      none: '',
    },
  )
  assert.deepEqual(expandReferences({ list: { $repeat: [1], times: 2 } }, DOCUMENTS), { list: [[1], [1]] })
  const value = patched({ op: 'add', path: '/a/b', value: { $repeat: null, times: 2 } })
  assert.equal(JSON.stringify(value), '{"here":{"a":{"b":[null,null]},"x/y":1,"m~n":2}}')
  for (const times of [-1, 0.5, '2', 1e9, null])
    assert.throws(() => expandReferences({ $repeat: 'a', times }, DOCUMENTS), /repeated .* times/)
})
