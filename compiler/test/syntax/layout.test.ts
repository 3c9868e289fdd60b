/**
 * What a tree does not depend on: line ends, indentation, trailing blanks, comments. Checked on every golden source that has no text over several
 * lines.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { parse } from './parse.ts'

const folder = new URL('golden/', import.meta.url)
const sources = readdirSync(folder)
  .map((name) => ({ name, text: readFileSync(new URL(`${name}/source.claw`, folder), 'utf8') }))
  .filter(({ text }) => !text.includes('"""'))

const REWRITES: ReadonlyMap<string, (text: string) => string> = new Map([
  ['CRLF line ends', (text) => text.replaceAll('\n', '\r\n')],
  ['no final line end', (text) => text.trimEnd()],
  ['blank lines between all lines', (text) => text.replaceAll('\n', '\n\n \n')],
  ['blanks behind all lines', (text) => text.replaceAll('\n', ' \t\n')],
  ['comments behind all lines', (text) => text.replace(/^(?!.*\/\/)(.*)$/gm, '$1 // comment: { ( [ "')],
  ['tabs for indentation', (text) => text.replace(/^ +/gm, (blanks) => '\t'.repeat(blanks.length))],
  ['more indentation', (text) => text.replace(/^ +/gm, '$&      ')],
])

/** The tree without places and without where the documentation stood. */
function shape(text: string): unknown {
  const { tree, diagnostics } = parse(text)
  assert.deepEqual(
    diagnostics.map(({ code, message }) => `${code} ${message}`),
    [],
  )
  return JSON.parse(
    JSON.stringify(tree, (key, value) => (key === 'span' || key === 'operatorSpan' ? undefined : value)),
  )
}

describe(`syntax: layout of ${sources.length} sources`, () => {
  for (const [title, rewrite] of REWRITES) {
    it(`means the same with ${title}`, () => {
      for (const { text } of sources) assert.deepEqual(shape(rewrite(text)), shape(text))
    })
  }

  it('means the same without indentation, where no member begins like a declaration', () => {
    const example = sources.find(({ name }) => name === 'language-example')!
    assert.deepEqual(shape(example.text.replace(/^ +/gm, '')), shape(example.text))
  })
})
