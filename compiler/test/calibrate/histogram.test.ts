/** Bins, and the two drawings made of them: nothing is lost between the numbers and the picture. */
import assert from 'node:assert/strict'
import { drawHistogram, histogram, rasterize, renderSvg } from '@clawql/compiler'
import fc from 'fast-check'
import { hasGlyph } from '../../src/calibrate/bitmap-font.ts'
import { COLOURS } from '../../src/calibrate/draw-histogram.ts'

const RUNS = 500
const values = fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 1, maxLength: 60 })

describe('histogram', () => {
  it('has bins of a round width', () => {
    assert.deepEqual(
      histogram([0.3, 0.31, 0.35, 0.4]).map(({ from, count }) => [from, count]),
      [
        [0.3, 1],
        [0.31, 1],
        [0.32, 0],
        [0.33, 0],
        [0.34, 0],
        [0.35, 1],
        [0.36, 0],
        [0.37, 0],
        [0.38, 0],
        [0.39, 1],
      ],
    )
    assert.deepEqual(histogram([0.42]), [{ from: 0.4, to: 0.45, count: 1 }])
  })

  it(`puts every value between the limits of its bin (${RUNS} generated lists)`, () => {
    fc.assert(
      fc.property(values, (list) => {
        const bins = histogram(list)
        assert.ok(bins.length >= 1 && bins.length <= 18, `${bins.length} bins`)
        bins.forEach(({ from, to, count }, n) => {
          const isLast = n === bins.length - 1
          assert.equal(count, list.filter((value) => value >= from && (value < to || isLast)).length)
          assert.ok(n === 0 || bins[n - 1]!.to === from)
        })
        assert.ok(Math.min(...list) >= bins[0]!.from && Math.max(...list) <= bins.at(-1)!.to)
      }),
      { numRuns: RUNS },
    )
  })
})

describe('the drawing of a histogram', () => {
  it(`stays inside its frame and says only what the bitmap font can (${RUNS} generated lists)`, () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0.001, max: 1, noNaN: true }), (list, share) => {
        const low = Math.min(...list)
        const threshold = low + (Math.max(...list) - low) * share
        const { width, height, shapes } = drawHistogram(histogram(list), threshold)
        for (const shape of shapes) {
          if (shape.kind === 'text') {
            for (const character of shape.text)
              assert.ok(hasGlyph(character), `no glyph for ${character} in ${shape.text}`)
          } else {
            assert.ok(shape.x >= 0 && shape.y >= 0 && shape.width > 0 && shape.height > 0)
            assert.ok(shape.x + shape.width <= width && shape.y + shape.height <= height)
          }
        }
      }),
      { numRuns: RUNS },
    )
  })

  it('has one bar for each bin that holds something', () => {
    const bins = histogram([0.3, 0.31, 0.35, 0.4])
    const { shapes } = drawHistogram(bins, 0.305)
    assert.equal(shapes.filter(({ colour, kind }) => colour === 'bar' && kind === 'box').length, 4)
    assert.equal(shapes.filter(({ colour, kind }) => colour === 'mark' && kind === 'box').length, 1)
  })

  it('is an SVG document with a title', () => {
    const svg = renderSvg(drawHistogram(histogram([0.3, 0.5]), 0.32))
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*role="img"/)
    assert.match(svg, /<title>NSV of 2 runs, nsv_crit 0\.3200<\/title>/)
    assert.equal(svg.match(/<rect|<text|<title/g)!.length, svg.match(/\/>|<\/text>|<\/title>/g)!.length)
  })

  it('has in its pixels what it has in its shapes', () => {
    const drawing = drawHistogram(histogram([0.3, 0.31, 0.35, 0.4]), 0.305)
    const { width, height, palette, pixels } = rasterize(drawing)
    assert.deepEqual([width, height, pixels.length], [800, 420, 800 * 420])
    assert.deepEqual(palette, Object.values(COLOURS))
    const bar = Object.keys(COLOURS).indexOf('bar')
    const expected = drawing.shapes.reduce(
      (sum, shape) => (shape.kind === 'box' && shape.colour === 'bar' ? sum + shape.width * shape.height : sum),
      0,
    )
    const mark = drawing.shapes.find((shape) => shape.kind === 'box' && shape.colour === 'mark')
    assert.ok(mark?.kind === 'box')
    const found = pixels.filter((index) => index === bar).length
    // The mark runs through one bar at most.
    assert.ok(found <= expected && found >= expected - mark.width * mark.height, `${found} of ${expected} pixels`)
    assert.ok(pixels.every((index) => index < palette.length))
  })
})
