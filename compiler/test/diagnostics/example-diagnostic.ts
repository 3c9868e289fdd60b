/**
 * Diagnostics for tests of renderers: made through the sink as phases make them, placed by the text they underline. Hostile text comes from here too.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Diagnostic, type DiagnosticExtras, DiagnosticSink, define } from '../../src/diagnostics/diagnostic.ts'
import type { Location } from '../../src/source/span.ts'

export type Sources = ReadonlyMap<string, string>

export const problem = define<string>('CQ2001', {
  slug: 'unknown-name',
  severity: 'error',
  message: (text) => text,
})
export const caution = define<string>('CQ2007', {
  slug: 'unused-import',
  severity: 'warning',
  message: (text) => text,
})

/** Where `underlined` first stands in the file. */
export function placeOf(sources: Sources, file: string, underlined: string): Location {
  const start = sources.get(file)?.indexOf(underlined) ?? -1
  assert.ok(start >= 0, `${file} does not contain ${JSON.stringify(underlined)}`)
  return { file, span: { start, end: start + underlined.length } }
}

export interface Example extends DiagnosticExtras {
  readonly location: Location
  readonly message?: string
  readonly severity?: 'error' | 'warning'
}

export function diagnosticsOf(...examples: readonly Example[]): readonly Diagnostic[] {
  const sink = new DiagnosticSink()
  for (const { location, message = 'there is no role `agnet`', severity = 'error', ...extras } of examples) {
    sink.report(severity === 'error' ? problem : caution, location, message, extras)
  }
  return sink.sorted()
}

/** Text with what terminals, XML, JSON and workflow commands take for their own: controls, bidirectional and invisible characters, markup, surrogates. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\u001b[2J',
        '\u001b]8;;https://example.com\u0007',
        '\u202e',
        '\u2066',
        '\u200b',
        '\u00ad',
        '\u{e0041}',
        '\ufeff',
        '\ufffe',
        '\uffff',
        '\ud800',
        '\udc00',
        '\u0000',
        '\u0085',
        '\r',
        '\n',
        '\r\n::error::',
        '\t',
        ']]>',
        '<!--',
        '&amp;',
        '"\'<>',
        '%0A',
        '::',
        ',',
        '%',
        '世界',
        '👩‍💻',
        'e\u0301',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''))

/** Diagnostics with hostile text in every place that has text, over one hostile file. */
export const hostileDiagnostics: fc.Arbitrary<{
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: Sources
}> = fc
  .record({
    file: hostileText.map((name) => `a${name}.claw`),
    text: fc.oneof(
      hostileText,
      hostileText.map((text) => text.repeat(50)),
    ),
    examples: fc.array(
      fc.record({
        ends: fc.tuple(fc.nat(400), fc.nat(400)),
        message: hostileText,
        note: hostileText,
        help: hostileText,
        title: hostileText,
        replacement: hostileText,
        severity: fc.constantFrom('error' as const, 'warning' as const),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ file, text, examples }) => ({
    sources: new Map([[file, text]]),
    diagnostics: diagnosticsOf(
      ...examples.map(({ ends, message, note, help, title, replacement, severity }) => {
        const location = { file, span: { start: Math.min(...ends), end: Math.max(...ends) } }
        return {
          location,
          message,
          severity,
          notes: [note],
          help,
          related: [{ location, message: note }],
          fixes: [{ title, edits: [{ file, span: location.span, text: replacement }] }],
        }
      }),
    ),
  }))
