/**
 * Chevrotain's parser with a shorter way from rule to rule. The grammar is written, recorded and checked as chevrotain has it; what chevrotain does at each
 * step for its own recovery, its concrete trees and its reports (stacks of rules, wrappers that catch and throw again) is left out, since
 * `recovering-parser.ts` recovers by the layout. Chevrotain's inner methods are replaced here under their own names. A test holds that its way and this one
 * give the same trees and the same errors.
 */
import {
  type ConsumeMethodOpts,
  type DSLMethodOpts,
  EmbeddedActionsParser,
  type IOrAlt,
  type IToken,
  type ManySepMethodOpts,
  type OrMethodOpts,
  type ParserMethod,
  type SubruleMethodOpts,
  type TokenType,
  tokenLabel,
} from 'chevrotain'
import { type Candidate, type Choice, createLookahead, type Decision, decisionOf, type Lookahead } from './decisions.ts'
import { PARSED } from './tokens.ts'

/** A rule of the grammar that gives a `T`. */
export type Rule<T, A extends unknown[] = []> = ParserMethod<A, T>

/** What chevrotain makes of a rule, with the choices in it that were come to so far. */
type KnownRule<T> = ParserMethod<unknown[], T> & {
  readonly ruleName: string
  readonly originalGrammarAction: (first?: unknown, second?: unknown) => T
  choices?: Choices
}

interface Choices {
  readonly rule: string
  /** By `keyOf`. */
  readonly decisions: (Decision | undefined)[]
}

/** An alternative of `choose`. */
export interface Alternative<T, A, B> {
  readonly GATE?: (first: A, second: B) => boolean
  readonly ALT: (first: A, second: B) => T
}

export type OrOptions = Omit<OrMethodOpts<never>, 'DEF'>

type Gated = readonly { readonly GATE?: unknown }[]

const MAX_LOOKAHEAD = 2

/** One of the uses of a kind of choice in a rule: `OPTION2`. */
const USES = 10
const [OR, OPTION, MANY, MANY_SEP, AT_LEAST_ONE_SEP] = [0, USES, 2 * USES, 3 * USES, 4 * USES] as const
const CHOICES: readonly Choice[] = [
  'Alternation',
  'Option',
  'Repetition',
  'RepetitionWithSeparator',
  'RepetitionMandatoryWithSeparator',
]

function noChoices(rule: string): Choices {
  return { rule, decisions: Array.from({ length: CHOICES.length * USES }, () => undefined) }
}

export abstract class DirectParser extends EmbeddedActionsParser {
  // Chevrotain's own: the tokens, with some of the kind EOF behind them, and the index of the one read last.
  declare protected tokVector: IToken[]
  declare protected currIdx: number

  /** Of the rule that is being read. Whoever catches a failure puts back what was here. */
  protected choices: Choices = noChoices('')
  private readonly lookahead: Lookahead

  constructor(skipValidations: boolean) {
    const lookahead = createLookahead(MAX_LOOKAHEAD)
    super([...PARSED], {
      maxLookahead: MAX_LOOKAHEAD,
      recoveryEnabled: false,
      skipValidations,
      lookaheadStrategy: lookahead.strategy,
    })
    this.lookahead = lookahead
  }

  /** Reports what comes next as not the thing expected, and gives up what is being read. */
  protected abstract refuse(expected: string): never

  protected consumeInternal(type: TokenType, _use: number, options?: ConsumeMethodOpts): IToken {
    const token = this.tokVector[this.currIdx + 1]!
    if (!isOfType(token, type)) this.refuse(options?.ERR_MSG ?? tokenLabel(type))
    this.currIdx++
    return token
  }

  protected subruleInternal<T>(rule: KnownRule<T>, _use: number, options?: SubruleMethodOpts<unknown[]>): T {
    const caller = this.choices
    this.choices = rule.choices ??= noChoices(rule.ruleName)
    const given = options?.ARGS
    // No rule takes more than two, and to spread a list takes longer.
    const read = given === undefined ? rule.originalGrammarAction() : rule.originalGrammarAction(given[0], given[1])
    this.choices = caller
    return read
  }

  protected optionInternal<T>(part: (() => T) | DSLMethodOpts<T>, use: number): T | undefined {
    if (typeof part === 'function') return this.enters(OPTION + use) ? part() : undefined
    return part.GATE?.() !== false && this.enters(OPTION + use) ? part.DEF() : undefined
  }

  protected manyInternal(use: number, part: (() => unknown) | DSLMethodOpts<unknown>): void {
    if (typeof part === 'function') {
      while (this.enters(MANY + use)) part()
    } else {
      while (part.GATE?.() !== false && this.enters(MANY + use)) part.DEF()
    }
  }

  protected manySepFirstInternal(use: number, { DEF, SEP }: ManySepMethodOpts<unknown>): void {
    if (this.enters(MANY_SEP + use)) this.separated(DEF, SEP)
  }

  protected atLeastOneSepFirstInternal(use: number, { DEF, SEP }: ManySepMethodOpts<unknown>): void {
    if (!this.enters(AT_LEAST_ONE_SEP + use)) this.refuse('something else')
    this.separated(DEF, SEP)
  }

  private separated(part: () => unknown, separator: TokenType): void {
    part()
    while (isOfType(this.tokVector[this.currIdx + 1]!, separator)) {
      this.currIdx++
      part()
    }
  }

  protected orInternal<T>(given: IOrAlt<T>[] | OrMethodOpts<T>, use: number): T {
    const [alternatives, options] = Array.isArray(given) ? [given, {}] : [given.DEF, given]
    return this.taken(alternatives, options, OR + use, undefined, undefined).ALT(undefined, undefined)
  }

  /** An `OR` whose alternatives are made once and told what the rule knows, not made anew each time it is read. */
  protected choose<T, A, B>(
    alternatives: readonly Alternative<T, A, B>[],
    options: OrOptions,
    first: A,
    second: B,
    use = 0,
  ): T {
    if (!this.isAsChevrotain) return this.taken(alternatives, options, OR + use, first, second).ALT(first, second)
    const DEF = alternatives.map(({ GATE, ALT }): IOrAlt<T> => {
      const alternative = { ALT: () => ALT(first, second) }
      return GATE === undefined ? alternative : { ...alternative, GATE: () => GATE(first, second) }
    })
    return this.or(use, { ...options, DEF })
  }

  /** True while chevrotain records the grammar: what is shortened elsewhere must then be written out. */
  protected get isAsChevrotain(): boolean {
    return this.RECORDING_PHASE
  }

  /** False when what begins with this type cannot come next, so that it need not be looked for. */
  protected may(type: TokenType): boolean {
    return this.isAsChevrotain || isOfType(this.tokVector[this.currIdx + 1]!, type)
  }

  private taken<T, A, B>(
    alternatives: readonly Alternative<T, A, B>[],
    { ERR_MSG = 'something else' }: OrOptions,
    key: number,
    first: A,
    second: B,
  ): Alternative<T, A, B> {
    const decision = this.decisionAt(key, alternatives)
    const found = decision[this.tokVector[this.currIdx + 1]!.tokenTypeIdx]
    const taken = typeof found === 'object' ? this.openOf(found, alternatives, first, second) : found
    if (taken === undefined) this.refuse(ERR_MSG)
    return alternatives[taken]!
  }

  /** True when what comes next begins an optional part. */
  private enters(key: number): boolean {
    const found = this.decisionAt(key)[this.tokVector[this.currIdx + 1]!.tokenTypeIdx]
    return typeof found === 'object' ? this.openOf(found, [], undefined, undefined) !== undefined : found !== undefined
  }

  /** The first candidate that the second token fits and whose gate is open. */
  private openOf<A, B>(
    candidates: readonly Candidate[],
    alternatives: readonly Alternative<unknown, A, B>[],
    first: A,
    second: B,
  ): number | undefined {
    const behind = this.tokVector[this.currIdx + 2]!.tokenTypeIdx
    for (const candidate of candidates) {
      if (candidate.second !== undefined && candidate.second[behind] !== true) continue
      if (alternatives[candidate.alternative]?.GATE?.(first, second) !== false) return candidate.alternative
    }
    return undefined
  }

  private decisionAt(key: number, alternatives: Gated = []): Decision {
    const { decisions } = this.choices
    decisions[key] ??= this.decide(key, alternatives)
    return decisions[key]
  }

  private decide(key: number, alternatives: Gated): Decision {
    const choice = CHOICES[Math.floor(key / USES)]!
    const gated = alternatives.some(({ GATE }) => GATE !== undefined)
    return decisionOf(this.lookahead.pathsOf(this.choices.rule, choice, key % USES), gated)
  }
}

/** As chevrotain's `tokenMatcher`: of the type or, when that is a category, in it. */
export function isOfType(token: IToken, type: TokenType): boolean {
  return token.tokenType === type || (type.isParent === true && type.categoryMatchesMap![token.tokenTypeIdx] === true)
}
