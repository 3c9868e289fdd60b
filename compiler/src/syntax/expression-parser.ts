/**
 * Expressions, by precedence climbing inside the grammar: `=>` loosest, then `? :`, `||`, `&&`, comparisons, sums, products, prefix operators, and
 * members, calls and indexes tightest. Builds the tree and judges nothing but its shape; names and types are the checker's.
 */
import type { IToken, TokenType } from 'chevrotain'
import { chainedOperator, mixedLogic, reservedConstruct, wrongOperator } from '../diagnostics/catalogue/syntax.ts'
import { FIELD_OR_FUNCTION } from './advice.ts'
import type { Rule } from './direct-parser.ts'
import { RESERVED_IN_RULES } from './keywords.ts'
import { retype } from './lex-source.ts'
import { isWord } from './line-shape.ts'
import { COMPARISON_LEVEL, levelOf, meantOperator, operatorText } from './operators.ts'
import { MAX_DEPTH, NOWHERE, RecoveringParser } from './recovering-parser.ts'
import { tokenEnd, tokenSpan } from './token-span.ts'
import {
  Bang,
  BinaryOperator,
  Colon,
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
  CallExpression,
  DurationLiteral,
  Expression,
  ListExpression,
  Name,
  NumberLiteral,
  RecordExpression,
  StringLiteral,
} from './tree.ts'

type Alternatives<T> = { ALT: () => T }[]
type Callee = CallExpression['callee']
type RecordField = RecordExpression['fields'][number]

export abstract class ExpressionParser extends RecoveringParser {
  /** An `=` behind the expression is not its own: a default follows. */
  protected equalsEnds = false
  /** Height of the tree of the expression read last. */
  private height = 0

  readonly expression: Rule<Expression> = this.RULE('expression', (): Expression => {
    const start = this.LA(1)
    let left = this.SUBRULE(this.conditional)
    let implications = 0
    this.MANY(() => {
      const operator = this.CONSUME(Implies)
      if (++implications > 1) this.refuseChain(operator)
      const height = this.height
      const right = this.SUBRULE2(this.conditional)
      left = this.join(start, left, height, operator, right)
    })
    this.refuseReservedOperator()
    return left
  })

  private readonly conditional: Rule<Expression> = this.RULE('conditional', (): Expression => {
    this.enter()
    const start = this.LA(1)
    let result = this.SUBRULE(this.binary, { ARGS: [1] })
    this.OPTION(() => {
      let height = this.height
      this.CONSUME(Question)
      const whenTrue = this.SUBRULE(this.expression)
      height = Math.max(height, this.height)
      this.CONSUME(Colon, { ERR_MSG: '`:` and the other value' })
      const whenFalse = this.SUBRULE(this.conditional)
      this.grow(start, Math.max(height, this.height))
      result = { kind: 'conditional', condition: result, whenTrue, whenFalse, span: this.spanFrom(start) }
    })
    this.leave()
    return result
  })

  private readonly binary: Rule<Expression, [number]> = this.RULE('binary', (minimum: number): Expression => {
    const start = this.LA(1)
    let left = this.SUBRULE(this.unary)
    let comparisons = 0
    this.MANY({
      GATE: () => levelOf(this.operatorHere()) >= minimum,
      DEF: () => {
        const operator = this.CONSUME(BinaryOperator)
        const level = levelOf(operator.tokenType)
        if (level === COMPARISON_LEVEL && ++comparisons > 1) this.refuseChain(operator)
        const height = this.height
        const right = this.SUBRULE(this.binary, { ARGS: [level + 1] })
        left = this.join(start, left, height, operator, right)
      },
    })
    return left
  })

  private readonly unary: Rule<Expression> = this.RULE('unary', (): Expression => {
    if (!this.RECORDING_PHASE) this.correctPrefix()
    return this.OR({ DEF: this.prefixForms, ERR_MSG: 'a value' })
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
    let expression = this.OR({ DEF: this.primaries, ERR_MSG: 'a value' })
    this.MANY(() => {
      expression = this.SUBRULE(this.postfix, { ARGS: [start, expression] })
    })
    return expression
  })

  private readonly primaries: Alternatives<Expression> = [
    { ALT: () => this.nameExpression(this.CONSUME(Word)) },
    { ALT: () => this.leaf(this.numberOf(this.CONSUME(Numeral))) },
    { ALT: () => this.leaf(this.textOf(this.CONSUME(Text))) },
    { ALT: () => this.leaf(this.durationOf(this.CONSUME(Duration))) },
    { ALT: () => this.leaf({ kind: 'boolean', value: true, span: tokenSpan(this.CONSUME(True)) }) },
    { ALT: () => this.leaf({ kind: 'boolean', value: false, span: tokenSpan(this.CONSUME(False)) }) },
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
    this.OR({
      DEF: [
        { ALT: () => ({ name: this.plainNameOf(this.CONSUME(Word), 'a field'), quoted: false }) },
        { ALT: () => this.quotedName(this.CONSUME(Text)) },
      ],
      ERR_MSG: 'the name of a field',
    }),
  )

  private readonly postfix: Rule<Expression, [IToken, Expression]> = this.RULE(
    'postfix',
    (start: IToken, object: Expression): Expression => {
      const height = this.height
      return this.OR([
        {
          ALT: () =>
            this.member(start, object, this.CONSUME(Dot) && this.CONSUME(Word, { ERR_MSG: FIELD_OR_FUNCTION })),
        },
        { ALT: () => this.call(start, this.callable(object), height, this.SUBRULE(this.callArguments)) },
        { ALT: () => this.index(start, object, height, this.SUBRULE(this.indexArgument)) },
      ])
    },
  )

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
    return this.leaf({ kind: 'name', name, span: name.span })
  }

  protected textOf(token: IToken): StringLiteral {
    return { kind: 'string', ...token.payload, span: tokenSpan(token) }
  }

  private quotedName(token: IToken): { name: Name; quoted: boolean } {
    return { name: { text: token.payload?.value, span: tokenSpan(token) }, quoted: true }
  }

  protected numberOf(token: IToken): NumberLiteral {
    return { ...token.payload, span: tokenSpan(token) }
  }

  protected durationOf(token: IToken): DurationLiteral {
    return { ...token.payload, span: tokenSpan(token) }
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

  /** The kind of the operator that comes next; what can only be meant as one is reported and read as that one. */
  private operatorHere(): IToken['tokenType'] {
    const token = this.LA(1)
    const meant = token.tokenType === Equals && !this.equalsEnds ? Equal : meantOperator(token)
    if (meant === undefined || this.RECORDING_PHASE) return token.tokenType
    this.reportOperator(token, meant, tokenEnd(token))
    return retype(token, meant).tokenType
  }

  /** `not x` is read as `!x`; there is no `if`, and what stands behind it cannot be guessed. A reason is no operand. */
  private correctPrefix(): void {
    const [token, next] = [this.LA(1), this.LA(2)]
    if (!isWord(token)) return
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
