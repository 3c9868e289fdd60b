/**
 * One place of a source for people: where it is, the line, the marked text underlined with a few words beside it. The parts that diagnostics and other reports
 * are made of; draws text only.
 */
import type { ResolvedRange } from '../resolved-diagnostic.ts'
import { displayWidth, visibleLine } from './display-text.ts'
import { type LineSource, sourceExcerpt } from './source-excerpt.ts'

export interface Paint {
  readonly error: (text: string) => string
  readonly warning: (text: string) => string
  readonly strong: (text: string) => string
  readonly faint: (text: string) => string
}

const wrap =
  (open: string) =>
  (text: string): string =>
    `\u001b[${open}m${text}\u001b[0m`
const ANSI: Paint = { error: wrap('1;31'), warning: wrap('1;33'), strong: wrap('1'), faint: wrap('2;36') }
const same = (text: string): string => text
const PLAIN: Paint = { error: same, warning: same, strong: same, faint: same }

/** Colours, or none. */
export function paintFor(colour: boolean): Paint {
  return colour ? ANSI : PLAIN
}

/** The width of the numbers beside the lines. */
export function gutterWidth(ranges: readonly ResolvedRange[]): number {
  return String(Math.max(...ranges.map(({ start }) => start.line + 1))).length
}

export interface Place {
  readonly file: string
  readonly range: ResolvedRange
  readonly arrow: string
  readonly mark: string
  readonly tone: (text: string) => string
  readonly label: string
}

export function renderPlace(place: Place, lineOf: LineSource, gutter: number, paint: Paint): readonly string[] {
  const { file, range, arrow, mark, tone, label } = place
  const where = visibleLine(`${file}:${range.start.line + 1}:${range.start.character + 1}`)
  const head = `${' '.repeat(gutter)}${paint.faint(arrow)} ${where}`
  const line = lineOf(file, range.start.line)
  if (line === undefined) return [label === '' ? head : `${head}: ${label}`]
  const { before, marked, after } = sourceExcerpt(line, range)
  const pad = ' '.repeat(displayWidth(before))
  const underline = mark.repeat(Math.max(1, displayWidth(marked)))
  const number = String(range.start.line + 1).padStart(gutter)
  const side = paint.faint('|')
  return [
    head,
    `${' '.repeat(gutter)} ${side}`,
    `${paint.faint(number)} ${side} ${before}${marked}${after}`.trimEnd(),
    `${' '.repeat(gutter)} ${side} ${pad}${tone(underline)}${label === '' ? '' : ` ${tone(label)}`}`,
  ]
}
