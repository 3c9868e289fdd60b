/** The page that says which test holds which statement of the language names files that exist and titles that stand in them. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../source-tree.ts'

const PAGE = 'docs/reference/language-evidence.md'

describe('what holds the language', () => {
  const rows = readFileSync(join(ROOT, PAGE), 'utf8')
    .split('\n')
    .filter((line) => /^\|(?! ?---|\s*\| statement| statement)/.test(line) && line.includes('`'))
  let counted = 0
  for (const row of rows) {
    const cells = row.split(/(?<!\\)\|/).slice(1, -1)
    const held = cells.at(-1) ?? ''
    const statement = (cells.at(-2) ?? '').trim()
    const references = held.split(' · ').map((part) => /^\s*`([^`]+)` (.+?)\s*$/.exec(part))
    counted += references.length
    it(statement, () => {
      for (const reference of references) {
        assert.ok(reference !== null, `every reference is a path and a title: ${held}`)
        const [, path = '', title = ''] = reference
        assert.ok(existsSync(join(ROOT, path)), `${path} exists`)
        assert.ok(readFileSync(join(ROOT, path), 'utf8').includes(title), `${path} has a title with "${title}"`)
      }
    })
  }

  it('has statements', () => {
    assert.ok(rows.length >= 50 && counted > rows.length, `${rows.length} statements, ${counted} references`)
  })
})
