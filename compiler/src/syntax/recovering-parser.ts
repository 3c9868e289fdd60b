/**
 * What every part of the parser stands on: spans, names, and recovery. A failed entry costs itself and no more: the failure is reported in the
 * language's words, the rest of the entry is skipped, and the next one is read. Chevrotain's own recovery is off, because it guesses tokens where we
 * know the layout. Knows no construct of the language.
 */
import { EOF, type IToken, type TokenType, tokenLabel } from 'chevrotain'
import {
  hyphenInName,
  missingSeparator,
  nestedTooDeeply,
  reservedWord,
  unexpectedToken,
} from '../diagnostics/catalogue/syntax.ts'
import type { DiagnosticExtras } from '../diagnostics/diagnostic.ts'
import type { Span } from '../source/span.ts'
import { adviceFor } from './advice.ts'
import { isCloser, isOpener } from './brackets.ts'
import { DirectParser, isOfType, type Rule } from './direct-parser.ts'
import type { LexedSource } from './lex-source.ts'
import { isWord, startsEntry } from './line-shape.ts'
import { createSyntaxErrors, MAX_SYNTAX_ERRORS, type SyntaxErrors } from './syntax-errors.ts'
import { tokenEnd, tokenSpan } from './token-span.ts'
import { describeToken } from './token-words.ts'
import {
  Comma,
  LeftBrace,
  Newline,
  ReservedWord,
  RightBrace,
  RightBracket,
  RightParenthesis,
  Separator,
  Text,
} from './tokens.ts'
import type { Name } from './tree.ts'
import { isIn, typeSet } from './type-set.ts'

/** Nesting of expressions, types and blocks, and the height of an expression's tree. Recursion over a tree is safe because of it. */
export const MAX_DEPTH = 64

/** Thrown, never shown: what is wrong has been reported and the entry is given up. */
const ABANDONED = new Error('the entry was given up')

const ITEM_ENDS = typeSet(EOF, Separator, RightBrace, RightParenthesis, RightBracket)

/** The place of what is made up while the grammar is recorded. */
export const NOWHERE: Span = { start: 0, end: 0 }

const NOTHING: LexedSource = {
  text: '',
  tokens: [],
  documentation: { take: () => undefined, excuse() {}, reportDangling() {} },
  damaged: new Set(),
}

export abstract class RecoveringParser extends DirectParser {
  protected problems: SyntaxErrors = createSyntaxErrors('')
  protected source: LexedSource = NOTHING
  protected depth = 0
  /** In a block of names alone, where any name behind another only lacks its comma. */
  protected isOfNames = false
  /** Failures in this file, reported or not. */
  protected failures = 0
  /** Entries tried and tokens skipped in this file; grows with the length of the source and no faster. */
  steps = 0

  /** Makes the parser ready for one file. */
  protected begin(source: LexedSource, problems: SyntaxErrors): void {
    this.source = source
    this.problems = problems
    this.failures = 0
    this.steps = 0
    this.isOfNames = false
  }

  // Looking.

  protected at(type: TokenType, ahead = 1): boolean {
    return isOfType(this.LA(ahead), type)
  }

  protected get atEnd(): boolean {
    return this.LA(1).tokenType === EOF
  }

  /** So much is wrong that reading on would only cost time. */
  protected get isHopeless(): boolean {
    return this.failures > MAX_SYNTAX_ERRORS
  }

  private get atItemEnd(): boolean {
    return isIn(ITEM_ENDS, this.LA(1))
  }

  // Spans and names.

  protected spanFrom(first: IToken): Span {
    // While the grammar is recorded, rules get no arguments.
    if (this.RECORDING_PHASE) return NOWHERE
    return { start: first.startOffset, end: tokenEnd(this.LA(0)) }
  }

  protected nameOf(token: IToken): Name {
    return { span: tokenSpan(token), text: token.image }
  }

  /** A name where hyphens are not allowed; `what` as in "a field". */
  protected plainNameOf(token: IToken, what: string): Name {
    if (token.image.includes('-')) {
      const help = what === 'a field' ? `write it in quotes, \`"${token.image}"\`, or with \`_\`` : 'use `_`'
      this.problems.report(hyphenInName, tokenSpan(token), { name: token.image, what }, { help })
    }
    return this.nameOf(token)
  }

  // Depth.

  protected enter(): void {
    this.steps++
    if (++this.depth > MAX_DEPTH && !this.RECORDING_PHASE) this.refuseDepth(this.LA(1))
  }

  protected leave(): void {
    this.depth--
  }

  protected refuseDepth(token: IToken): never {
    const place = token.tokenType === EOF ? this.LA(0) : token
    this.problems.report(
      nestedTooDeeply,
      tokenSpan(place),
      { limit: MAX_DEPTH },
      {
        help: 'give a part a name of its own: a type, a `const`, another rule',
      },
    )
    throw this.abandon()
  }

  // Lists and blocks.

  /** The items up to the closing brace, which is not consumed. `item` reads one, given what it needs. Once in a rule. */
  protected blockItems<T>(item: () => T): T[]
  protected blockItems<T, G>(item: (given: G) => T, given: G): T[]
  protected blockItems<T>(item: (given?: unknown) => T, given?: unknown): T[] {
    const read: T[] = []
    if (this.RECORDING_PHASE) {
      this.MANY9(() => {
        read.push(item(given))
        this.OPTION9(() => this.CONSUME(Separator))
      })
      return read
    }
    while (!this.at(RightBrace) && !this.atEnd) {
      const found = this.attempt(item, given)
      if (found !== undefined) read.push(found)
      if (!this.endItem()) this.skipItem()
      if (this.at(Separator)) this.CONSUME(Separator)
    }
    return read
  }

  /** As `blockItems`, each read by a rule. */
  protected blockOf<T>(rule: Rule<T>): T[] {
    return this.blockItems(this.readBy, rule as Rule<unknown>) as T[]
  }

  /** As `commaItems`, each read by a rule. */
  protected commaOf<T>(index: 0 | 1, closer: TokenType, rule: Rule<T>): T[] {
    return this.commaItems(index, closer, this.readBy, rule as Rule<unknown>) as T[]
  }

  private readonly readBy = (rule: Rule<unknown>): unknown => this.SUBRULE(rule)

  /** True when the item ended as it should, or when what follows is the next one that only lacks its comma. */
  private endItem(): boolean {
    if (this.atItemEnd) return true
    if (this.isHopeless) return false
    const tokens = [this.LA(1), this.LA(2), this.LA(3)]
    if (startsEntry(tokens, 0) || (this.isOfNames && (isWord(tokens[0]) || this.at(Text)))) {
      const end = tokenEnd(this.LA(0))
      this.problems.report(
        missingSeparator,
        tokenSpan(this.LA(1)),
        { found: describeToken(this.LA(1)) },
        {
          fixes: [this.problems.fix('add a comma', { span: { start: end, end }, text: ',' })],
        },
      )
      return true
    }
    this.reportUnexpected('a comma or a new line')
    return false
  }

  /** Items between brackets, separated by commas, up to the closer, which is not consumed. At most one use of each `index` in a rule. */
  protected commaItems<T>(index: 0 | 1, closer: TokenType, item: () => T): T[]
  protected commaItems<T, G>(index: 0 | 1, closer: TokenType, item: (given: G) => T, given: G): T[]
  protected commaItems<T>(index: 0 | 1, closer: TokenType, item: (given?: unknown) => T, given?: unknown): T[] {
    const read: T[] = []
    if (this.RECORDING_PHASE) {
      const list = { SEP: Comma, DEF: () => read.push(item(given)) }
      if (index === 0) this.MANY_SEP(list)
      else this.MANY_SEP1(list)
      return read
    }
    while (!this.at(closer) && !this.atEnd) {
      const found = this.attempt(item, given)
      if (found !== undefined) read.push(found)
      if (!this.at(Comma) && !this.at(closer)) {
        this.reportUnexpected(`\`,\` or ${tokenLabel(closer)}`)
        this.skipItem()
      }
      if (this.at(Comma)) this.CONSUME(Comma)
      else if (!this.at(closer)) break
    }
    return read
  }

  // Recovery.

  /** Reads a part, given what it needs; when that fails, the part is undefined, and what is left of it skipped to where the next item may begin. */
  protected attempt<T>(part: () => T): T | undefined
  protected attempt<T, G>(part: (given: G) => T, given: G): T | undefined
  protected attempt<T>(part: (given?: unknown) => T, given?: unknown): T | undefined {
    if (this.RECORDING_PHASE) return part(given)
    const { depth, choices } = this
    const first = this.LA(1)
    this.steps++
    try {
      if (this.isHopeless) throw this.abandon()
      return part(given)
    } catch (failure) {
      if (failure !== ABANDONED) throw failure
      this.depth = depth
      this.choices = choices
      this.skipItem(this.bracketsSince(first))
      return undefined
    }
  }

  /** Reports what stands here as not the thing expected, and gives the entry up. */
  protected refuse(expected: string): never {
    this.reportUnexpected(expected)
    throw this.abandon()
  }

  protected abandon(): Error {
    this.failures++
    return ABANDONED
  }

  protected reportUnexpected(expected: string): void {
    const found = this.LA(1)
    const before = this.LA(0)
    // What is missing here was reported when it was taken out, or when the bracket was found open.
    if (
      this.source.damaged.has(found.startOffset) ||
      this.source.damaged.has(tokenEnd(before)) ||
      (found.image === '' && found.tokenType !== EOF)
    )
      return
    const extras = this.adviceOn(expected, found, before)
    const isFurther =
      isCloser(found.tokenType) && this.source.text.slice(tokenEnd(before), found.startOffset).includes('\n')
    if (found.tokenType === EOF || found.tokenType === Newline || isFurther) {
      if (before.tokenType !== EOF)
        this.problems.report(unexpectedToken, tokenSpan(before), { expected, after: describeToken(before) }, extras)
    } else if (isOfType(found, ReservedWord)) {
      this.problems.report(reservedWord, tokenSpan(found), { word: found.image, expected }, extras)
    } else {
      this.problems.report(unexpectedToken, tokenSpan(found), { expected, found: describeToken(found) }, extras)
    }
  }

  private adviceOn(expected: string, found: IToken, before: IToken): DiagnosticExtras {
    const advice = adviceFor(expected, found, before, this.LA(2))
    if (advice === undefined) return {}
    const { help, edit } = advice
    if (edit === undefined) return { help }
    const { title, start, end, text } = edit
    return { help, fixes: [this.problems.fix(title, { span: { start, end }, text })] }
  }

  /** Goes to the opening brace of a body when something that does not belong stands in front of it. */
  protected reachBody(expected: string): void {
    if (this.RECORDING_PHASE || this.at(LeftBrace)) return
    this.reportUnexpected(expected)
    const failure = this.abandon()
    while (!this.at(LeftBrace) && !this.atItemEnd) this.skipToken()
    if (!this.at(LeftBrace)) throw failure
  }

  /** Brackets opened and not closed from `first`, which has been read or comes next, to here. */
  private bracketsSince(first: IToken): number {
    if (this.LA(1) === first) return 0
    let depth = 0
    for (let back = 0; ; back--) {
      const token = this.LA(back)
      if (isOpener(token.tokenType)) depth++
      else if (isCloser(token.tokenType)) depth--
      if (token === first || token.tokenType === EOF) return depth
      this.steps++
    }
  }

  /**
   * To the separator or closer that ends the item, out of so many brackets open in it. Brackets are balanced, so nothing of another item is lost.
   */
  protected skipItem(open = 0): void {
    let depth = open
    for (;;) {
      const { tokenType: type } = this.LA(1)
      if (type === EOF || (depth === 0 && this.atItemEnd)) return
      if (isOpener(type)) depth++
      else if (isCloser(type)) depth--
      this.skipToken()
    }
  }

  protected skipToken(): void {
    this.steps++
    this.CONSUME(this.LA(1).tokenType)
  }
}
