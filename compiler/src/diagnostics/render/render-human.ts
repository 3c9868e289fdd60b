/**
 * Diagnostics for people: the code, the message, the source with the offending text underlined, related places, notes, the likely fix. Draws text
 * only; whether a terminal wants colour is the caller's to say.
 */
import type { ResolvedDiagnostic } from '../resolved-diagnostic.ts'
import { visibleLine, visibleText } from './display-text.ts'
import { gutterWidth, type Paint, type Place, paintFor, renderPlace } from './render-place.ts'
import { createLineSource, type LineSource } from './source-excerpt.ts'

export interface HumanOptions {
  readonly colour: boolean
}

export function renderHuman(
  diagnostics: readonly ResolvedDiagnostic[],
  sources: ReadonlyMap<string, string>,
  options: HumanOptions,
): string {
  const paint = paintFor(options.colour)
  const lineOf = createLineSource(sources)
  return diagnostics.map((diagnostic) => renderOne(diagnostic, lineOf, paint)).join('\n')
}

function renderOne(diagnostic: ResolvedDiagnostic, lineOf: LineSource, paint: Paint): string {
  const tone = diagnostic.severity === 'error' ? paint.error : paint.warning
  const places: readonly Place[] = [
    { ...diagnostic, arrow: '-->', mark: '^', tone, label: '' },
    ...diagnostic.related.map(({ file, range, message }) => {
      return { file, range, arrow: ':::', mark: '-', tone: paint.faint, label: visibleLine(message) }
    }),
  ]
  const gutter = gutterWidth(places.map(({ range }) => range))
  const bar = `${' '.repeat(gutter)} ${paint.faint('=')}`
  const said = (head: string, text: string): string => {
    // Further lines of a note stand under its first.
    const indent = ' '.repeat(gutter + 3 + head.length + 2)
    return `${bar} ${head === 'note' ? head : paint.strong(head)}: ${visibleText(text).replaceAll('\n', `\n${indent}`)}`
  }
  const { severity, code, message, notes, help, fixes } = diagnostic
  return [
    `${tone(`${severity}[${code}]`)}${paint.strong(`: ${visibleLine(message)}`)}`,
    ...places.flatMap((place) => renderPlace(place, lineOf, gutter, paint)),
    ...notes.map((note) => said('note', note)),
    ...(help === null ? [] : [said('help', help)]),
    ...fixes.filter(({ title }) => title !== help).map(({ title }) => said('fix', title)),
    `${bar} more: clawqlc explain ${code}`,
    '',
  ].join('\n')
}
