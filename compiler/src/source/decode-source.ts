/**
 * From the bytes of a file to the text the parser reads. Refuses what is not text of the language (size, encoding) and reports what must not stand
 * in it; the text is never changed, so every span points into the file as it is.
 */
import { byteOrderMark, fileTooLarge, notNormalised, notUtf8 } from '../diagnostics/catalogue/syntax.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import { decodeUtf8 } from './decode-utf8.ts'
import { reportSuspiciousCharacters } from './suspicious-characters.ts'

/** One file has at most 1 MiB. */
export const MAX_SOURCE_BYTES = 1_048_576

/** Undefined where the bytes are no text at all; errors in the text are reported and the text is returned all the same. */
export function decodeSource(file: string, bytes: Uint8Array, reporter: Reporter): string | undefined {
  const start = { file, span: { start: 0, end: 0 } }
  if (bytes.length > MAX_SOURCE_BYTES) {
    reporter.report(
      fileTooLarge,
      start,
      { bytes: bytes.length, limit: MAX_SOURCE_BYTES },
      {
        help: 'a module may have several files',
      },
    )
    return undefined
  }
  const decoded = decodeUtf8(bytes)
  if (!decoded.ok) {
    reporter.report(notUtf8, start, { byte: decoded.byte }, { help: 'save the file as UTF-8' })
    return undefined
  }
  if (decoded.text.startsWith('\ufeff')) {
    const span = { start: 0, end: 1 }
    reporter.report(
      byteOrderMark,
      { file, span },
      {},
      {
        help: 'save the file as UTF-8 without a byte order mark',
        fixes: [{ title: 'remove the byte order mark', edits: [{ file, span, text: '' }] }],
      },
    )
  }
  reportSuspiciousCharacters(file, decoded.text, reporter)
  if (!decoded.ascii) reportNotNormalised(file, decoded.text, reporter)
  return decoded.text
}

/** Longer runs of marks than any script writes; putting them in canonical order would take quadratic time. */
const LONG_RUN_OF_MARKS = /\p{M}{31}/u

function reportNotNormalised(file: string, text: string, reporter: Reporter): void {
  const help = 'save the file in normalisation form C (NFC)'
  const run = LONG_RUN_OF_MARKS.exec(text)
  if (run !== null) {
    const span = { start: run.index, end: run.index + run[0].length }
    reporter.report(notNormalised, { file, span }, {}, { help: 'no letter has more than 30 marks' })
    return
  }
  const normal = text.normalize('NFC')
  if (normal === text) return
  const span = firstDifference(text, normal)
  reporter.report(notNormalised, { file, span }, {}, { help })
}

/** The first stretch of `text` that normalisation rewrites: from the character before the first difference over the marks that follow. */
function firstDifference(text: string, normal: string): { start: number; end: number } {
  let at = 0
  while (text[at] === normal[at]) at++
  const isMark = (index: number): boolean => /\p{M}/u.test(text[index] ?? '')
  let start = at
  while (start > 0 && isMark(start)) start--
  let end = Math.max(at, start + 1)
  while (isMark(end)) end++
  return { start, end }
}
