/**
 * The page of every CQ3xxx code: its wrong example gives exactly the marked error, its right example none. Pages and catalogue name the same codes.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import * as catalogue from '../../src/diagnostics/catalogue/types.ts'
import { expectDiagnostics } from '../../src/testing/expect-diagnostics.ts'
import { PACKAGES } from '../repository-host.ts'
import { checkSource, expectMarked } from './check-source.ts'

const FOLDER = new URL('../../../docs/reference/diagnostics/', import.meta.url)
const pages = readdirSync(FOLDER).filter((file) => /^CQ3\d{3}\.md$/.test(file))

describe('pages of CQ3xxx', () => {
  it('there is one for every code, under its name', () => {
    const entries = Object.values(catalogue)
    assert.deepEqual(pages.sort(), entries.map((entry) => `${entry.code}.md`).sort())
    for (const { code, slug } of entries) {
      const [title] = readFileSync(new URL(`${code}.md`, FOLDER), 'utf8').split('\n')
      assert.equal(title, `# ${code} ${slug}`)
    }
  })

  for (const page of pages) {
    it(`${page} shows what it says`, () => {
      const text = readFileSync(new URL(page, FOLDER), 'utf8')
      const [wrong, right, ...others] = [...text.matchAll(/```claw\n([\s\S]*?)```/g)].map((match) => match[1] ?? '')
      assert.equal(others.length, 0)
      assert(wrong?.includes(` ${page.slice(0, -3)}`) === true, 'the wrong example marks its own code')
      // What a page imports takes more than the type checker.
      if (wrong.includes('\nimport ')) {
        expectDiagnostics(wrong, { packages: PACKAGES })
        expectDiagnostics(right ?? '', { packages: PACKAGES })
        return
      }
      expectMarked(wrong)
      assert.deepEqual(
        checkSource(right ?? '').diagnostics.map(({ code, message }) => `${code} ${message}`),
        [],
      )
    })
  }
})
