/**
 * Every field of the shape, mutated in turn: the change is refused, or it changes the root. Fields are enumerated from the shape, and the example
 * manifest uses each of them, so a field added later is covered without a new test.
 */
import assert from 'node:assert/strict'
import { computeRoot, validateManifest } from 'clawql-manifest-validator'
import { exampleManifest } from '../../scripts/example-manifest.ts'
import { MANIFEST } from '../../src/shape/manifest-shape.ts'
import type { Shape } from '../../src/shape/shape.ts'
import { change, type Json } from '../support/change.ts'
import { POINTERS } from '../support/manifest-generator.ts'

/** Paths of fields in the shape, list items as `*`. */
function fieldsOf(shape: Shape, path: string): readonly string[] {
  if (shape.kind === 'list') return fieldsOf(shape.item, `${path}/*`)
  if (shape.kind !== 'block') return []
  return shape.fields.flatMap((field) => [`${path}/${field.name}`, ...fieldsOf(field.shape, `${path}/${field.name}`)])
}

const REPLACEMENTS: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  0,
  1,
  2,
  0.5,
  'a',
  'a.b',
  [],
  {},
  ['a'],
  { a: 1 },
]

describe('every field', () => {
  const fields = fieldsOf(MANIFEST, '')
  const generalized = new Set(POINTERS.map((pointer) => pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*')))

  it(`of the shape (${fields.length}) stands in the example manifest, or in its resolved policy`, () => {
    const absent = fields.filter((field) => !generalized.has(field))
    assert.ok(fields.length > 100)
    assert.deepEqual(
      absent.filter((field) => !field.startsWith('/policy/coordination/')),
      [],
    )
  })

  it(`and every value of the example (${POINTERS.length}): replaced or removed, it is refused or changes the root`, () => {
    const root = exampleManifest()['merkle_root']
    let mutations = 0
    for (const pointer of POINTERS) {
      for (const value of REPLACEMENTS) {
        const manifest = exampleManifest()
        const before = JSON.stringify(manifest)
        change(manifest, value === undefined ? { pointer } : { pointer, value })
        if (JSON.stringify(manifest) === before) continue
        mutations += 1
        assert.equal(
          validateManifest(manifest).ok,
          false,
          `${pointer} ← ${JSON.stringify(value)} was accepted under the old root`,
        )
        const computed = computeRoot(manifest)
        if (!computed.ok || pointer === '/merkle_root') continue
        assert.notEqual(computed.root, root, `${pointer} ← ${JSON.stringify(value)} left the root as it was`)
      }
    }
    assert.ok(mutations > 2000, `${mutations} mutations`)
  })

  it('of the resolved coordination block changes the root', () => {
    const result = validateManifest(exampleManifest())
    assert.ok(result.ok)
    const numbers = pathsOfNumbers(result.manifest.policy.coordination, [])
    assert.ok(numbers.length > 30)
    for (const path of numbers) {
      const manifest = exampleManifest()
      const coordination = structuredClone(result.manifest.policy.coordination) as unknown as Json
      ;(manifest['policy'] as Json)['coordination'] = coordination
      const parent = path.slice(0, -1).reduce((value, name) => value[name] as Json, coordination)
      parent[path.at(-1)!] = (parent[path.at(-1)!] as number) * 0.999
      assert.equal(validateManifest(manifest).ok, false, path.join('.'))
    }
  })
})

function pathsOfNumbers(value: object, path: readonly string[]): readonly (readonly string[])[] {
  return Object.entries(value).flatMap(([name, each]) => {
    if (typeof each === 'object') return pathsOfNumbers(each as object, [...path, name])
    return typeof each === 'number' ? [[...path, name]] : []
  })
}
