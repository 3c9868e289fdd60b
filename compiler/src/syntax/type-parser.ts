/**
 * Types: names with arguments, refinements, unit and condition; records; unions of texts. Which names exist and which refinements they take is the
 * checker's business.
 */
import type { IToken } from 'chevrotain'
import { unsupportedConstruct } from '../diagnostics/catalogue/syntax.ts'
import { FIELD_TYPE } from './advice.ts'
import type { Alternative, OrOptions, Rule } from './direct-parser.ts'
import { ExpressionParser } from './expression-parser.ts'
import { isWord } from './line-shape.ts'
import { tokenSpan } from './token-span.ts'
import {
  At,
  Bar,
  Colon,
  Comma,
  Equals,
  Greater,
  LeftBrace,
  LeftParenthesis,
  Less,
  Newline,
  Nullable,
  On,
  Open,
  Question,
  Range,
  RightBrace,
  RightParenthesis,
  Text,
  UnionWord,
  Unit,
  Where,
  Word,
} from './tokens.ts'
import type {
  Annotation,
  Expression,
  FieldNode,
  LiteralUnionNode,
  Name,
  NamedTypeNode,
  RangeNode,
  RecordTypeNode,
  Refinement,
  StringLiteral,
  TypeNode,
  UnionTypeNode,
  VariantNode,
} from './tree.ts'

const TYPE: OrOptions = { ERR_MSG: 'a type', IGNORE_AMBIGUITIES: true }

export abstract class TypeParser extends ExpressionParser {
  readonly type: Rule<TypeNode> = this.RULE('type', (): TypeNode => {
    this.enter()
    const type = this.choose(this.typeForms, TYPE, undefined, undefined)
    if (this.at(Bar)) this.refuseUnion()
    this.leave()
    return type
  })

  private readonly typeForms: readonly Alternative<TypeNode, undefined, undefined>[] = [
    { ALT: () => this.SUBRULE(this.literalUnion) },
    // `open` and `nullable` are also names; only what follows tells.
    {
      GATE: () => this.at(LeftBrace) || (this.at(Open) && this.at(LeftBrace, 2)),
      ALT: () => this.SUBRULE(this.recordType),
    },
    { GATE: () => this.at(UnionWord) && this.at(On, 2), ALT: () => this.SUBRULE(this.unionType) },
    { ALT: () => this.SUBRULE(this.namedType) },
  ]

  private readonly literalUnion: Rule<LiteralUnionNode> = this.RULE('literalUnion', (): LiteralUnionNode => {
    const start = this.LA(1)
    const literals: StringLiteral[] = [this.textOf(this.CONSUME(Text))]
    this.MANY(() => {
      this.CONSUME(Bar)
      if (isWord(this.LA(1)) || this.at(LeftBrace)) this.refuseUnion()
      literals.push(this.textOf(this.CONSUME2(Text)))
    })
    return { kind: 'literal-union', literals, span: this.spanFrom(start) }
  })

  private readonly recordType: Rule<RecordTypeNode> = this.RULE('recordType', (): RecordTypeNode => {
    const start = this.LA(1)
    let open = false
    this.OPTION(() => {
      this.CONSUME(Open)
      open = true
    })
    const fields = this.SUBRULE(this.fields)
    return { kind: 'record-type', open, fields, span: this.spanFrom(start) }
  })

  private readonly unionType: Rule<UnionTypeNode> = this.RULE('unionType', (): UnionTypeNode => {
    const start = this.CONSUME(UnionWord)
    this.CONSUME(On)
    const discriminator = this.SUBRULE(this.fieldName)
    this.CONSUME(LeftBrace)
    const variants = this.blockOf(this.variant)
    this.CONSUME(RightBrace)
    return { kind: 'union-type', discriminator: discriminator.name, variants, span: this.spanFrom(start) }
  })

  private readonly variant: Rule<VariantNode> = this.RULE('variant', (): VariantNode => {
    const start = this.LA(1)
    this.source.documentation.take(start.startOffset)
    const key = this.SUBRULE(this.fieldName)
    const fields = this.SUBRULE(this.fields)
    return { ...key, fields, span: this.spanFrom(start) }
  })

  private readonly namedType: Rule<NamedTypeNode> = this.RULE('namedType', (): NamedTypeNode => {
    const start = this.LA(1)
    const name = this.nameOf(this.CONSUME(Word))
    const given = this.OPTION(this.typeArguments) ?? []
    const refinements = this.OPTION1(this.readRefinements) ?? []
    const unit = this.OPTION2(this.unitOfType)
    const where = this.OPTION3(this.conditionOfType)
    return { kind: 'named-type', name, arguments: given, refinements, unit, where, span: this.spanFrom(start) }
  })

  private readonly typeArguments = (): TypeNode[] => {
    const given: TypeNode[] = []
    this.CONSUME(Less)
    this.MANY_SEP({ SEP: Comma, DEF: () => given.push(this.SUBRULE(this.type)) })
    this.CONSUME(Greater)
    return given
  }

  private readonly readRefinements = (): readonly Refinement[] => this.SUBRULE(this.refinements)

  private readonly unitOfType = (): Name => {
    this.CONSUME(Unit)
    return this.nameOf(this.CONSUME2(Word, { ERR_MSG: 'a unit' }))
  }

  private readonly conditionOfType = (): Expression => {
    this.CONSUME(Where)
    this.equalsEnds = true
    try {
      return this.SUBRULE(this.expression)
    } finally {
      this.equalsEnds = false
    }
  }

  private readonly refinements: Rule<readonly Refinement[]> = this.RULE('refinements', (): readonly Refinement[] => {
    this.CONSUME(LeftParenthesis)
    const read = this.commaOf(0, RightParenthesis, this.refinement)
    this.CONSUME(RightParenthesis)
    return read
  })

  private readonly refinement: Rule<Refinement> = this.RULE('refinement', (): Refinement => {
    const start = this.LA(1)
    const name = this.nameOf(this.CONSUME(Word, { ERR_MSG: 'the name of a refinement, such as `range:` or `length:`' }))
    this.CONSUME(Colon)
    const value = this.SUBRULE(this.rangeOrValue)
    return { name, value, span: this.spanFrom(start) }
  })

  private readonly rangeOrValue: Rule<RangeNode | Expression> = this.RULE(
    'rangeOrValue',
    (): RangeNode | Expression => {
      const start = this.LA(1)
      const min = this.OPTION(this.readExpression)
      const upper = this.OPTION1(this.upperEnd)
      if (upper !== undefined) return { kind: 'range', min, max: upper.max, span: this.spanFrom(start) }
      if (min === undefined && !this.RECORDING_PHASE) this.refuse('a value or a range such as `1..64`')
      return min!
    },
  )

  private readonly readExpression = (): Expression => this.SUBRULE(this.expression)

  private readonly upperEnd = (): { readonly max: Expression | undefined } => {
    this.CONSUME(Range)
    return { max: this.OPTION2(this.readUpperEnd) }
  }

  private readonly readUpperEnd = (): Expression => this.SUBRULE1(this.expression)

  /** `{ a: String, b?: Int }`, the braces included. */
  protected readonly fields: Rule<readonly FieldNode[]> = this.RULE('fields', (): readonly FieldNode[] => {
    this.CONSUME(LeftBrace)
    const read = this.blockOf(this.field)
    this.CONSUME(RightBrace)
    return read
  })

  private readonly field: Rule<FieldNode> = this.RULE('field', (): FieldNode => {
    const start = this.LA(1)
    const doc = this.source.documentation.take(start.startOffset)
    const annotations = this.SUBRULE(this.annotations)
    const key = this.SUBRULE(this.fieldName)
    const optional = this.OPTION(this.questionMark) !== undefined
    this.CONSUME(Colon, { ERR_MSG: FIELD_TYPE })
    const nullable = this.may(Nullable) && this.OPTION1(this.nullableMark) !== undefined
    const type = this.attempt(this.readType)
    const defaultValue = this.OPTION2(this.defaultOfField)
    const span = this.spanFrom(start)
    return { doc, annotations, name: key.name, quoted: key.quoted, optional, nullable, type, defaultValue, span }
  })

  private readonly questionMark = (): IToken => this.CONSUME(Question)

  private readonly nullableMark = {
    GATE: (): boolean =>
      isWord(this.LA(2)) ? !this.at(Unit, 2) && !this.at(Where, 2) : this.at(LeftBrace, 2) || this.at(Text, 2),
    DEF: (): IToken => this.CONSUME(Nullable),
  }

  private readonly readType = (): TypeNode => this.SUBRULE(this.type)

  private readonly defaultOfField = (): Expression => {
    this.CONSUME(Equals)
    return this.SUBRULE(this.expression)
  }

  /** `@ui(widget: textarea)` and the like, each on its line or in front. */
  protected readonly annotations: Rule<readonly Annotation[]> = this.RULE('annotations', (): readonly Annotation[] => {
    return this.may(At) ? this.someAnnotations() : []
  })

  private someAnnotations(): readonly Annotation[] {
    const read: Annotation[] = []
    this.MANY(() => {
      read.push(this.SUBRULE(this.annotation))
      this.OPTION(() => this.CONSUME(Newline))
    })
    return read
  }

  private readonly annotation: Rule<Annotation> = this.RULE('annotation', (): Annotation => {
    const start = this.CONSUME(At)
    const name = this.nameOf(this.CONSUME(Word, { ERR_MSG: 'the name of an annotation' }))
    let given: { name: Name; value: Expression }[] = []
    this.OPTION(() => {
      this.CONSUME(LeftParenthesis)
      given = this.commaOf(0, RightParenthesis, this.annotationArgument)
      this.CONSUME(RightParenthesis)
    })
    return { name, arguments: given, span: this.spanFrom(start) }
  })

  private readonly annotationArgument: Rule<{ name: Name; value: Expression }> = this.RULE('annotationArgument', () => {
    const name = this.nameOf(this.CONSUME(Word))
    this.CONSUME(Colon)
    return { name, value: this.SUBRULE(this.expression) }
  })

  private refuseUnion(): never {
    this.problems.report(
      unsupportedConstruct,
      tokenSpan(this.LA(this.at(Bar) ? 1 : 0)),
      { construct: 'a union of types' },
      {
        help: 'only texts can be joined: `"pending" | "confirmed"`; records are told apart by `union on kind { … }`',
      },
    )
    throw this.abandon()
  }
}
