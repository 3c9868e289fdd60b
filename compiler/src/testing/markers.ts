/**
 * Expected diagnostics written into the source they are about: a comment line `//   ^^^^ error CQ2001` underlines the text above it. Several markers
 * may follow one line; they all mean the last line that is no marker. What has no place to underline is marked by a line
 * `// error CQ1001 somewhere in this file`, or `// 100 times error CQ1101 somewhere in this file`.
 */
import type { Severity } from '../diagnostics/diagnostic.ts'
import type { Span } from '../source/span.ts'

export interface Marker {
  readonly code: string
  readonly severity: Severity
  /** UTF-16 offsets in the text the marker stands in, as diagnostics have them; undefined: anywhere in the file. */
  readonly span: Span | undefined
}

/** In YAML files a marker begins with `#`. */
const MARKER = /^\s*(?:\/\/|#)\s*(\^+) (error|warning) (CQ\d{4})\s*$/

const PLACELESS = /^\s*(?:\/\/|#)\s*(?:(\d+) times )?(error|warning) (CQ\d{4}) somewhere in this file\s*$/

export function readMarkers(text: string): readonly Marker[] {
  const markers: Marker[] = []
  let offset = 0
  let lineAbove = 0
  for (const line of text.split('\n')) {
    const match = MARKER.exec(line)
    const placeless = PLACELESS.exec(line)
    if (match) {
      const [, carets = '', severity = '', code = ''] = match
      const start = lineAbove + line.indexOf('^')
      markers.push({ code, severity: asSeverity(severity), span: { start, end: start + carets.length } })
    } else if (placeless) {
      const [, times = '1', severity = '', code = ''] = placeless
      const marker: Marker = { code, severity: asSeverity(severity), span: undefined }
      markers.push(...Array.from({ length: Number(times) }, () => marker))
    } else lineAbove = offset
    offset += line.length + 1
  }
  return markers
}

function asSeverity(text: string): Severity {
  return text === 'warning' ? 'warning' : 'error'
}
