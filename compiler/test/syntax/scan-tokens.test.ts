/**
 * The lexer reads what chevrotain's own reads from the same patterns, on every text.
 */
import assert from 'node:assert/strict'
import { type IToken, Lexer } from 'chevrotain'
import fc from 'fast-check'
import { scanSound, scanTokens, UNFIT } from '../../src/syntax/scan-tokens.ts'
import { DocumentationLine, KEYWORD_TYPES, LEXED, Word } from '../../src/syntax/tokens.ts'
import { isIn } from '../../src/syntax/type-set.ts'
import { damagedSource, SHORT_BOMBS, SOURCES, tokenSoup } from './damaged-sources.ts'

const RUNS = 1500
const reference = new Lexer([...LEXED], { positionTracking: 'onlyOffset', ensureOptimizations: true })

function checkTokens(text: string): void {
  const { tokens, errors } = reference.tokenize(text)
  assert.deepEqual(errors, [])
  const expected = tokens.map(({ image, startOffset, tokenType: type }) => {
    const { name } = type === Word ? (KEYWORD_TYPES.get(image) ?? type) : type
    return `${startOffset} ${name} ${image}`
  })
  const found = scanTokens(text).map(({ image, startOffset, tokenType }) => `${startOffset} ${tokenType.name} ${image}`)
  assert.equal(found.join('\n'), expected.join('\n'))
  checkSound(text)
}

/** Reading what has its place tells the same tokens, lines of documentation apart. */
function checkSound(text: string): void {
  const lines: IToken[] = []
  const sound = scanSound(text, lines)
  const all = scanTokens(text)
  const isFit = !all.some((token) => isIn(UNFIT, token))
  assert.equal(sound !== undefined, isFit)
  if (sound === undefined) return
  assert.deepEqual(
    lines,
    all.filter(({ tokenType }) => tokenType === DocumentationLine),
  )
  assert.deepEqual(
    sound,
    all.filter(({ tokenType }) => tokenType !== DocumentationLine),
  )
}

describe('syntax: the lexer agrees with chevrotain’s', () => {
  it(`on the ${SOURCES.length} sources of the repository`, () => {
    assert.ok(SOURCES.length > 100)
    for (const text of SOURCES) checkTokens(text)
  })

  it(`on the ${SHORT_BOMBS.length} texts made to hurt`, () => {
    for (const text of SHORT_BOMBS) checkTokens(text)
  })

  it('on every two characters, and on numbers', () => {
    const units = [...Array.from({ length: 0x82 }, (_, unit) => unit), 0x2028, 0xd800, 0xfeff, 0xff00, 0xffff]
    for (const a of units) {
      for (const b of units) checkTokens(String.fromCharCode(a, b))
    }
    const piece = fc.constantFrom(
      ...'0 1 9 . .. _ e E + - m s MiB USD u 2027-01-31 until / r " \' & = !'.split(' '),
      ' ',
      '\t',
      '\n',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => checkTokens(pieces.join(''))),
      { numRuns: RUNS },
    )
  })

  it(`on damaged sources, the language’s tokens in any order, and any characters (${RUNS} runs each)`, () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 200 })
    for (const texts of [damagedSource, tokenSoup, anyText]) {
      fc.assert(fc.property(texts, checkTokens), { numRuns: RUNS })
    }
  })
})
