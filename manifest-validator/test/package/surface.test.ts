/** What Layer 0 hands out besides functions: tables that nobody who imports them can change. Its names are held by the golden of the public surface. */
import assert from 'node:assert/strict'
import * as layer0 from 'clawql-manifest-validator'

describe('public tables', () => {
  it('are frozen through and through', () => {
    const tables = Object.entries(layer0).filter(([, value]) => typeof value === 'object')
    assert.ok(tables.length >= 8, tables.map(([name]) => name).join(' '))
    for (const [name, table] of tables) assertFrozen(table, name)
  })
})

function assertFrozen(value: unknown, name: string): void {
  if (typeof value !== 'object' || value === null) return
  assert.ok(Object.isFrozen(value), name)
  for (const [key, each] of Object.entries(value)) assertFrozen(each, `${name}.${key}`)
}
