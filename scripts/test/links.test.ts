/** Every relative link of a page leads to a file that is there, and to a heading that is there where it names one. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { filesBelow, ROOT } from '../source-tree.ts'

const pages = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', ...filesBelow('docs', ['.md'])]

describe('links', () => {
  for (const page of pages) {
    const links = linksOf(readFileSync(join(ROOT, page), 'utf8'))
    if (links.length === 0) continue
    it(`${page}: ${links.length} links lead somewhere`, () => {
      assert.deepEqual(
        links.filter((link) => !leadsSomewhere(page, link)),
        [],
      )
    })
  }

  it('would notice one that does not', () => {
    assert.ok(!leadsSomewhere('README.md', 'docs/nowhere.md'))
    assert.ok(!leadsSomewhere('README.md', 'README.md#no-such-heading'))
  })
})

function linksOf(text: string): readonly string[] {
  const links = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  return links.filter((link) => !/^[a-z]+:/.test(link))
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', heading] = link.split('#')
  const target = path === '' ? page : normalize(join(dirname(page), path))
  if (!existsSync(join(ROOT, target))) return false
  return heading === undefined || !target.endsWith('.md') || headingsOf(target).has(heading)
}

/** As Markdown renderers name them: lower case, hyphens for spaces, no other signs. */
function headingsOf(page: string): ReadonlySet<string> {
  const lines = withoutCode(readFileSync(join(ROOT, page), 'utf8')).matchAll(/^#+ (.*)$/gm)
  return new Set(
    [...lines].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^a-z0-9 _-]/g, '')
        .replaceAll(' ', '-'),
    ),
  )
}

function withoutCode(text: string): string {
  return text.replaceAll(/^(`{3,}).*\n[\s\S]*?^\1/gm, '')
}
