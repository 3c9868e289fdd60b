/**
 * The line a diagnostic points at, in three visible parts: before, marked, after. Long lines are cut around the marked text, so that one hostile line does
 * not flood a terminal. Draws nothing.
 */
import type { ResolvedRange } from '../resolved-diagnostic.ts'
import { visibleLine } from './display-text.ts'

export interface Excerpt {
  readonly before: string
  readonly marked: string
  readonly after: string
}

/** Lines of a file by number from 0; undefined where the file has no text to show. */
export type LineSource = (file: string, line: number) => string | undefined

/** Each file is split once, however many diagnostics it has. A file that could not be decoded has the empty text. */
export function createLineSource(sources: ReadonlyMap<string, string>): LineSource {
  const split = new Map<string, readonly string[]>()
  return (file, line) => {
    let lines = split.get(file)
    if (lines === undefined) {
      const text = sources.get(file) ?? ''
      lines = text === '' ? [] : text.split('\n')
      split.set(file, lines)
    }
    return lines[line]?.replace(/\r$/, '')
  }
}

const MOST_BEFORE = 100
const MOST_MARKED = 100
const MOST_AFTER = 80

/** A range over several lines is marked to the end of its first: the place to look is where it starts. */
export function sourceExcerpt(line: string, { start, end }: ResolvedRange): Excerpt {
  const from = Math.min(start.character, line.length)
  const to = end.line === start.line ? Math.max(from, Math.min(end.character, line.length)) : line.length
  return {
    before: lastColumns(line.slice(Math.max(0, from - units(MOST_BEFORE)), from), MOST_BEFORE),
    marked: firstColumns(line.slice(from, Math.min(to, from + units(MOST_MARKED))), MOST_MARKED),
    after: firstColumns(line.slice(to, to + units(MOST_AFTER)), MOST_AFTER),
  }
}

/** Code units that hold more characters than `most`, so that what is cut off unseen is cut off again, visibly. */
function units(most: number): number {
  return 2 * (most + 1)
}

function firstColumns(text: string, most: number): string {
  const characters = [...visibleLine(text)]
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`
}

function lastColumns(text: string, most: number): string {
  const characters = [...visibleLine(text)]
  return characters.length <= most ? characters.join('') : `…${characters.slice(1 - most).join('')}`
}
