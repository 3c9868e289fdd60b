/**
 * What a text literal says: escapes replaced, the layout of a `"""` text taken out. Reports wrong escapes and missing quotes and still returns the
 * best reading, so that the literal keeps its place in the tree.
 */
import { unknownEscape, unterminatedString } from '../diagnostics/catalogue/syntax.ts'
import type { SyntaxErrors } from './syntax-errors.ts'

export interface DecodedString {
  readonly value: string
  readonly raw: boolean
}

/** `image` is the literal as written, beginning at `offset`. */
export function decodeString(image: string, offset: number, errors: SyntaxErrors): DecodedString {
  const raw = image.startsWith('r')
  const opener = raw ? 'r"' : image.startsWith('"""') ? '"""' : '"'
  const closer = raw ? '"' : opener
  const ends = endsWithCloser(image, opener, closer)
  if (!ends) reportUnterminated(image, offset, opener, closer, errors)
  const inner = image.slice(opener.length, ends ? -closer.length : undefined)
  if (raw) return { value: inner, raw }
  const value = inner.includes('\\') ? replaceEscapes(inner, offset + opener.length, errors) : inner
  return { value: opener === '"""' ? withoutLayout(value) : value, raw }
}

function endsWithCloser(image: string, opener: string, closer: string): boolean {
  if (image.length < opener.length + closer.length || !image.endsWith(closer)) return false
  if (opener !== '"') return true
  // In `"a\"` the last quote is an escaped one.
  let first = image.length - 1
  while (image[first - 1] === '\\') first--
  return (image.length - 1 - first) % 2 === 0
}

function reportUnterminated(image: string, offset: number, opener: string, closer: string, errors: SyntaxErrors): void {
  const span = { start: offset, end: offset + image.length }
  const end = { start: span.end, end: span.end }
  errors.report(
    unterminatedString,
    span,
    { opener },
    {
      help: opener === '"' ? 'a text over several lines stands between `"""`' : `end it with \`${closer}\``,
      fixes: [errors.fix(`add \`${closer}\``, { span: end, text: closer })],
    },
  )
}

const ESCAPE = /\\(?:u\{[0-9A-Fa-f]{1,6}\}|u\{[^}"]{0,12}\}?|[\s\S]|$)/gu
const SIMPLE: Readonly<Record<string, string>> = { '\\"': '"', '\\\\': '\\', '\\n': '\n', '\\r': '\r', '\\t': '\t' }

function replaceEscapes(inner: string, offset: number, errors: SyntaxErrors): string {
  return inner.replaceAll(ESCAPE, (written: string, at: number) => {
    const simple = SIMPLE[written]
    if (simple !== undefined) return simple
    const point = /^\\u\{[0-9A-Fa-f]+\}$/.test(written) ? Number.parseInt(written.slice(3, -1), 16) : undefined
    if (point !== undefined && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff))
      return String.fromCodePoint(point)
    errors.report(
      unknownEscape,
      { start: offset + at, end: offset + at + written.length },
      { text: written },
      {
        help:
          point !== undefined
            ? 'a character is between \\u{0} and \\u{10FFFF} and not a surrogate'
            : 'the escapes are \\" \\\\ \\n \\r \\t and \\u{…}; a pattern is written r"…"',
      },
    )
    return written
  })
}

/**
 * A `"""` text that begins on the next line loses that first line break, the indentation its lines have in common (that of the closing quotes
 * included) and the line of the closing quotes. Line breaks are `\n` whatever the file uses.
 */
function withoutLayout(text: string): string {
  // INVARIANT L10: the text does not depend on the line ends the file was saved with.
  const unix = text.replaceAll('\r\n', '\n')
  if (!unix.startsWith('\n')) return unix
  const lines = unix.slice(1).split('\n')
  const last = lines.length - 1
  const counted = lines.filter((line, index) => index === last || line.trim() !== '')
  const indentation = counted.reduce(
    (least, line) => Math.min(least, /^[ \t]*/.exec(line)![0].length),
    Number.POSITIVE_INFINITY,
  )
  const content = lines[last]!.trim() === '' ? lines.slice(0, last) : lines
  return content.map((line) => line.slice(indentation)).join('\n')
}
