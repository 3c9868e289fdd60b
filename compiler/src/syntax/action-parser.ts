/**
 * Actions and reads: sections, rules and effects in any order. Which sections must be there is the checker's business; a second one is kept for its
 * error.
 */
import { reservedConstruct, unexpectedToken, unknownSection } from '../diagnostics/catalogue/syntax.ts'
import type { CatalogueEntry } from '../diagnostics/diagnostic.ts'
import type { Span } from '../source/span.ts'
import { nearMiss } from '../text/near-miss.ts'
import type { Alternative, OrOptions, Rule } from './direct-parser.ts'
import { EntryParser } from './entry-parser.ts'
import { ACTION_MEMBERS, ACTION_SECTIONS, RESERVED_DECLARATIONS } from './keywords.ts'
import { retype } from './lex-source.ts'
import { isWord } from './line-shape.ts'
import { tokenSpan } from './token-span.ts'
import {
  Arrow,
  Because,
  Colon,
  Dot,
  Effect,
  Execution,
  Forbid,
  Governance,
  Input,
  KEYWORD_TYPES,
  LeftBrace,
  LeftParenthesis,
  Output,
  Require,
  RightBrace,
  RightParenthesis,
  Text,
  Word,
} from './tokens.ts'
import type {
  ActionDeclaration,
  Documented,
  EffectNode,
  Entry,
  Expression,
  FieldBlock,
  GovernanceBlock,
  Name,
  QualifiedName,
  RuleNode,
  StateReference,
  StringLiteral,
} from './tree.ts'

type Body = Pick<
  ActionDeclaration,
  'entries' | 'input' | 'output' | 'governance' | 'execution' | 'rules' | 'effects' | 'repeated'
>
/** The body while it is read. */
type OpenBody = { -readonly [K in keyof Body]: Body[K] extends readonly (infer T)[] ? T[] : Body[K] }

export function emptyActionBody(): OpenBody {
  return {
    entries: [],
    input: undefined,
    output: undefined,
    governance: undefined,
    execution: undefined,
    rules: [],
    effects: [],
    repeated: [],
  }
}

/** How rules begin elsewhere. */
const RULE_WORDS: ReadonlySet<string> = new Set([
  'allow',
  'permit',
  'deny',
  'reject',
  'assert',
  'check',
  'rule',
  'when',
  'if',
  'must',
])

const ACTION_ITEM: OrOptions = { ERR_MSG: 'an entry, a section, a rule or an effect', IGNORE_AMBIGUITIES: true }

export abstract class ActionParser extends EntryParser {
  protected readonly qualifiedName: Rule<QualifiedName, [string]> = this.RULE(
    'qualifiedName',
    (expected: string): QualifiedName => {
      const start = this.LA(1)
      const first = this.nameOf(this.CONSUME(Word, { ERR_MSG: expected }))
      const parts = this.may(Dot) ? this.nameParts(first) : [first]
      return { parts, text: parts.map(({ text }) => text).join('.'), span: this.spanFrom(start) }
    },
  )

  private nameParts(first: Name): Name[] {
    const parts = [first]
    this.MANY(() => {
      this.CONSUME(Dot)
      parts.push(this.nameOf(this.CONSUME1(Word)))
    })
    return parts
  }

  protected readonly actionBody: Rule<Body> = this.RULE('actionBody', (): Body => {
    const body = emptyActionBody()
    this.CONSUME(LeftBrace)
    this.blockItems(this.readActionItem, body)
    this.CONSUME(RightBrace)
    return body
  })

  private readonly readActionItem = (body: OpenBody): void => this.SUBRULE(this.actionItem, { ARGS: [body] })

  private readonly actionItem: Rule<void, [OpenBody]> = this.RULE(
    'actionItem',
    (body: OpenBody = emptyActionBody()): void => {
      if (!this.RECORDING_PHASE) this.correctItem()
      this.choose(this.actionItems, ACTION_ITEM, body, undefined)
    },
  )

  private readonly actionItems: readonly Alternative<void, OpenBody, undefined>[] = [
    { ALT: (body) => this.keep(body, 'input', this.CONSUME(Input), this.SUBRULE(this.fieldBlock)) },
    { ALT: (body) => this.keep(body, 'output', this.CONSUME(Output), this.SUBRULE1(this.fieldBlock)) },
    {
      GATE: () => this.atGovernance,
      ALT: (body) => this.keep(body, 'governance', this.LA(1), this.SUBRULE(this.governanceBlock)),
    },
    { ALT: (body) => this.keep(body, 'execution', this.CONSUME(Execution), this.SUBRULE1(this.entries)) },
    { ALT: (body) => this.keepEntry(body, this.SUBRULE(this.entry)) },
    { ALT: (body) => this.SUBRULE(this.documentedItem, { ARGS: [body] }) },
  ]

  private readonly fieldBlock: Rule<FieldBlock> = this.RULE('fieldBlock', (): FieldBlock => {
    const start = this.LA(1)
    const fields = this.SUBRULE(this.fields)
    return { fields, span: this.spanFrom(start) }
  })

  /** `governance {`, `governance: careful` and `governance careful`: an entry of that name has no other meaning in an action. */
  private get atGovernance(): boolean {
    return this.at(Governance) && (this.at(LeftBrace, 2) || this.at(Colon, 2) || isWord(this.LA(2)))
  }

  private readonly governanceBlock: Rule<GovernanceBlock> = this.RULE('governanceBlock', (): GovernanceBlock => {
    this.CONSUME(Governance)
    const start = this.LA(1)
    let base: Name | undefined
    let entries: readonly Entry[] = []
    this.OR({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(Colon)
            base = this.nameOf(this.CONSUME(Word, { ERR_MSG: 'the name of a governance' }))
          },
        },
        {
          ALT: () => {
            this.OPTION(() => {
              base = this.nameOf(this.CONSUME1(Word))
            })
            entries = this.SUBRULE(this.entries).entries
          },
        },
      ],
      ERR_MSG: '`{`, or the name of a governance',
    })
    return { base, entries, span: this.spanFrom(start) }
  })

  /** What may be documented and annotated: a rule or an effect. */
  private readonly documentedItem: Rule<void, [OpenBody]> = this.RULE(
    'documentedItem',
    (body: OpenBody = emptyActionBody()): void => {
      const doc = this.ACTION(() => this.source.documentation.take(this.LA(1).startOffset))
      const annotations = this.SUBRULE(this.annotations)
      const documented = { doc, annotations }
      this.OR({
        DEF: [
          { ALT: () => body.rules.push(this.SUBRULE(this.rule, { ARGS: [documented] })) },
          { ALT: () => body.effects.push(this.SUBRULE(this.effect, { ARGS: [documented] })) },
        ],
        ERR_MSG: 'a rule or an effect',
      })
    },
  )

  private readonly rule: Rule<RuleNode, [Documented]> = this.RULE('rule', (documented: Documented): RuleNode => {
    const start = this.LA(1)
    const form = this.OR([
      { ALT: (): RuleNode['form'] => this.CONSUME(Require) && 'require' },
      { ALT: (): RuleNode['form'] => this.CONSUME(Forbid) && 'forbid' },
    ])
    const name = this.plainNameOf(this.CONSUME(Word, { ERR_MSG: 'the name of the rule' }), 'a rule')
    let condition: Expression | undefined
    let because: StringLiteral | undefined
    this.attempt(() => {
      this.CONSUME(Colon, { ERR_MSG: '`:` behind the name of the rule' })
      condition = this.SUBRULE(this.expression)
      because = this.OPTION(this.reason)
    })
    return { ...documented, form, name, condition, because, span: this.spanFrom(start) }
  })

  private readonly reason = (): StringLiteral => {
    this.CONSUME(Because)
    return this.textOf(this.CONSUME(Text))
  }

  private readonly effect: Rule<EffectNode, [Documented]> = this.RULE(
    'effect',
    (documented: Documented): EffectNode => {
      const start = this.CONSUME(Effect)
      const target = this.SUBRULE(this.qualifiedName, { ARGS: ['an object and its operation'] })
      let instance: Expression | undefined
      let from: StateReference | undefined
      let to: StateReference | undefined
      let entries: readonly Entry[] = []
      this.attempt(() => {
        this.OPTION(() => {
          this.CONSUME(LeftParenthesis)
          instance = this.SUBRULE(this.expression)
          this.CONSUME(RightParenthesis)
        })
        this.CONSUME(Colon, { ERR_MSG: '`:` and the states before and after' })
        from = this.SUBRULE(this.stateReference)
        this.CONSUME(Arrow)
        to = this.SUBRULE1(this.stateReference)
        this.OPTION1(() => {
          entries = this.SUBRULE(this.entries).entries
        })
      })
      return { ...documented, target, instance, from, to, entries, span: this.spanFrom(start) }
    },
  )

  private readonly stateReference: Rule<StateReference> = this.RULE('stateReference', (): StateReference => {
    const start = this.LA(1)
    const name = this.nameOf(this.CONSUME(Word, { ERR_MSG: 'the name of a state' }))
    const given = this.OPTION(this.stateArguments) ?? []
    return { name, arguments: given, span: this.spanFrom(start) }
  })

  private readonly stateArguments = (): Expression[] => {
    this.CONSUME(LeftParenthesis)
    const given = this.commaOf(0, RightParenthesis, this.expression)
    this.CONSUME(RightParenthesis)
    return given
  }

  /** `because:` is the reason of the rule above it, with a colon too many. */
  private keepEntry(body: OpenBody, entry: Entry): void {
    const rule = body.rules.at(-1)
    if (
      this.RECORDING_PHASE ||
      entry.name.text !== 'because' ||
      entry.value?.kind !== 'string' ||
      !rule ||
      rule.because
    ) {
      body.entries.push(entry)
      return
    }
    const colon = { start: entry.name.span.end, end: entry.value.span.start }
    const fixes = [this.problems.fix('remove the `:`', { span: colon, text: ' ' })]
    const span = { start: colon.start, end: colon.start + 1 }
    this.problems.report(
      unexpectedToken,
      span,
      { expected: 'the reason', found: '`:`' },
      { help: '`because` takes no `:`', fixes },
    )
    body.rules[body.rules.length - 1] = { ...rule, because: entry.value }
  }

  /** `output:` and lines below it: a block without its braces is reported once and skipped whole. */
  private refuseSectionWithoutBraces(): never {
    const name = this.LA(1).image
    this.CONSUME(Word)
    const help = `a section stands in braces: \`${name} { … }\``
    this.problems.report(unexpectedToken, tokenSpan(this.LA(1)), { expected: '`{`', found: '`:`' }, { help })
    const failure = this.abandon()
    while (!this.atEnd && !this.at(RightBrace)) {
      this.skipItem()
      const [next, behind] = [this.LA(2), this.LA(3)]
      const isMember =
        isWord(next) &&
        (ACTION_SECTIONS.includes(next.image) || (ACTION_MEMBERS.includes(next.image) && isWord(behind)))
      if (this.at(RightBrace) || isMember || next.tokenType === RightBrace) break
      this.skipToken()
    }
    throw failure
  }

  private keep<K extends 'input' | 'output' | 'governance' | 'execution'>(
    body: OpenBody,
    name: K,
    keyword: { readonly startOffset: number },
    block: NonNullable<OpenBody[K]>,
  ): void {
    const span: Span = { start: keyword.startOffset, end: keyword.startOffset + name.length }
    if (body[name] === undefined) body[name] = block
    else body.repeated.push({ name, span })
  }

  // Items that are misspelled or refused.

  private correctItem(): void {
    const [first, second] = [this.LA(1), this.LA(2)]
    if (!isWord(first)) return
    if (this.atGovernance) return
    if (this.at(Colon, 2) && ACTION_SECTIONS.includes(first.image)) this.refuseSectionWithoutBraces()
    if (!this.at(LeftBrace, 2) && !this.at(Colon, 2) && !isWord(second)) {
      this.CONSUME(Word)
      this.refuse('`:` and a value')
    }
    if (this.at(LeftBrace, 2) && !ACTION_SECTIONS.includes(first.image)) this.correctWord(ACTION_SECTIONS, 'an action')
    else if (isWord(second) && !ACTION_MEMBERS.includes(first.image)) {
      if (RESERVED_DECLARATIONS.includes(first.image)) this.refuseItem(reservedConstruct, { word: first.image })
      this.correctWord(ACTION_MEMBERS, 'an action')
    }
  }

  private refuseItem<P>(entry: CatalogueEntry<P>, parameters: P): never {
    this.problems.report(entry, tokenSpan(this.LA(1)), parameters)
    throw this.abandon()
  }

  /** Reports the word here as none of `words`; reads it as the one that is near, or gives the item up. */
  protected correctWord(words: readonly string[], owner: string): void {
    const token = this.LA(1)
    const near = nearMiss(token.image, words)
    this.problems.report(
      unknownSection,
      tokenSpan(token),
      { word: token.image, owner },
      {
        help:
          near !== undefined
            ? `did you mean \`${near}\`?`
            : RULE_WORDS.has(token.image) && owner.includes('action')
              ? '`forbid` denies where its condition is true, `require` where it is false'
              : `it has ${words.map((word) => `\`${word}\``).join(', ')}`,
        fixes:
          near === undefined ? [] : [this.problems.fix(`write \`${near}\``, { span: tokenSpan(token), text: near })],
      },
    )
    if (near === undefined) throw this.abandon()
    retype(token, KEYWORD_TYPES.get(near)!)
  }
}
