/**
 * What is wrong in one declaration stays there: every other declaration of the file is read as if nothing had happened.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import type { Declaration } from '../../src/syntax/tree.ts'
import { parse } from './parse.ts'
import { PIECES } from './token-soup.ts'

const RUNS = 3000

const source = readFileSync(new URL('golden/language-example/source.claw', import.meta.url), 'utf8')
const declarations = parse(source).tree.declarations

/** Without places, and without what an annotation or documentation left over in front may have added. */
function shape(declaration: Declaration): string {
  const skipped = new Set(['span', 'operatorSpan'])
  return JSON.stringify({ ...declaration, doc: undefined, annotations: [] }, (key, value) =>
    skipped.has(key) ? undefined : value,
  )
}

describe('syntax: recovery', () => {
  it(`a broken declaration hides no other (${RUNS} runs)`, () => {
    const edit = fc.record({
      index: fc.nat(declarations.length - 1),
      from: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(60),
      insert: fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((parts) => parts.join('')),
    })
    fc.assert(
      fc.property(edit, ({ index, from, length, insert }) => {
        const { span } = declarations[index]!
        // The first letter stays: an operator in its place would go on with the declaration above.
        const start = span.start + 1 + Math.floor(from * (span.end - span.start - 1))
        const broken = source.slice(0, start) + insert + source.slice(Math.min(span.end, start + length))
        // These run on over the lines that follow, wherever they stand.
        fc.pre(!broken.includes('"""') && !broken.includes('/*'))
        const found = new Set(parse(broken).tree.declarations.map(shape))
        for (const [other, declaration] of declarations.entries()) {
          if (other !== index) assert.ok(found.has(shape(declaration)), `declaration ${other} is there`)
        }
      }),
      { numRuns: RUNS },
    )
  })

  it('a declaration whose name can be read is kept', () => {
    const text = `role a
type B =
const c: = 1
action d.e { input { x: }, require y: }
object f { state }
purpose g { permits: [ }
manifest h { identity: }
preset i extends { x: 1 }
invariant j: &&
test "k" for { given }
`
    const { tree } = parse(text)
    assert.deepEqual(
      tree.declarations.map((declaration) =>
        declaration.kind === 'test' ? declaration.title.value : declaration.name.text,
      ),
      ['a', 'B', 'c', 'd.e', 'f', 'g', 'h', 'i', 'j', 'k'],
    )
  })

  it('a field, a rule and an effect whose name can be read are kept', () => {
    const { tree } = parse(
      'action a.b {\n  input {\n    x: !\n    y: Int\n  }\n  require r: +\n  forbid s\n  effect o.p(: q\n}',
    )
    const [action] = tree.declarations
    assert.ok(action?.kind === 'action')
    assert.deepEqual(
      action.input?.fields.map(({ name }) => name.text),
      ['x', 'y'],
    )
    assert.deepEqual(
      action.rules.map(({ name }) => name.text),
      ['r', 's'],
    )
    assert.deepEqual(
      action.effects.map(({ target }) => target.text),
      ['o.p'],
    )
  })
})
