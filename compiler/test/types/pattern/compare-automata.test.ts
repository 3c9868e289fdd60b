/** Whether one pattern lies within another, and whether patterns have a text in common, against what short texts say. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { checkedPattern } from '../../../src/types/pattern/checked-pattern.ts'
import { areDisjoint, isPatternWithin } from '../../../src/types/pattern/compare-automata.ts'
import { matchPattern } from '../../../src/types/pattern/match-pattern.ts'
import { quoteText } from '../../../src/types/pattern/quote-text.ts'

const RUNS = 2_000
const SEED = 71_842

const atom = fc.constantFrom('a', 'b', 'ab', '[ab]', '[^a]', '.', '[a-c]', '(a|ba)', '[^b-z]')
const piece = fc.tuple(atom, fc.constantFrom('', '?', '*', '+', '{2}')).map(([one, repeat]) => `(${one})${repeat}`)
const pattern = fc
  .array(piece, { minLength: 1, maxLength: 3 })
  .chain((pieces) => fc.constantFrom(pieces.join(''), pieces.join('|')))

/** All texts of up to four letters; no pattern above can tell others apart that are this short. */
const TEXTS = ['', ...words(4)]

function words(length: number): readonly string[] {
  if (length === 0) return []
  const shorter = words(length - 1)
  return [...shorter, ...['', ...shorter].flatMap((word) => ['a', 'b', 'c', 'z'].map((letter) => word + letter))]
}

describe('patterns side by side', () => {
  it(`within and disjoint are never claimed against an example (${RUNS} pairs, seed ${SEED})`, () => {
    let [within, apart] = [0, 0]
    fc.assert(
      fc.property(pattern, pattern, (first, second) => {
        const [a, b] = [checkedPattern(first), checkedPattern(second)]
        const texts = TEXTS.filter((text) => matchPattern(a, text))
        const leaving = texts.find((text) => !matchPattern(b, text))
        const common = texts.find((text) => matchPattern(b, text))
        if (leaving !== undefined) assert.equal(isPatternWithin(a, b), false, `${first} in ${second}: ${leaving}`)
        if (common !== undefined) assert.equal(areDisjoint([a, b]), false, `${first} and ${second}: ${common}`)
        if (isPatternWithin(a, b)) within++
        if (areDisjoint([a, b])) apart++
      }),
      { numRuns: RUNS, seed: SEED },
    )
    assert.ok(within > 50 && apart > 50, `${within} within, ${apart} apart`)
  })

  it('finds out where it should', () => {
    const within = (a: string, b: string): boolean => isPatternWithin(checkedPattern(a), checkedPattern(b))
    assert.ok(within('[a-z]+(/[a-z]+)*', '[^/]+(/[^/]+)*'))
    assert.ok(within('a{3,5}', 'a+'))
    assert.ok(!within('a+', 'a{1,500}'))
    assert.ok(!within('[^/]*', '[^/]+'))
    assert.ok(areDisjoint(['/.*', '[^/].*'].map(checkedPattern)))
    assert.ok(areDisjoint(['a.*', '.*b', '.{1}'].map(checkedPattern)))
    assert.ok(!areDisjoint(['a.*', '.*b'].map(checkedPattern)))
  })

  it('gives up where it would take long, and claims nothing', () => {
    const [a, b] = ['([^x]{0,900}x){0,2}', '([^x]{0,899}x){0,2}'].map(checkedPattern)
    assert.equal(isPatternWithin(a!, b!), false)
    assert.equal(areDisjoint([a!, b!]), false)
  })

  it(`a quoted text matches itself alone (${RUNS} texts, seed ${SEED})`, () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: fc.constantFrom(...'^$\\.*+?()[]{}|/-&~#\n\0\u2028é😀 au{1}'), maxLength: 12 }),
    )
    fc.assert(
      fc.property(text, text, (quoted, other) => {
        const matching = checkedPattern(quoteText(quoted))
        assert.ok(matchPattern(matching, quoted))
        for (const changed of [other, `${quoted}${other}`, `${other}${quoted}`, quoted.slice(1)]) {
          assert.equal(matchPattern(matching, changed), changed === quoted)
        }
      }),
      { numRuns: RUNS, seed: SEED },
    )
  })
})
