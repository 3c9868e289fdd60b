/**
 * How the syntax tests parse a text and look at what came of it. Nothing here knows what is right.
 */
import { type Diagnostic, DiagnosticSink } from '../../src/diagnostics/diagnostic.ts'
import { parseSource } from '../../src/syntax/parse-source.ts'
import type { ConstDeclaration, Expression, SourceTree } from '../../src/syntax/tree.ts'

export interface Parsed {
  readonly tree: SourceTree
  readonly diagnostics: readonly Diagnostic[]
  readonly steps: number
}

export function parse(text: string): Parsed {
  const sink = new DiagnosticSink()
  const meter = { steps: 0 }
  const tree = parseSource('test.claw', text, sink, { meter })
  return { tree, diagnostics: sink.sorted(), steps: meter.steps }
}

/** `CQ1101 "underlined text"`, one per diagnostic. */
export function underlined(text: string): readonly string[] {
  return parse(text).diagnostics.map(
    ({ code, location: { span } }) => `${code} ${JSON.stringify(text.slice(span.start, span.end))}`,
  )
}

/** The expression of `const x = TEXT`; throws when there is none. */
export function parseExpression(text: string): { readonly expression: Expression; readonly codes: readonly string[] } {
  const { tree, diagnostics } = parse(`const x = ${text}`)
  const [declaration] = tree.declarations as readonly ConstDeclaration[]
  if (declaration?.value === undefined)
    throw new Error(`no expression in ${text}: ${diagnostics.map(({ message }) => message)}`)
  return { expression: declaration.value, codes: diagnostics.map(({ code }) => code) }
}
