/**
 * Types: names with arguments, refinements, unit and condition; records; unions of texts. Which names exist and which refinements they take is the
 * checker's business.
 */
import { unsupportedConstruct } from '../diagnostics/catalogue/syntax.ts'
import type { Rule } from './direct-parser.ts'
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

export abstract class TypeParser extends ExpressionParser {
  readonly type: Rule<TypeNode> = this.RULE('type', (): TypeNode => {
    this.enter()
    const type = this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.literalUnion) },
        // `open` and `nullable` are also names; only what follows tells.
        {
          GATE: () => this.at(LeftBrace) || (this.at(Open) && this.at(LeftBrace, 2)),
          ALT: () => this.SUBRULE(this.recordType),
        },
        {
          GATE: () => this.at(UnionWord) && this.at(On, 2),
          ALT: () => this.SUBRULE(this.unionType),
        },
        { ALT: () => this.SUBRULE(this.namedType) },
      ],
      ERR_MSG: 'a type',
      IGNORE_AMBIGUITIES: true,
    })
    if (this.at(Bar)) this.refuseUnion()
    this.leave()
    return type
  })

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
    const variants: VariantNode[] = []
    this.blockItems(() => variants.push(this.SUBRULE(this.variant)))
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
    const given: TypeNode[] = []
    let refinements: readonly Refinement[] = []
    let unit: Name | undefined
    let where: Expression | undefined
    this.OPTION(() => {
      this.CONSUME(Less)
      this.MANY_SEP({ SEP: Comma, DEF: () => given.push(this.SUBRULE(this.type)) })
      this.CONSUME(Greater)
    })
    this.OPTION1(() => {
      refinements = this.SUBRULE(this.refinements)
    })
    this.OPTION2(() => {
      this.CONSUME(Unit)
      unit = this.nameOf(this.CONSUME2(Word, { ERR_MSG: 'a unit' }))
    })
    this.OPTION3(() => {
      this.CONSUME(Where)
      this.equalsEnds = true
      try {
        where = this.SUBRULE(this.expression)
      } finally {
        this.equalsEnds = false
      }
    })
    return { kind: 'named-type', name, arguments: given, refinements, unit, where, span: this.spanFrom(start) }
  })

  private readonly refinements: Rule<readonly Refinement[]> = this.RULE('refinements', (): readonly Refinement[] => {
    this.CONSUME(LeftParenthesis)
    const read: Refinement[] = []
    this.commaItems(0, RightParenthesis, () => read.push(this.SUBRULE(this.refinement)))
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
      let min: Expression | undefined
      let max: Expression | undefined
      let isRange = false
      this.OPTION(() => {
        min = this.SUBRULE(this.expression)
      })
      this.OPTION1(() => {
        this.CONSUME(Range)
        isRange = true
        this.OPTION2(() => {
          max = this.SUBRULE1(this.expression)
        })
      })
      if (isRange) return { kind: 'range', min, max, span: this.spanFrom(start) }
      return min ?? this.ACTION(() => this.refuse('a value or a range such as `1..64`'))
    },
  )

  /** `{ a: String, b?: Int }`, the braces included. */
  protected readonly fields: Rule<readonly FieldNode[]> = this.RULE('fields', (): readonly FieldNode[] => {
    this.CONSUME(LeftBrace)
    const read: FieldNode[] = []
    this.blockItems(() => read.push(this.SUBRULE(this.field)))
    this.CONSUME(RightBrace)
    return read
  })

  private readonly field: Rule<FieldNode> = this.RULE('field', (): FieldNode => {
    const start = this.LA(1)
    const doc = this.source.documentation.take(start.startOffset)
    const annotations = this.SUBRULE(this.annotations)
    const key = this.SUBRULE(this.fieldName)
    let optional = false
    let nullable = false
    let defaultValue: Expression | undefined
    this.OPTION(() => {
      this.CONSUME(Question)
      optional = true
    })
    this.CONSUME(Colon, { ERR_MSG: '`:` and the type of the field' })
    this.OPTION1({
      GATE: () =>
        isWord(this.LA(2)) ? !this.at(Unit, 2) && !this.at(Where, 2) : this.at(LeftBrace, 2) || this.at(Text, 2),
      DEF: () => {
        this.CONSUME(Nullable)
        nullable = true
      },
    })
    const type = this.attempt(() => this.SUBRULE(this.type))
    this.OPTION2(() => {
      this.CONSUME(Equals)
      defaultValue = this.SUBRULE(this.expression)
    })
    return { doc, annotations, ...key, optional, nullable, type, defaultValue, span: this.spanFrom(start) }
  })

  /** `@ui(widget: textarea)` and the like, each on its line or in front. */
  protected readonly annotations: Rule<readonly Annotation[]> = this.RULE('annotations', (): readonly Annotation[] => {
    const read: Annotation[] = []
    this.MANY(() => {
      read.push(this.SUBRULE(this.annotation))
      this.OPTION(() => this.CONSUME(Newline))
    })
    return read
  })

  private readonly annotation: Rule<Annotation> = this.RULE('annotation', (): Annotation => {
    const start = this.CONSUME(At)
    const name = this.nameOf(this.CONSUME(Word, { ERR_MSG: 'the name of an annotation' }))
    const given: { name: Name; value: Expression }[] = []
    this.OPTION(() => {
      this.CONSUME(LeftParenthesis)
      this.commaItems(0, RightParenthesis, () => given.push(this.SUBRULE(this.annotationArgument)))
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
