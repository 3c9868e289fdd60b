/** A file's bytes formatted, with what keeps it from being formatted: what `fmt` and editors ask for. */
import { type Diagnostic, DiagnosticSink } from '../diagnostics/diagnostic.ts'
import { decodeSource } from '../source/decode-source.ts'
import { parseSource } from '../syntax/parse-source.ts'
import { formatSource } from './format-source.ts'

export interface FormattedFile {
  /** The file as it is; empty where its bytes are no text. */
  readonly text: string
  /** Undefined where the file has an error of syntax: it is then to be left alone. */
  readonly formatted: string | undefined
  /** Errors of syntax; empty exactly where `formatted` is there. */
  readonly errors: readonly Diagnostic[]
}

/** `file` is the path put into the diagnostics. */
export function formatFile(file: string, bytes: Uint8Array): FormattedFile {
  const sink = new DiagnosticSink()
  const text = decodeSource(file, bytes, sink)
  const formatted = text === undefined || sink.hasErrors ? undefined : formatSource(text)
  if (text !== undefined && formatted === undefined) parseSource(file, text, sink)
  return {
    text: text ?? '',
    formatted,
    errors: sink.sorted().filter(({ severity }) => severity === 'error'),
  }
}
