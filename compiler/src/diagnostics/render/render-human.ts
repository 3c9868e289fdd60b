/**
 * Diagnostics for people: the code, the message, the source with the offending text underlined, related places, notes, the likely fix. Draws text
 * only; whether a terminal wants colour is the caller's to say.
 */
import type { ResolvedDiagnostic, ResolvedRange } from '../resolved-diagnostic.ts'
import { displayWidth, visibleLine, visibleText } from './display-text.ts'
import { createLineSource, type LineSource, sourceExcerpt } from './source-excerpt.ts'

export interface HumanOptions {
  readonly colour: boolean
}

export function renderHuman(
  diagnostics: readonly ResolvedDiagnostic[],
  sources: ReadonlyMap<string, string>,
  options: HumanOptions,
): string {
  const paint = options.colour ? ANSI : PLAIN
  const lineOf = createLineSource(sources)
  return diagnostics.map((diagnostic) => renderOne(diagnostic, lineOf, paint)).join('\n')
}

interface Paint {
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

interface Place {
  readonly file: string
  readonly range: ResolvedRange
  readonly arrow: string
  readonly mark: string
  readonly tone: (text: string) => string
  readonly label: string
}

function renderOne(diagnostic: ResolvedDiagnostic, lineOf: LineSource, paint: Paint): string {
  const tone = diagnostic.severity === 'error' ? paint.error : paint.warning
  const places: readonly Place[] = [
    { ...diagnostic, arrow: '-->', mark: '^', tone, label: '' },
    ...diagnostic.related.map(({ file, range, message }) => {
      return { file, range, arrow: ':::', mark: '-', tone: paint.faint, label: visibleLine(message) }
    }),
  ]
  const gutter = String(Math.max(...places.map(({ range }) => range.start.line + 1))).length
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

function renderPlace(place: Place, lineOf: LineSource, gutter: number, paint: Paint): readonly string[] {
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
