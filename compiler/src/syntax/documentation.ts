/**
 * Which `///` lines belong to which token. Documentation is content (it is hashed with what it describes), so what belongs to nothing is reported
 * rather than lost.
 */
import type { IToken } from 'chevrotain'
import { danglingDocumentation } from '../diagnostics/catalogue/syntax.ts'
import type { Span } from '../source/span.ts'
import type { SyntaxErrors } from './syntax-errors.ts'
import { tokenEnd, tokenSpan } from './token-span.ts'
import { Newline } from './tokens.ts'
import type { Documentation } from './tree.ts'

export interface Documentations {
  /** The lines in front of the token at `offset`, once: what is not taken describes nothing. */
  take(offset: number): Documentation | undefined
  /** Lines in front of tokens between these offsets are not to be reported: the declaration there could not be read whole. */
  excuse(start: number, end: number): void
  reportDangling(errors: SyntaxErrors): void
}

/** `lines` and `tokens` in the order of the text. A `///` behind other things on its line describes nothing. */
export function gatherDocumentation(text: string, lines: readonly IToken[], tokens: readonly IToken[]): Documentations {
  const waiting = new Map<number, Documentation>()
  const dangling: Span[] = []
  let next = 0
  let run: IToken[] = []
  for (const [index, line] of lines.entries()) {
    if (!beginsLine(text, line.startOffset)) {
      dangling.push(tokenSpan(line))
      continue
    }
    run.push(line)
    while (
      next < tokens.length &&
      (tokens[next]!.startOffset < line.startOffset || tokens[next]!.tokenType === Newline)
    )
      next++
    const target = tokens[next]
    const following = lines[index + 1]
    if (target !== undefined && following !== undefined && following.startOffset < target.startOffset) continue
    if (target === undefined && following !== undefined) continue
    if (target === undefined) dangling.push({ start: run[0]!.startOffset, end: tokenEnd(line) })
    else waiting.set(target.startOffset, documentationOf(run))
    run = []
  }
  return {
    take(offset) {
      const documentation = waiting.get(offset)
      if (documentation !== undefined) waiting.delete(offset)
      return documentation
    },
    excuse(start, end) {
      for (const offset of waiting.keys()) if (offset >= start && offset < end) waiting.delete(offset)
    },
    reportDangling(errors) {
      for (const span of [...dangling, ...Array.from(waiting.values(), (documentation) => documentation.span)]) {
        errors.report(
          danglingDocumentation,
          span,
          {},
          {
            help: '`///` stands on lines of its own before a declaration, field, rule or effect; other comments begin with `//`',
          },
        )
      }
    },
  }
}

function beginsLine(text: string, offset: number): boolean {
  let at = offset - 1
  while (at >= 0 && (text[at] === ' ' || text[at] === '\t')) at--
  return at < 0 || text[at] === '\n'
}

function documentationOf(lines: readonly IToken[]): Documentation {
  return {
    span: { start: lines[0]!.startOffset, end: tokenEnd(lines.at(-1)!) },
    text: lines.map(({ image }) => image.slice(3).replace(/^ /, '').trimEnd()).join('\n'),
  }
}
