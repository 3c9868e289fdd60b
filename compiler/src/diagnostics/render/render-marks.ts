/** A report of marked places without codes or severities: each place with what is said about it beside the underline. */
import type { ResolvedRange } from '../resolved-diagnostic.ts'
import { visibleLine } from './display-text.ts'
import type { HumanOptions } from './render-human.ts'
import { gutterWidth, paintFor, renderPlace } from './render-place.ts'
import { createLineSource } from './source-excerpt.ts'

export interface Mark {
  readonly file: string
  readonly range: ResolvedRange
  readonly label: string
}

/** In the order given, an empty line behind each. */
export function renderMarks(
  marks: readonly Mark[],
  sources: ReadonlyMap<string, string>,
  options: HumanOptions,
): string {
  const paint = paintFor(options.colour)
  const lineOf = createLineSource(sources)
  const gutter = marks.length === 0 ? 0 : gutterWidth(marks.map(({ range }) => range))
  return marks
    .map(({ file, range, label }) => {
      const place = { file, range, arrow: '-->', mark: '^', tone: paint.warning, label: visibleLine(label) }
      return `${renderPlace(place, lineOf, gutter, paint).join('\n')}\n`
    })
    .join('\n')
}
