/**
 * Expressions, by precedence climbing inside the grammar: `=>` loosest, then `? :`, `||`, `&&`, comparisons, sums, products, prefix operators, and
 * members, calls and indexes tightest. Builds the tree and judges nothing but its shape; names and types are the checker's.
 */
import type { IToken, TokenType } from 'chevrotain'
import { chainedOperator, mixedLogic, reservedConstruct, wrongOperator } from '../diagnostics/catalogue/syntax.ts'
import { FIELD_OR_FUNCTION } from './advice.ts'
import type { Alternative, OrOptions, Rule } from './direct-parser.ts'
import { RESERVED_IN_RULES } from './keywords.ts'
import { retype } from './lex-source.ts'
import { isWord } from './line-shape.ts'
import { COMPARISON_LEVEL, levelOf, meantOperator, operatorText } from './operators.ts'
import { MAX_DEPTH, NOWHERE, RecoveringParser } from './recovering-parser.ts'
import { tokenEnd, tokenSpan } from './token-span.ts'
import {
  Bang,
  Because,
  BinaryOperator,
  Colon,
  Comma,
  Dot,
  Duration,
  Equal,
  Equals,
  False,
  Implies,
  LeftBrace,
  LeftBracket,
  LeftParenthesis,
  Minus,
  Newline,
  Numeral,
  Question,
  RightBrace,
  RightBracket,
  RightParenthesis,
  Text,
  True,
  Word,
} from './tokens.ts'
import type {
  BinaryExpression,
  BooleanLiteral,
  CallExpression,
  DurationLiteral,
  Expression,
  ListExpression,
  Name,
  NumberLiteral,
  RecordExpression,
  StringLiteral,
} from './tree.ts'
import { isIn, typeSet } from './type-set.ts'

type Alternatives<T> = readonly Alternative<T, undefined, undefined>[]
type Callee = CallExpression['callee']
type RecordField = RecordExpression['fields'][number]

const VALUE: OrOptions = { ERR_MSG: 'a value' }
const FIELD_NAME: OrOptions = { ERR_MSG: 'the name of a field' }

/** What tokens have while the grammar is recorded. */
const NO_PAYLOAD: IToken['payload'] = {}

/** What cannot go on with an expression. */
const ENDS = typeSet(Comma, Newline, RightBrace, RightParenthesis, RightBracket)
const POSTFIXES = typeSet(Dot, LeftParenthesis, LeftBracket)

/** Arguments of the rule for operators of at least this level. */
const FROM_LEVEL: readonly { ARGS: [number] }[] = [0, 1, 2, 3, 4, 5, 6].map((level) => ({ ARGS: [level] }))

/** The length of `not`, and more than that of `if`. */
const MAX_PREFIX = 3

export abstract class ExpressionParser extends RecoveringParser {
  /** An `=` behind the expression is not its own: a default follows. */
  protected equalsEnds = false
  /** Height of the tree of the expression read last. */
  private height = 0

  readonly expression: Rule<Expression> = this.RULE('expression', (): Expression => {
    const lone = this.RECORDING_PHASE ? undefined : this.loneOperand()
    if (lone !== undefined) return lone
    const start = this.LA(1)
    const first = this.SUBRULE(this.conditional)
    const whole = this.may(Implies) ? this.implication(start, first) : first
    this.refuseReservedOperator()
    return whole
  })

  private implication(start: IToken, first: Expression): Expression {
    let left = first
    let implications = 0
    this.MANY(() => {
      const operator = this.CONSUME(Implies)
      if (++implications > 1) this.refuseChain(operator)
      const height = this.height
      const right = this.SUBRULE2(this.conditional)
      left = this.join(start, left, height, operator, right)
    })
    return left
  }

  /** A name or literal with nothing behind it, as most expressions are: what the rules below would make of it after asking for every operator. */
  private loneOperand(): Expression | undefined {
    if (!isIn(ENDS, this.LA(2))) return undefined
    const token = this.LA(1)
    const read = this.leafOf(token)
    if (read === undefined) return undefined
    this.enter()
    this.leave()
    this.CONSUME(token.tokenType)
    return this.leaf(read)
  }

  private leafOf(token: IToken): Expression | undefined {
    if (isWord(token)) return this.nameExpression(token)
    switch (token.tokenType) {
      case Text:
        return this.textOf(token)
      case Numeral:
        return this.numberOf(token)
      case Duration:
        return this.durationOf(token)
      case True:
      case False:
        return this.booleanOf(token)
      default:
        return undefined
    }
  }

  private readonly conditional: Rule<Expression> = this.RULE('conditional', (): Expression => {
    this.enter()
    const start = this.LA(1)
    const condition = this.SUBRULE(this.binary, FROM_LEVEL[1]!)
    const whole = this.may(Question) ? this.branches(start, condition) : condition
    this.leave()
    return whole
  })

  private branches(start: IToken, condition: Expression): Expression {
    let result = condition
    this.OPTION(() => {
      let height = this.height
      this.CONSUME(Question)
      const whenTrue = this.SUBRULE(this.expression)
      height = Math.max(height, this.height)
      this.CONSUME(Colon, { ERR_MSG: '`:` and the other value' })
      const whenFalse = this.SUBRULE(this.conditional)
      this.grow(start, Math.max(height, this.height))
      result = { kind: 'conditional', condition, whenTrue, whenFalse, span: this.spanFrom(start) }
    })
    return result
  }

  private readonly binary: Rule<Expression, [number]> = this.RULE('binary', (minimum: number): Expression => {
    const start = this.LA(1)
    const first = this.SUBRULE(this.unary)
    if (this.isAsChevrotain || levelOf(this.operatorHere()) >= minimum) return this.operations(start, first, minimum)
    return first
  })

  private operations(start: IToken, first: Expression, minimum: number): Expression {
    let left = first
    let comparisons = 0
    this.MANY({
      GATE: () => levelOf(this.operatorHere()) >= minimum,
      DEF: () => {
        const operator = this.CONSUME(BinaryOperator)
        const level = levelOf(operator)
        if (level === COMPARISON_LEVEL && ++comparisons > 1) this.refuseChain(operator)
        const height = this.height
        const right = this.SUBRULE(this.binary, FROM_LEVEL[level + 1]!)
        left = this.join(start, left, height, operator, right)
      },
    })
    return left
  }

  private readonly unary: Rule<Expression> = this.RULE('unary', (): Expression => {
    if (!this.RECORDING_PHASE) this.correctPrefix()
    return this.choose(this.prefixForms, VALUE, undefined, undefined)
  })

  private readonly prefixForms: Alternatives<Expression> = [
    { ALT: () => this.SUBRULE(this.operand) },
    {
      ALT: () =>
        this.prefixed(
          '!',
          () => this.CONSUME(Bang),
          () => this.SUBRULE1(this.unary),
        ),
    },
    {
      ALT: () =>
        this.prefixed(
          '-',
          () => this.CONSUME(Minus),
          () => this.SUBRULE2(this.unary),
        ),
    },
  ]

  private prefixed(operator: '!' | '-', read: () => IToken, operand: () => Expression): Expression {
    this.enter()
    const start = read()
    const expression = operand()
    this.grow(start, this.height)
    this.leave()
    return { kind: 'unary', operator, operand: expression, span: this.spanFrom(start) }
  }

  private readonly operand: Rule<Expression> = this.RULE('operand', (): Expression => {
    const start = this.LA(1)
    const first = this.choose(this.primaries, VALUE, undefined, undefined)
    return this.isAsChevrotain || isIn(POSTFIXES, this.LA(1)) ? this.postfixed(start, first) : first
  })

  private postfixed(start: IToken, first: Expression): Expression {
    let expression = first
    this.MANY(() => {
      expression = this.SUBRULE(this.postfix, { ARGS: [start, expression] })
    })
    return expression
  }

  private readonly primaries: Alternatives<Expression> = [
    { ALT: () => this.leaf(this.nameExpression(this.CONSUME(Word))) },
    { ALT: () => this.leaf(this.numberOf(this.CONSUME(Numeral))) },
    { ALT: () => this.leaf(this.textOf(this.CONSUME(Text))) },
    { ALT: () => this.leaf(this.durationOf(this.CONSUME(Duration))) },
    { ALT: () => this.leaf(this.booleanOf(this.CONSUME(True))) },
    { ALT: () => this.leaf(this.booleanOf(this.CONSUME(False))) },
    { ALT: () => this.SUBRULE(this.parenthesised) },
    { ALT: () => this.SUBRULE(this.list) },
    { ALT: () => this.SUBRULE(this.record) },
  ]

  private readonly parenthesised: Rule<Expression> = this.RULE('parenthesised', (): Expression => {
    this.CONSUME(LeftParenthesis)
    const inner = this.SUBRULE(this.expression)
    this.CONSUME(RightParenthesis)
    return inner.kind === 'binary' ? { ...inner, parenthesised: true } : inner
  })

  readonly list: Rule<ListExpression> = this.RULE('list', (): ListExpression => {
    const start = this.CONSUME(LeftBracket)
    const elements = this.expressions(RightBracket)
    this.CONSUME(RightBracket)
    return { kind: 'list', elements, span: this.spanFrom(start) }
  })

  readonly record: Rule<RecordExpression> = this.RULE('record', (): RecordExpression => {
    const start = this.CONSUME(LeftBrace)
    const fields: RecordField[] = []
    let height = 0
    this.blockItems(() => {
      fields.push(this.SUBRULE(this.recordField))
      height = Math.max(height, this.height)
    })
    this.CONSUME(RightBrace)
    this.grow(start, height)
    return { kind: 'record', fields, span: this.spanFrom(start) }
  })

  private readonly recordField: Rule<RecordField> = this.RULE('recordField', (): RecordField => {
    const start = this.LA(1)
    const key = this.SUBRULE(this.fieldName)
    this.CONSUME(Colon, { ERR_MSG: '`:` and a value' })
    const value = this.SUBRULE(this.expression)
    return { ...key, value, span: this.spanFrom(start) }
  })

  /** A field's name, in quotes where it is not a word of the language. */
  protected readonly fieldName: Rule<{ name: Name; quoted: boolean }> = this.RULE('fieldName', () =>
    this.choose(this.fieldNames, FIELD_NAME, undefined, undefined),
  )

  private readonly fieldNames: Alternatives<{ name: Name; quoted: boolean }> = [
    { ALT: () => ({ name: this.plainNameOf(this.CONSUME(Word), 'a field'), quoted: false }) },
    { ALT: () => this.quotedName(this.CONSUME(Text)) },
  ]

  private readonly postfix: Rule<Expression, [IToken, Expression]> = this.RULE(
    'postfix',
    (start: IToken, object: Expression): Expression => this.choose(this.postfixForms, VALUE, start, object),
  )

  private readonly postfixForms: readonly Alternative<Expression, IToken, Expression>[] = [
    {
      ALT: (start, object) =>
        this.member(start, object, this.CONSUME(Dot) && this.CONSUME(Word, { ERR_MSG: FIELD_OR_FUNCTION })),
    },
    {
      ALT: (start, object) => {
        const { height } = this
        return this.call(start, this.callable(object), height, this.SUBRULE(this.callArguments))
      },
    },
    {
      ALT: (start, object) => {
        const { height } = this
        return this.index(start, object, height, this.SUBRULE(this.indexArgument))
      },
    },
  ]

  private readonly callArguments: Rule<readonly Expression[]> = this.RULE(
    'callArguments',
    (): readonly Expression[] => {
      this.CONSUME(LeftParenthesis)
      const given = this.expressions(RightParenthesis)
      this.CONSUME(RightParenthesis)
      return given
    },
  )

  private readonly indexArgument: Rule<Expression> = this.RULE('indexArgument', (): Expression => {
    this.CONSUME(LeftBracket)
    const index = this.SUBRULE(this.expression)
    this.CONSUME(RightBracket)
    return index
  })

  // Nodes.

  private expressions(closer: typeof RightBracket): readonly Expression[] {
    const read: Expression[] = []
    let height = 0
    this.commaItems(0, closer, () => {
      read.push(this.SUBRULE(this.expression))
      height = Math.max(height, this.height)
    })
    this.height = height + 1
    return read
  }

  private leaf<T extends Expression>(literal: T): T {
    this.height = 1
    return literal
  }

  private nameExpression(token: IToken): Expression {
    const name = this.nameOf(token)
    return { kind: 'name', name, span: name.span }
  }

  protected textOf(token: IToken): StringLiteral {
    const { value, raw } = token.payload ?? NO_PAYLOAD
    return { kind: 'string', value, raw, span: tokenSpan(token) }
  }

  private booleanOf(token: IToken): BooleanLiteral {
    return { kind: 'boolean', value: token.tokenType === True, span: tokenSpan(token) }
  }

  private quotedName(token: IToken): { name: Name; quoted: boolean } {
    return { name: { text: token.payload?.value, span: tokenSpan(token) }, quoted: true }
  }

  protected numberOf(token: IToken): NumberLiteral {
    const { value, text, fractional, unit } = token.payload ?? NO_PAYLOAD
    return { kind: 'number', value, text, fractional, unit, span: tokenSpan(token) }
  }

  protected durationOf(token: IToken): DurationLiteral {
    const { milliseconds, text } = token.payload ?? NO_PAYLOAD
    return { kind: 'duration', milliseconds, text, span: tokenSpan(token) }
  }

  private member(start: IToken, object: Expression, token: IToken): Expression {
    this.grow(start, this.height)
    return { kind: 'member', object, member: this.nameOf(token), span: this.spanFrom(start) }
  }

  private index(start: IToken, object: Expression, height: number, index: Expression): Expression {
    this.grow(start, Math.max(height, this.height))
    return { kind: 'index', object, index, span: this.spanFrom(start) }
  }

  private call(start: IToken, callee: Callee, height: number, given: readonly Expression[]): Expression {
    this.grow(start, Math.max(height, this.height))
    return { kind: 'call', callee, arguments: given, span: this.spanFrom(start) }
  }

  /** Only what has a name can be called. */
  private callable(object: Expression): Callee {
    if (this.RECORDING_PHASE) return { kind: 'name', name: { text: '', span: NOWHERE }, span: NOWHERE }
    return object.kind === 'name' || object.kind === 'member'
      ? object
      : this.refuse('an operator or the end of the expression')
  }

  private join(start: IToken, left: Expression, leftHeight: number, operator: IToken, right: Expression): Expression {
    this.grow(operator, Math.max(leftHeight, this.height))
    const joined: BinaryExpression = {
      kind: 'binary',
      operator: operatorText(operator.tokenType),
      operatorSpan: tokenSpan(operator),
      left,
      right,
      parenthesised: false,
      span: this.spanFrom(start),
    }
    if (joined.operator === '||') this.reportMixture(joined)
    return joined
  }

  /** The tree just read has grown by one level over parts of this height. */
  private grow(place: IToken, height: number): void {
    this.height = height + 1
    if (this.height > MAX_DEPTH && !this.RECORDING_PHASE) this.refuseDepth(place)
  }

  // Shapes that are refused.

  /** The operator that comes next; what can only be meant as one is reported and read as that one. */
  private operatorHere(): IToken {
    const token = this.LA(1)
    if (levelOf(token) > 0) return token
    const meant = token.tokenType === Equals && !this.equalsEnds ? Equal : meantOperator(token)
    if (meant === undefined || this.RECORDING_PHASE) return token
    this.reportOperator(token, meant, tokenEnd(token))
    return retype(token, meant)
  }

  /** `not x` is read as `!x`; there is no `if`, and what stands behind it cannot be guessed. A reason is no operand. */
  private correctPrefix(): void {
    const token = this.LA(1)
    if (token.tokenType !== Because && (token.tokenType !== Word || token.image.length > MAX_PREFIX)) return
    const next = this.LA(2)
    if (token.image === 'because' && next.tokenType === Text) this.refuse('a value')
    if (!isWord(next) && next.tokenType !== Bang && (token.image !== 'if' || next.tokenType !== LeftParenthesis)) return
    if (token.image === 'not') {
      this.reportOperator(token, Bang, next.startOffset)
      retype(token, Bang)
    } else if (token.image === 'if') {
      const parameters = { written: 'if', instead: 'condition ? value : other' }
      const help = 'a rule that holds in some cases alone is written `require name: case => condition`'
      this.problems.report(wrongOperator, tokenSpan(token), parameters, { help })
      throw this.abandon()
    }
  }

  private reportOperator(token: IToken, meant: TokenType, end: number): void {
    const instead = meant.LABEL!.slice(1, -1)
    const edit = { span: { start: token.startOffset, end }, text: instead }
    const fixes = [this.problems.fix(`write \`${instead}\``, edit)]
    this.problems.report(wrongOperator, tokenSpan(token), { written: token.image, instead }, { fixes })
  }

  private refuseChain(operator: IToken): void {
    if (this.RECORDING_PHASE) return
    this.problems.report(
      chainedOperator,
      tokenSpan(operator),
      { operator: operator.image },
      {
        help: operator.tokenType === Implies ? 'write `a => (b => c)`' : 'compare twice: `a < b && b < c`',
      },
    )
    throw this.abandon()
  }

  private reportMixture({ left, right, operatorSpan }: BinaryExpression): void {
    const bare = [left, right].filter((side) => side.kind === 'binary' && side.operator === '&&' && !side.parenthesised)
    if (bare.length === 0) return
    const edits = bare.flatMap(({ span }) => [
      { span: { start: span.start, end: span.start }, text: '(' },
      { span: { start: span.end, end: span.end }, text: ')' },
    ])
    this.problems.report(
      mixedLogic,
      operatorSpan,
      {},
      {
        help: '`&&` binds tighter; put parentheses around what belongs together',
        fixes: [this.problems.fix('put parentheses around the `&&` part', ...edits)],
      },
    )
  }

  private refuseReservedOperator(): void {
    const next = this.LA(1)
    if (!this.at(Word) || !RESERVED_IN_RULES.includes(next.image)) return
    this.problems.report(reservedConstruct, tokenSpan(next), { word: next.image })
    throw this.abandon()
  }
}
