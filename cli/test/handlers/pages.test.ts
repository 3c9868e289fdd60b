/** The pages of CQ8xxx: the handlers of each wrong example give exactly what they mark, those of each right one give nothing. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readMarkers } from '@clawql/compiler/testing'
import { ROOT } from '../program.ts'
import { examine } from './examine.ts'

const PAGES = join(ROOT, 'docs/reference/diagnostics')

describe('pages about handlers', () => {
  const codes = readdirSync(PAGES).filter((name) => name.startsWith('CQ8'))

  it('are there', () => assert.ok(codes.length >= 9))

  for (const name of codes) {
    it(name, () => {
      const text = readFileSync(join(PAGES, name), 'utf8')
      const [before = '', after = ''] = text.split('\n## Right\n')
      const wrong = block(before, 'ts')
      const marked = readMarkers(wrong).map(({ code, severity, span }) => [
        code,
        severity,
        wrong.slice(span?.start, span?.end),
      ])
      assert.ok(marked.some(([code]) => `${code}.md` === name))
      assert.deepEqual(examine(block(before, 'claw'), wrong), marked)
      assert.deepEqual(examine(block(after, 'claw'), block(after, 'ts')), [])
    })
  }
})

function block(text: string, language: string): string {
  return new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ?? assert.fail(`no ${language}`)
}
