/**
 * Blocks of entries: manifests' policies, presets, purposes, governance, execution. An entry is `name: value` or `name { … }`; which names a block
 * takes is the checker's business, but for the entries whose values have a syntax of their own.
 */
import type { IToken } from 'chevrotain'
import { CASE_CONDITION, CASE_NAME } from './advice.ts'
import type { Alternative, OrOptions, Rule } from './direct-parser.ts'
import {
  And,
  By,
  Colon,
  Counting,
  Dot,
  Duration,
  LeftBrace,
  LeftBracket,
  Numeral,
  Of,
  Per,
  RightBrace,
  RightBracket,
  Star,
  Unless,
  When,
  Within,
  Word,
} from './tokens.ts'
import type {
  ApprovalCondition,
  ApprovalValue,
  DurationLiteral,
  Entry,
  EntryBlock,
  EntryValue,
  Expression,
  Name,
  PathPatternList,
  RateValue,
} from './tree.ts'
import { TypeParser } from './type-parser.ts'

type ApprovalGroup = ApprovalValue['groups'][number]

const ENTRY: OrOptions = { ERR_MSG: '`:` and a value or a block `{ … }`' }
const VALUE: OrOptions = { ERR_MSG: 'a value', MAX_LOOKAHEAD: 1, IGNORE_AMBIGUITIES: true }

export abstract class EntryParser extends TypeParser {
  /** `{ name: value … }`, the braces included. */
  protected readonly entries: Rule<EntryBlock> = this.RULE('entries', (): EntryBlock => {
    this.enter()
    const start = this.CONSUME(LeftBrace)
    const entries = this.blockOf(this.entry)
    this.CONSUME(RightBrace)
    this.leave()
    return { entries, span: this.spanFrom(start) }
  })

  protected readonly entry: Rule<Entry> = this.RULE('entry', (): Entry => {
    const start = this.CONSUME(Word, { ERR_MSG: 'the name of an entry' })
    const name = this.nameOf(start)
    const value = this.choose(this.entryForms, ENTRY, name, undefined)
    return { name, value, span: this.spanFrom(start) }
  })

  private readonly entryForms: readonly Alternative<EntryValue | undefined, Name, undefined>[] = [
    { ALT: () => this.SUBRULE(this.blockValue) },
    { ALT: (name) => this.valueAfterColon(name) },
  ]

  private readonly blockValue: Rule<EntryValue> = this.RULE('blockValue', (): EntryValue => {
    const { entries, span } = this.SUBRULE(this.entries)
    return { kind: 'block', entries, span }
  })

  private valueAfterColon(name: Name): EntryValue | undefined {
    this.CONSUME(Colon)
    return this.attempt(this.readValue, name)
  }

  private readonly readValue = (name: Name): EntryValue => this.choose(this.valueForms, VALUE, name, undefined, 1)

  /** Where an approval or a list of patterns belongs and something else stands, that is read as a value, and the checker says what is wanted. */
  private readonly valueForms: readonly Alternative<EntryValue, Name, undefined>[] = [
    { GATE: ({ text }) => text === 'approval' && this.at(Numeral), ALT: () => this.SUBRULE(this.approval) },
    { GATE: ({ text }) => text === 'rate' && this.at(Numeral), ALT: () => this.SUBRULE(this.rate) },
    { GATE: ({ text }) => text === 'permits' && this.at(LeftBracket), ALT: () => this.SUBRULE(this.pathPatterns) },
    { ALT: () => this.SUBRULE(this.expression) },
  ]

  private readonly approval: Rule<ApprovalValue> = this.RULE('approval', (): ApprovalValue => {
    const start = this.LA(1)
    const groups: ApprovalGroup[] = []
    let within: DurationLiteral | undefined
    this.AT_LEAST_ONE_SEP({ SEP: And, DEF: () => groups.push(this.SUBRULE(this.approvalGroup)) })
    this.OPTION(() => {
      this.CONSUME(Within)
      within = this.durationOf(this.CONSUME(Duration))
    })
    const conditions: ApprovalCondition[] = []
    this.MANY(() => conditions.push(this.SUBRULE(this.approvalCondition)))
    return { kind: 'approval', groups, within, conditions, span: this.spanFrom(start) }
  })

  private readonly approvalCondition: Rule<ApprovalCondition> = this.RULE(
    'approvalCondition',
    (): ApprovalCondition => {
      const start = this.LA(1)
      const form = this.OR([
        { ALT: (): ApprovalCondition['form'] => this.CONSUME(When) && 'when' },
        { ALT: (): ApprovalCondition['form'] => this.CONSUME(Unless) && 'unless' },
      ])
      const topic = this.plainNameOf(this.CONSUME(Word, { ERR_MSG: CASE_NAME }), 'a case')
      let condition: Expression | undefined
      this.attempt(() => {
        this.CONSUME(Colon, { ERR_MSG: CASE_CONDITION })
        condition = this.SUBRULE(this.expression)
      })
      return { form, topic, condition, span: this.spanFrom(start) }
    },
  )

  private readonly rate: Rule<RateValue> = this.RULE('rate', (): RateValue => {
    const start = this.CONSUME(Numeral)
    const count = this.numberOf(start)
    this.CONSUME(Per, { ERR_MSG: '`per` and a duration' })
    const per = this.durationOf(this.CONSUME(Duration, { ERR_MSG: 'a duration such as `1h`' }))
    this.CONSUME(By, { ERR_MSG: '`by` and what is counted apart' })
    const by = this.SUBRULE(this.expression)
    let counting: Name | undefined
    this.OPTION(() => {
      this.CONSUME(Counting)
      counting = this.nameOf(this.CONSUME(Word, { ERR_MSG: '`executed` or `all`' }))
    })
    return { kind: 'rate', count, per, by, counting, span: this.spanFrom(start) }
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
    const patterns = this.commaOf(0, RightBracket, this.pathPattern)
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
}
