/** What formatting must leave as it is: the tree but for its places, and every comment. */
import { DiagnosticSink } from '../../src/diagnostics/diagnostic.ts'
import { reportSuspiciousCharacters } from '../../src/source/suspicious-characters.ts'
import { parseSource } from '../../src/syntax/parse-source.ts'

export interface Essence {
  readonly hasErrors: boolean
  /** The tree without places, as JSON. */
  readonly tree: string
  /** Codes of the warnings, such as those about documentation that describes nothing. */
  readonly warnings: readonly string[]
}

export function essenceOf(text: string): Essence {
  const sink = new DiagnosticSink()
  reportSuspiciousCharacters('x.claw', text, sink)
  const tree = parseSource('x.claw', text, sink)
  return {
    hasErrors: sink.hasErrors,
    tree: JSON.stringify(tree, (key, value: unknown) => (key === 'span' || key === 'operatorSpan' ? undefined : value)),
    warnings: sink.sorted().map(({ code }) => code),
  }
}

/** Found by a scanner of its own: what follows `//` outside texts. The blank behind `///` is the formatter's to settle. */
export function commentsOf(text: string): readonly string[] {
  const pattern = /r"[^"\n]*"?|"""[\s\S]*?"""|"(?:\\[^\n]|[^"\\\n])*"?|(\/\/[^\n]*)/g
  const comments: string[] = []
  for (const [, comment] of text.matchAll(pattern)) {
    if (comment !== undefined)
      comments.push(
        comment
          .trimEnd()
          .replace(/^\/\/\/ ?(?!\/)/, '/// ')
          .trimEnd(),
      )
  }
  return comments
}
