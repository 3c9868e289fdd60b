/** A drawing as pixels, for formats that know no shapes. Every colour is an index into a palette; text is set in the bitmap font, twice its size. */
import { GLYPH_HEIGHT, GLYPH_WIDTH, glyphOf } from './bitmap-font.ts'
import { COLOURS, type Drawing } from './draw-histogram.ts'

export interface Raster {
  readonly width: number
  readonly height: number
  /** Red, green, blue of each index. */
  readonly palette: readonly (readonly [number, number, number])[]
  /** Row by row from the top, an index each. */
  readonly pixels: Uint8Array
}

const SCALE = 2
const ADVANCE = (GLYPH_WIDTH + 1) * SCALE
const SHARES = { start: 0, middle: 0.5, end: 1 } as const

export function rasterize({ width, height, shapes }: Drawing): Raster {
  const pixels = new Uint8Array(width * height)
  const names = Object.keys(COLOURS)
  const fill = (x: number, y: number, boxWidth: number, boxHeight: number, index: number): void => {
    const right = Math.min(x + boxWidth, width)
    for (let row = Math.max(y, 0); row < Math.min(y + boxHeight, height); row += 1) {
      if (right > Math.max(x, 0)) pixels.fill(index, row * width + Math.max(x, 0), row * width + right)
    }
  }
  for (const shape of shapes) {
    const index = names.indexOf(shape.colour)
    if (shape.kind === 'box') {
      fill(shape.x, shape.y, shape.width, shape.height, index)
      continue
    }
    const characters = [...shape.text]
    const left = Math.round(shape.x - characters.length * ADVANCE * SHARES[shape.anchor])
    const top = shape.y - GLYPH_HEIGHT * SCALE
    characters.forEach((character, n) => {
      for (const [column, row] of glyphOf(character)) {
        fill(left + n * ADVANCE + column * SCALE, top + row * SCALE, SCALE, SCALE, index)
      }
    })
  }
  return { width, height, palette: Object.values(COLOURS), pixels }
}
