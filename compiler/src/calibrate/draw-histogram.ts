/**
 * The histogram of the runs' NSV with the threshold that follows from it, as shapes: what to draw and where, not in which format. Everything is a filled
 * rectangle or a line of text.
 */
import type { Bin } from './histogram.ts'

export type Colour = 'paper' | 'ink' | 'grid' | 'bar' | 'mark'

/** Red, green, blue. */
export const COLOURS: Readonly<Record<Colour, readonly [number, number, number]>> = {
  paper: [255, 255, 255],
  ink: [38, 38, 46],
  grid: [224, 224, 230],
  bar: [70, 120, 190],
  mark: [200, 60, 50],
}

export type Shape =
  | {
      readonly kind: 'box'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
      readonly colour: Colour
    }
  /** `y`: the line the letters stand on. */
  | {
      readonly kind: 'text'
      readonly x: number
      readonly y: number
      readonly text: string
      readonly anchor: Anchor
      readonly colour: Colour
    }

export type Anchor = 'start' | 'middle' | 'end'

export interface Drawing {
  /** Pixels. */
  readonly width: number
  readonly height: number
  readonly title: string
  readonly shapes: readonly Shape[]
}

const WIDTH = 800
const HEIGHT = 420
const LEFT = 70
const RIGHT = 770
const TOP = 80
const BOTTOM = 360

/** `threshold`: nsv_crit, marked where it lies. */
export function drawHistogram(bins: readonly Bin[], threshold: number): Drawing {
  const runs = bins.reduce((total, { count }) => total + count, 0)
  const low = bins[0]?.from ?? 0
  const high = bins.at(-1)?.to ?? 1
  const tallest = Math.max(1, ...bins.map(({ count }) => count))
  const across = (value: number): number => LEFT + Math.round(((RIGHT - LEFT) * (value - low)) / (high - low))
  const up = (count: number): number => BOTTOM - Math.round(((BOTTOM - TOP) * count) / tallest)
  const title = `NSV of ${runs} runs, nsv_crit ${threshold.toPrecision(4)}`
  const shapes: Shape[] = [box(0, 0, WIDTH, HEIGHT, 'paper'), text(LEFT, 32, `NSV of ${runs} runs`, 'start', 'ink')]
  for (const count of gridCounts(tallest)) {
    shapes.push(
      box(LEFT, up(count), RIGHT - LEFT, 1, 'grid'),
      text(LEFT - 10, up(count) + 6, String(count), 'end', 'ink'),
    )
  }
  for (const { from, to, count } of bins) {
    const x = across(from)
    if (count > 0) shapes.push(box(x + 1, up(count), Math.max(1, across(to) - x - 2), BOTTOM - up(count), 'bar'))
  }
  shapes.push(box(LEFT, BOTTOM, RIGHT - LEFT, 2, 'ink'))
  const step = Math.ceil(bins.length / 8)
  for (const { from } of bins.filter((_, n) => n % step === 0)) {
    shapes.push(box(across(from), BOTTOM, 1, 7, 'ink'), text(across(from), BOTTOM + 28, String(from), 'middle', 'ink'))
  }
  const at = across(threshold)
  const anchor = at < (LEFT + RIGHT) / 2 ? 'start' : 'end'
  shapes.push(box(at - 1, TOP - 20, 2, BOTTOM - TOP + 20, 'mark'))
  shapes.push(
    text(at + (anchor === 'start' ? 8 : -8), TOP - 10, `nsv_crit ${threshold.toPrecision(4)}`, anchor, 'mark'),
  )
  return { width: WIDTH, height: HEIGHT, title, shapes }
}

/** Up to five whole counts for the lines across. */
function gridCounts(tallest: number): readonly number[] {
  const step = Math.ceil(tallest / 5)
  return Array.from({ length: Math.floor(tallest / step) }, (_, n) => (n + 1) * step)
}

function box(x: number, y: number, width: number, height: number, colour: Colour): Shape {
  return { kind: 'box', x, y, width, height, colour }
}

function text(x: number, y: number, content: string, anchor: Anchor, colour: Colour): Shape {
  return { kind: 'text', x, y, text: content, anchor, colour }
}
