/**
 * Formatting changes nothing but the layout: the tree, every comment and what documentation belongs to stay, and a second time changes nothing at all.
 * Held on generated sources, on scrambled ones, and on whatever the parser takes among random tokens.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { formatSource } from '../../src/format/format-source.ts'
import { BOMBS } from '../syntax/bombs.ts'
import { PIECES } from '../syntax/token-soup.ts'
import { generatedSource } from './generated-source.ts'
import { repositorySources } from './repository-sources.ts'
import { commentsOf, essenceOf } from './same-tree.ts'
import { scramble } from './scramble.ts'

const RUNS = 150

/** True when the source is sound and was formatted. */
function checkPreserved(text: string): boolean {
  const before = essenceOf(text)
  const formatted = formatSource(text)
  if (formatted === undefined) return false
  const after = essenceOf(formatted)
  assert.equal(after.hasErrors, false, formatted)
  assert.equal(after.tree, before.tree, formatted)
  assert.deepEqual(after.warnings, before.warnings, formatted)
  assert.deepEqual(commentsOf(formatted), commentsOf(text), formatted)
  assert.equal(formatSource(formatted), formatted)
  const outsideTexts = formatted.replace(/r"[^"\n]*"|"""[\s\S]*?"""/g, 'text')
  assert.doesNotMatch(outsideTexts, /[ \t\r]\n|\n\n\n|^\n|\n\n$/)
  return true
}

/** Parts of the repository's sources small enough to be scrambled often. */
const parts = repositorySources()
  .flatMap(({ text }) => text.split(/\n(?=\S)/))
  .filter((part) => part.length < 1500)

describe('format: nothing but the layout changes', () => {
  for (const { path, text } of repositorySources()) {
    it(path, () => {
      assert.equal(checkPreserved(text), !essenceOf(text).hasErrors)
    })
  }

  it(`generated sources (${RUNS * 3} runs)`, () => {
    let sound = 0
    fc.assert(
      fc.property(generatedSource, (text) => {
        if (checkPreserved(text)) sound++
      }),
      { numRuns: RUNS * 3 },
    )
    assert.ok(sound > RUNS, `${sound} of them are sound`)
  })

  it(`blanks, line breaks and comments anywhere (${RUNS * 4} runs)`, () => {
    const choices = fc.array(fc.nat(), { minLength: 9, maxLength: 120 })
    const run = fc.property(fc.constantFrom(...parts), choices, (part, numbers) => {
      checkPreserved(scramble(part, numbers))
    })
    fc.assert(run, { numRuns: RUNS * 4 })
  })

  it(`generated sources, scrambled (${RUNS} runs)`, () => {
    const choices = fc.array(fc.nat(), { minLength: 9, maxLength: 90 })
    const run = fc.property(generatedSource, choices, (source, numbers) => {
      checkPreserved(scramble(source, numbers))
    })
    fc.assert(run, { numRuns: RUNS })
  })

  it(`whatever is sound among random tokens (${RUNS * 10} runs)`, () => {
    const soup = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(soup, (text) => {
        checkPreserved(text)
      }),
      { numRuns: RUNS * 10 },
    )
  })

  it(`random texts (${RUNS} runs)`, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        checkPreserved(text)
      }),
      { numRuns: RUNS },
    )
  })

  for (const [name, text] of [...BOMBS, ...soundGiants()]) {
    it(`${text.length} characters of ${name}`, () => {
      assert.equal(checkPreserved(text), !essenceOf(text).hasErrors)
    })
  }
})

function soundGiants(): readonly (readonly [string, string])[] {
  const many = (count: number, part: (index: number) => string, joint: string): string =>
    Array.from({ length: count }, (_, index) => part(index)).join(joint)
  return [
    ['declarations', many(10_000, (index) => `role r${index}: agent`, '\n')],
    ['elements', `const a = [${many(50_000, (index) => `x${index}`, ', ')}]`],
    ['fields', `type T = { ${many(30_000, (index) => `x${index}: Int`, ', ')} }`],
    ['texts', `type T = ${many(50_000, (index) => `"x${index}"`, ' | ')}`],
    ['comments', many(50_000, () => '// note', '\n')],
    ['comments behind commas', `const a = [${many(20_000, (index) => `x${index} // note\n`, ', ')}]`],
    ['nested lists', `const a = ${'['.repeat(60)}1${']'.repeat(60)}`],
    ['nested records', `const a = ${'{a:'.repeat(60)}1${'}'.repeat(60)}`],
    ['segments of a name', `read ${many(50_000, () => 'a', '.')} {}`],
  ]
}
