/**
 * Positions agree with counting by hand, for every offset of random texts.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { createLineMap, type Position } from '../../src/source/line-map.ts'

const RUNS = 300

function byHand(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split('\n')
  return {
    line: lines.length - 1,
    character: lines.at(-1)!.length,
    offset: new TextEncoder().encode(text.slice(0, offset)).length,
  }
}

/** Offsets between the halves of a pair have no byte offset of their own. */
function splitsPair(text: string, offset: number): boolean {
  return (
    offset > 0 && offset < text.length && /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(offset - 1, offset + 1))
  )
}

describe('source: line map', () => {
  it(`counts lines, characters and bytes (${RUNS} runs)`, () => {
    const piece = fc.constantFrom('a', 'bc', '\n', '\r\n', '\u00e9', '\u6f22', '\u{1f600}', ' '.repeat(500))
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('')
        const lineMap = createLineMap(text)
        for (let offset = 0; offset <= text.length; offset += offset % 97 === 0 ? 13 : 1) {
          if (!splitsPair(text, offset)) assert.deepEqual(lineMap.position(offset), byHand(text, offset))
        }
      }),
      { numRuns: RUNS },
    )
  })

  it('takes offsets outside the text for its ends', () => {
    const lineMap = createLineMap('a\nb')
    assert.deepEqual(lineMap.position(-5), { line: 0, character: 0, offset: 0 })
    assert.deepEqual(lineMap.position(99), { line: 1, character: 1, offset: 3 })
    assert.deepEqual(createLineMap('').position(0), { line: 0, character: 0, offset: 0 })
  })
})
