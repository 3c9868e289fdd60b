/**
 * The grammar of the language and nothing else: a chevrotain parser made from the rules that the compiler's own parser records. It makes no tree, keeps no
 * places, decodes no literal and recovers from nothing.
 */
import { createRequire } from 'node:module'
import type * as Chevrotain from 'chevrotain'
import type { IToken, TokenType } from 'chevrotain'
import { SourceParser } from '../../compiler/src/syntax/source-parser.ts'
import { PARSED } from '../../compiler/src/syntax/tokens.ts'

const require = createRequire(new URL('../../compiler/src/syntax/source-parser.ts', import.meta.url))
export const chevrotain: typeof Chevrotain = require('chevrotain')
const { EmbeddedActionsParser } = chevrotain

type Production = Chevrotain.IProduction & {
  readonly definition?: readonly Production[]
  readonly idx?: number
  readonly terminalType?: TokenType
  readonly nonTerminalName?: string
  readonly separator?: TokenType
}

class BareParser extends EmbeddedActionsParser {
  private readonly rules = new Map<string, Chevrotain.ParserMethod<[], void>>()

  constructor(grammar: Readonly<Record<string, Chevrotain.Rule>>) {
    super([...PARSED], { maxLookahead: 2, recoveryEnabled: false, skipValidations: true })
    for (const [name, rule] of Object.entries(grammar)) {
      this.rules.set(name, this.RULE(name, this.sequence((rule as Production).definition ?? [])))
    }
    this.performSelfAnalysis()
  }

  /** The number of lists that are no sentence of the grammar. */
  read(segments: readonly IToken[][]): number {
    let refused = 0
    for (const segment of segments) {
      this.input = segment
      this.rules.get('segment')!.call(this)
      if (this.errors.length > 0) refused += 1
    }
    return refused
  }

  private sequence(productions: readonly Production[]): () => void {
    const steps = productions.map((production) => this.step(production))
    return () => {
      for (const step of steps) step()
    }
  }

  private step(production: Production): () => void {
    const { idx = 0 } = production
    const name = production.constructor.name
    if (name === 'Terminal') return () => void this.consume(idx, production.terminalType!)
    // What a rule refers to has the other rule's definition, and rules refer to each other in circles.
    if (name === 'NonTerminal') return () => this.subrule(idx, this.rules.get(production.nonTerminalName!)!)
    const { definition = [] } = production
    const body = name === 'Alternation' ? () => undefined : this.sequence(definition)
    switch (name) {
      case 'Option':
        return () => void this.option(idx, body)
      case 'Repetition':
        return () => this.many(idx, body)
      case 'RepetitionMandatory':
        return () => this.atLeastOne(idx, body)
      case 'RepetitionWithSeparator': {
        const list = { SEP: production.separator!, DEF: body }
        return () => void (idx === 0 ? this.MANY_SEP(list) : this.MANY_SEP1(list))
      }
      case 'Alternation': {
        const alternatives = definition
          .filter(isTold)
          .map((alternative) => ({ ALT: this.sequence(alternative.definition ?? []) }))
        return () => void this.or(idx, alternatives)
      }
      default:
        return body
    }
  }
}

/** Lists of patterns begin as lists of values do; the compiler's parser looks ahead for the `*`. What is measured here has none. */
function isTold({ definition = [] }: Production): boolean {
  return definition[0]?.nonTerminalName !== 'pathPatterns'
}

export function createBareParser(): BareParser {
  return new BareParser(new SourceParser(false).getGAstProductions())
}
