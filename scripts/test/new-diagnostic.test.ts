/** The scaffold of a diagnostic: what it writes fits the catalogues and pages, and it refuses what does not. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { scaffoldDiagnostic } from '../new-diagnostic.ts'
import { ROOT } from '../source-tree.ts'

describe('new:diagnostic', () => {
  it('writes an entry for the catalogue of the phase and a page with the marker', () => {
    const scaffold = scaffoldDiagnostic('CQ3999', 'odd-thing')
    assert.equal(scaffold.catalogue, 'compiler/src/diagnostics/catalogue/types.ts')
    assert.match(scaffold.entry, /export const ODD_THING: CatalogueEntry<\{ name: string \}> = define\('CQ3999', \{/)
    assert.match(scaffold.pageText, /^# CQ3999 odd-thing\n/)
    assert.match(scaffold.pageText, /\^ error CQ3999/)
  })

  it('what lint says is a warning', () => {
    const scaffold = scaffoldDiagnostic('CQ7999', 'odd-thing')
    assert.match(scaffold.entry, /severity: 'warning'/)
    assert.match(scaffold.pageText, /\^ warning CQ7999/)
  })

  it('names only catalogues that exist', () => {
    for (const digit of ['1', '2', '3', '4', '5', '6', '7']) {
      const { catalogue } = scaffoldDiagnostic(`CQ${digit}999`, 'odd-thing')
      assert.ok(existsSync(join(ROOT, catalogue)), catalogue)
    }
  })

  for (const [code, slug] of [
    ['CQ9001', 'a'],
    ['CQ101', 'a'],
    ['cq1001', 'a'],
    ['CQ1001', 'Not Kebab'],
    ['CQ1001', ''],
  ] as const) {
    it(`refuses ${JSON.stringify(code)} ${JSON.stringify(slug)}`, () => {
      assert.throws(() => scaffoldDiagnostic(code, slug), /is not$/)
    })
  }
})
