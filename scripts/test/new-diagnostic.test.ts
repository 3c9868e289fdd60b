/** The scaffold of a diagnostic: what it writes fits the catalogues and pages, and it refuses what does not. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { nextCode, scaffoldDiagnostic, usedCodes } from '../new-diagnostic.ts'
import { ROOT } from '../source-tree.ts'

describe('new:diagnostic', () => {
  it('writes an entry for the catalogue of the phase and a page with the marker', () => {
    const scaffold = scaffoldDiagnostic('CQ3999', 'odd-thing')
    assert.equal(scaffold.catalogue, 'compiler/src/diagnostics/catalogue/types.ts')
    assert.match(scaffold.entry, /export const oddThing: CatalogueEntry<\{ name: string \}> = define\('CQ3999', \{/)
    assert.match(scaffold.pageText, /^# CQ3999 odd-thing\n/)
    assert.match(scaffold.pageText, /\^ error CQ3999/)
  })

  it('what lint says is a warning', () => {
    const scaffold = scaffoldDiagnostic('CQ7999', 'odd-thing')
    assert.match(scaffold.entry, /severity: 'warning'/)
    assert.match(scaffold.pageText, /\^ warning CQ7999/)
  })

  it('picks the next free code that begins so, and none that had a meaning once', () => {
    assert.equal(nextCode('CQ31', ['CQ3101', 'CQ3141', 'CQ3209']), 'CQ3142')
    assert.equal(nextCode('CQ8', []), 'CQ8001')
    assert.equal(nextCode('CQ3', []), 'CQ3002')
    assert.equal(nextCode('CQ6021', ['CQ6021']), 'CQ6021')
    assert.throws(() => nextCode('CQ319', ['CQ3199']), /every code that begins with CQ319 is taken/)
    assert.throws(() => nextCode('types', []), /a code begins with CQ and a digit/)
    const used = usedCodes()
    for (const prefix of ['CQ1', 'CQ20', 'CQ31', 'CQ4', 'CQ5', 'CQ60', 'CQ7', 'CQ8'])
      assert.ok(!used.has(nextCode(prefix, used)), prefix)
  })

  it('no code is given twice, in whichever catalogues', () => {
    const directory = join(ROOT, 'compiler/src/diagnostics/catalogue')
    const given = readdirSync(directory).flatMap((name) =>
      [...readFileSync(join(directory, name), 'utf8').matchAll(/define\(\s*'(CQ\d{4})'/g)].map(([, code]) => code),
    )
    assert.ok(given.length > 200)
    assert.deepEqual(
      given.filter((code, index) => given.indexOf(code) !== index),
      [],
    )
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
