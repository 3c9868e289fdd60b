/**
 * Blocks of entries: manifests' policies, presets, purposes, governance, execution. An entry is `name: value` or `name { … }`; which names a block
 * takes is the checker's business, but for the entries whose values have a syntax of their own.
 */
import type { IToken } from 'chevrotain'
import { unsupportedConstruct } from '../diagnostics/catalogue/syntax.ts'
import { isWord } from './line-shape.ts'
import type { Rule } from './recovering-parser.ts'
import { tokenEnd } from './token-span.ts'
import {
  And,
  Colon,
  Dot,
  Duration,
  LeftBrace,
  LeftBracket,
  Numeral,
  Of,
  RightBrace,
  RightBracket,
  Star,
  Within,
  Word,
} from './tokens.ts'
import type { ApprovalValue, DurationLiteral, Entry, EntryBlock, EntryValue, Name, PathPatternList } from './tree.ts'
import { TypeParser } from './type-parser.ts'

type ApprovalGroup = ApprovalValue['groups'][number]

/** Entries of the language whose values this compiler cannot read yet. */
const UNSUPPORTED_VALUES: ReadonlyMap<string, string> = new Map([['rate', 'a limit on the rate']])

export abstract class EntryParser extends TypeParser {
  /** `{ name: value … }`, the braces included. */
  protected readonly entries: Rule<EntryBlock> = this.RULE('entries', (): EntryBlock => {
    this.enter()
    const start = this.CONSUME(LeftBrace)
    const entries: Entry[] = []
    this.blockItems(() => entries.push(this.SUBRULE(this.entry)))
    this.CONSUME(RightBrace)
    this.leave()
    return { entries, span: this.spanFrom(start) }
  })

  protected readonly entry: Rule<Entry> = this.RULE('entry', (): Entry => {
    const start = this.CONSUME(Word, { ERR_MSG: 'the name of an entry' })
    const name = this.nameOf(start)
    const value = this.OR({
      DEF: [{ ALT: () => this.SUBRULE(this.blockValue) }, { ALT: () => this.valueAfterColon(name) }],
      ERR_MSG: '`:` and a value, or a block `{ … }`,',
    })
    return { name, value, span: this.spanFrom(start) }
  })

  private readonly blockValue: Rule<EntryValue> = this.RULE('blockValue', (): EntryValue => {
    const block = this.SUBRULE(this.entries)
    return { kind: 'block', ...block }
  })

  /** Where an approval or a list of patterns belongs and something else stands, that is read as a value, and the checker says what is wanted. */
  private valueAfterColon(name: Name): EntryValue | undefined {
    this.CONSUME(Colon)
    return this.attempt(() => {
      const value = this.OR1({
        DEF: [
          {
            GATE: () => name.text === 'approval' && this.at(Numeral),
            ALT: (): EntryValue => this.SUBRULE(this.approval),
          },
          {
            GATE: () => name.text === 'permits' && this.at(LeftBracket),
            ALT: (): EntryValue => this.SUBRULE(this.pathPatterns),
          },
          { ALT: (): EntryValue => this.SUBRULE(this.expression) },
        ],
        ERR_MSG: 'a value',
        MAX_LOOKAHEAD: 1,
        IGNORE_AMBIGUITIES: true,
      })
      this.ACTION(() => this.refuseRest(name))
      return value
    })
  }

  private readonly approval: Rule<ApprovalValue> = this.RULE('approval', (): ApprovalValue => {
    const start = this.LA(1)
    const groups: ApprovalGroup[] = []
    let within: DurationLiteral | undefined
    this.AT_LEAST_ONE_SEP({ SEP: And, DEF: () => groups.push(this.SUBRULE(this.approvalGroup)) })
    this.OPTION(() => {
      this.CONSUME(Within)
      within = this.durationOf(this.CONSUME(Duration))
    })
    return { kind: 'approval', groups, within, span: this.spanFrom(start) }
  })

  private readonly approvalGroup: Rule<ApprovalGroup> = this.RULE('approvalGroup', (): ApprovalGroup => {
    const start = this.CONSUME(Numeral, { ERR_MSG: 'a number of people, as in `3 of compliance-officer`' })
    const count = this.numberOf(start)
    this.CONSUME(Of)
    const role = this.nameOf(this.CONSUME(Word, { ERR_MSG: 'the name of a role' }))
    return { count, role, span: this.spanFrom(start) }
  })

  private readonly pathPatterns: Rule<PathPatternList> = this.RULE('pathPatterns', (): PathPatternList => {
    const start = this.CONSUME(LeftBracket)
    const patterns: Name[] = []
    this.commaItems(0, RightBracket, () => patterns.push(this.SUBRULE(this.pathPattern)))
    this.CONSUME(RightBracket)
    return { kind: 'path-patterns', patterns, span: this.spanFrom(start) }
  })

  private readonly pathPattern: Rule<Name> = this.RULE('pathPattern', (): Name => {
    const start = this.LA(1)
    let text = this.SUBRULE(this.pathSegment).image
    this.MANY(() => {
      this.CONSUME(Dot)
      text += `.${this.SUBRULE1(this.pathSegment).image}`
    })
    return { text, span: this.spanFrom(start) }
  })

  private readonly pathSegment: Rule<IToken> = this.RULE(
    'pathSegment',
    (): IToken =>
      this.OR({
        DEF: [{ ALT: () => this.CONSUME(Word) }, { ALT: () => this.CONSUME(Star) }],
        ERR_MSG: 'the name of an object, an operation or a read, or `*`',
      }),
  )

  /** What follows a value on its line belongs to constructs that are known and refused, or to nothing. */
  private refuseRest(name: Name): void {
    const next = this.LA(1)
    if (!isWord(next)) return
    const construct =
      name.text === 'approval' && (next.image === 'when' || next.image === 'unless')
        ? `an approval with \`${next.image}\``
        : UNSUPPORTED_VALUES.get(name.text)
    if (construct === undefined) return
    this.skipItem()
    const span = { start: next.startOffset, end: tokenEnd(this.LA(0)) }
    this.problems.report(unsupportedConstruct, span, { construct })
    throw this.abandon()
  }
}
