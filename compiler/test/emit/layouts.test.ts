/** What the form layouts say about values that a schema alone does not tell a form library how to show: amounts, and what nobody describes. */
import assert from 'node:assert/strict'
import { jsonformsLayout } from '../../src/emit/jsonforms-layout.ts'
import { rjsfLayout } from '../../src/emit/rjsf-layout.ts'
import type { Type } from '../../src/program/type.ts'
import { field, record } from './treasury-program.ts'

const ANY: Type = { kind: 'json', maxBytes: 64 }
const PENCE: Type = { kind: 'int', min: 0, max: 9, unit: 'GBX' }
const INPUT = record([
  field('any', ANY),
  field('list', { kind: 'list', element: ANY, minLength: 0, unique: false }),
  field('map', { kind: 'map', element: ANY, minSize: 0 }),
  field('inner', record([field('deep', ANY)])),
  field('pence', PENCE),
])

describe('form layouts', () => {
  it('of react-jsonschema-form', () => {
    const json = { 'ui:field': 'json' }
    assert.deepEqual(rjsfLayout(INPUT), {
      'ui:order': ['any', 'list', 'map', 'inner', 'pence'],
      any: json,
      list: { items: json },
      map: { additionalProperties: json },
      inner: { 'ui:order': ['deep'], deep: json },
      pence: { 'ui:help': 'in GBX' },
    })
  })

  it('of JSON Forms', () => {
    const { elements } = jsonformsLayout(INPUT)
    assert(Array.isArray(elements))
    assert.deepEqual(elements[0], { type: 'Control', scope: '#/properties/any', options: { format: 'json' } })
    assert.deepEqual(elements[4], { type: 'Control', scope: '#/properties/pence', options: { unit: 'GBX' } })
  })
})
