/**
 * Sources that say in comments what is wrong with them: under the offending text stands `//  ^^^^ error CQ1101`, optionally followed by a part of the
 * message. All diagnostics must be marked and all marks must be met.
 */
import assert from 'node:assert/strict'
import { createLineMap } from '../../src/source/line-map.ts'
import { parse } from './parse.ts'

const MARK = /^\s*\/\/[^^]*?(\^+) (error|warning) (CQ\d{4})(?: (.+))?$/

export function expectMarked(source: string): void {
  const marks = readMarks(source)
  const lineMap = createLineMap(source)
  const found = parse(source).diagnostics.map(({ code, severity, message, location: { span } }) => {
    const start = lineMap.position(span.start)
    const end = lineMap.position(span.end)
    const lineEnd = source.split('\n')[start.line]!.length
    return {
      line: start.line,
      from: start.character,
      to: end.line === start.line ? end.character : lineEnd,
      severity,
      code,
      message,
    }
  })
  const matched = found.map((diagnostic) => {
    const mark = marks.find((one) => key(one) === key(diagnostic))
    return {
      ...diagnostic,
      message:
        mark?.message !== undefined && diagnostic.message.includes(mark.message) ? mark.message : diagnostic.message,
    }
  })
  assert.deepEqual(
    matched.map((one) =>
      describe(
        one,
        marks.some((mark) => key(mark) === key(one) && mark.message === undefined),
      ),
    ),
    marks.map((one) => describe(one, one.message === undefined)),
  )
}

interface Mark {
  readonly line: number
  readonly from: number
  readonly to: number
  readonly severity: string
  readonly code: string
  readonly message: string | undefined
}

function readMarks(source: string): readonly Mark[] {
  const marks: Mark[] = []
  let line = -1
  for (const [index, text] of source.split('\n').entries()) {
    const match = MARK.exec(text)
    if (match === null) {
      line = index
      continue
    }
    const from = text.indexOf('^')
    marks.push({ line, from, to: from + match[1]!.length, severity: match[2]!, code: match[3]!, message: match[4] })
  }
  return marks.sort((a, b) => a.line - b.line || a.from - b.from || a.to - b.to || (a.code < b.code ? -1 : 1))
}

function key({ line, from, to, code }: Mark): string {
  return `${line}:${from}-${to} ${code}`
}

function describe(mark: Mark, withoutMessage: boolean): string {
  return `line ${mark.line + 1}, ${mark.from}-${mark.to}: ${mark.severity} ${mark.code}${withoutMessage ? '' : ` ${mark.message}`}`
}
