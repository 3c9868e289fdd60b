/**
 * Goldens of the first phase: for each folder under `golden/`, the tree that `source.claw` gives. `UPDATE=1` rewrites them, never in CI.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parse } from './parse.ts'
import { printTree } from './print-tree.ts'

const folder = new URL('golden/', import.meta.url)
const names = readdirSync(folder)
const update = process.env['UPDATE'] === '1'

describe(`syntax: ${names.length} golden trees`, () => {
  before(() => {
    assert.ok(!(update && process.env['CI'] !== undefined), 'goldens are not rewritten in CI')
    assert.ok(names.length > 0)
  })

  for (const name of names) {
    it(name, () => {
      const text = readFileSync(new URL(`${name}/source.claw`, folder), 'utf8')
      const { tree, diagnostics } = parse(text)
      assert.deepEqual(
        diagnostics.map(({ code, message }) => `${code} ${message}`),
        [],
      )
      const golden = new URL(`${name}/1-ast.txt`, folder)
      const printed = printTree(text, tree)
      if (update) writeFileSync(golden, printed)
      assert.equal(printed, readFileSync(golden, 'utf8'))
    })
  }
})
