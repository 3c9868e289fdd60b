/**
 * The declarations of a module but for tests. A declaration whose name could be read is kept whatever is wrong behind it, so that nobody is told its
 * name is unknown.
 */
import type { IToken } from 'chevrotain'
import { emptyActionBody } from './action-parser.ts'
import type { Alternative, OrOptions, Rule } from './direct-parser.ts'
import { isWord } from './line-shape.ts'
import { type DeclarationRule, ObjectParser } from './object-parser.ts'
import type { Head } from './test-parser.ts'
import {
  Action,
  At,
  Colon,
  Const,
  Context,
  EnumWord,
  Equals,
  Extends,
  Fixture,
  Fn,
  Governance,
  Invariant,
  LeftBrace,
  LeftParenthesis,
  Manifest,
  Preset,
  Purpose,
  Read,
  RightBrace,
  RightParenthesis,
  Role,
  Text,
  Type,
  Unit,
  Word,
} from './tokens.ts'
import type {
  ActionDeclaration,
  ConstDeclaration,
  ContextDeclaration,
  Declaration,
  Entry,
  FixtureDeclaration,
  FunctionDeclaration,
  FunctionParameter,
  GovernanceDeclaration,
  InvariantDeclaration,
  LiteralUnionNode,
  ManifestDeclaration,
  Name,
  PresetDeclaration,
  PurposeDeclaration,
  QualifiedName,
  RecordExpression,
  RoleDeclaration,
  StringLiteral,
  TypeDeclaration,
  TypeNode,
  UnitDeclaration,
} from './tree.ts'

interface OpenManifest {
  readonly entries: Entry[]
  readonly invariants: InvariantDeclaration[]
}

function emptyManifest(): OpenManifest {
  return { entries: [], invariants: [] }
}

const DECLARATION: OrOptions = { ERR_MSG: 'a declaration' }

export abstract class DeclarationParser extends ObjectParser {
  protected readonly declaration: DeclarationRule<Declaration> = this.RULE(
    'declaration',
    (head: Head, start: IToken): Declaration => this.choose(this.declarations, DECLARATION, head, start),
  )

  private readonly declarations: readonly Alternative<Declaration, Head, IToken>[] = [
    { ALT: (head, start) => this.SUBRULE(this.role, { ARGS: [head, start] }) },
    { ALT: (head, start) => this.SUBRULE(this.object, { ARGS: [head, start] }) },
    { ALT: (head, start) => this.SUBRULE(this.purpose, { ARGS: [head, start] }) },
    { ALT: (head, start) => this.SUBRULE(this.typeDeclaration, { ARGS: [head, start] }) },
    { ALT: (head, start) => this.SUBRULE(this.enumeration, { ARGS: [head, start] }) },
    { ALT: (head, start) => this.SUBRULE(this.constant, { ARGS: [head, start] }) },
    { ALT: (head, start) => this.SUBRULE(this.unit, { ARGS: [head, start] }) },
    { ALT: (head, start) => this.SUBRULE(this.fn, { ARGS: [head, start] }) },
    { ALT: (head, start) => this.SUBRULE(this.context, { ARGS: [head, start] }) },
    { ALT: (head, start) => this.SUBRULE(this.governance, { ARGS: [head, start] }) },
    { ALT: (head, start) => this.SUBRULE(this.action, { ARGS: [head, start] }) },
    { ALT: (head, start) => this.SUBRULE(this.manifest, { ARGS: [head, start] }) },
    { ALT: (head, start) => this.SUBRULE(this.preset, { ARGS: [head, start] }) },
    { ALT: (head, start) => this.SUBRULE(this.invariant, { ARGS: [head, start] }) },
    { ALT: (head, start) => this.SUBRULE(this.fixture, { ARGS: [head, start] }) },
    { ALT: (head, start) => this.SUBRULE(this.test, { ARGS: [head, start] }) },
  ]

  private readonly role: DeclarationRule<RoleDeclaration> = this.RULE(
    'role',
    (head: Head, start: IToken): RoleDeclaration => {
      this.CONSUME(Role)
      const name = this.declaredName('the name of the role')
      let nature: Name | undefined
      this.attempt(() => {
        this.CONSUME(Colon, { ERR_MSG: '`: human` or `: agent`' })
        nature = this.nameOf(this.CONSUME1(Word, { ERR_MSG: '`human` or `agent`' }))
      })
      return { kind: 'role', ...head, name, nature, span: this.spanFrom(start) }
    },
  )

  private readonly purpose: DeclarationRule<PurposeDeclaration> = this.RULE(
    'purpose',
    (head: Head, start: IToken): PurposeDeclaration => {
      this.CONSUME(Purpose)
      const name = this.declaredName('the name of the purpose')
      let title: StringLiteral | undefined
      let entries: readonly Entry[] = []
      this.attempt(() => {
        this.OPTION(() => {
          title = this.textOf(this.CONSUME(Text))
        })
        this.reachBody('`{` and what the purpose permits')
        entries = this.SUBRULE(this.entries).entries
      })
      return { kind: 'purpose', ...head, name, title, entries, span: this.spanFrom(start) }
    },
  )

  private readonly typeDeclaration: DeclarationRule<TypeDeclaration> = this.RULE(
    'typeDeclaration',
    (head: Head, start: IToken): TypeDeclaration => {
      this.CONSUME(Type)
      const name = this.declaredName('the name of the type')
      const type = this.attempt(() => {
        this.CONSUME(Equals, { ERR_MSG: '`=` and a type' })
        return this.SUBRULE(this.type)
      })
      return { kind: 'type', ...head, name, type, span: this.spanFrom(start) }
    },
  )

  /** `enum Status { pending, confirmed }`: a type of the texts named. */
  private readonly enumeration: DeclarationRule<TypeDeclaration> = this.RULE(
    'enumeration',
    (head: Head, start: IToken): TypeDeclaration => {
      this.CONSUME(EnumWord)
      const name = this.declaredName('the name of the enum')
      const type = this.attempt((): LiteralUnionNode => {
        const open = this.CONSUME(LeftBrace, { ERR_MSG: '`{` and the members of the enum' })
        this.isOfNames = true
        const literals = this.blockOf(this.enumMember)
        this.isOfNames = false
        this.CONSUME(RightBrace)
        return { kind: 'literal-union', literals, span: this.spanFrom(open) }
      })
      return { kind: 'type', ...head, name, type, span: this.spanFrom(start) }
    },
  )

  private readonly enumMember: Rule<StringLiteral> = this.RULE(
    'enumMember',
    (): StringLiteral =>
      this.OR({
        DEF: [
          {
            ALT: (): StringLiteral => {
              const { text, span } = this.nameOf(this.CONSUME(Word))
              return { kind: 'string', value: text, raw: false, span }
            },
          },
          { ALT: () => this.textOf(this.CONSUME(Text)) },
        ],
        ERR_MSG: 'a member of the enum',
      }),
  )

  private readonly unit: DeclarationRule<UnitDeclaration> = this.RULE(
    'unitDeclaration',
    (head: Head, start: IToken): UnitDeclaration => {
      this.CONSUME(Unit)
      const name = this.declaredName('the name of the unit')
      const value = this.attempt(() => {
        this.CONSUME(Equals, { ERR_MSG: '`=` and an amount such as `1_000 USD`' })
        return this.SUBRULE(this.expression)
      })
      return { kind: 'unit', ...head, name, value, span: this.spanFrom(start) }
    },
  )

  private readonly constant: DeclarationRule<ConstDeclaration> = this.RULE(
    'constant',
    (head: Head, start: IToken): ConstDeclaration => {
      this.CONSUME(Const)
      const name = this.plainNameOf(this.CONSUME(Word, { ERR_MSG: 'the name of the constant' }), 'a constant')
      let type: TypeNode | undefined
      const value = this.attempt(() => {
        this.OPTION(() => {
          this.CONSUME(Colon)
          type = this.SUBRULE(this.type)
        })
        this.CONSUME(Equals, { ERR_MSG: '`=` and a value' })
        return this.SUBRULE(this.expression)
      })
      return { kind: 'const', ...head, name, type, value, span: this.spanFrom(start) }
    },
  )

  private readonly fn: DeclarationRule<FunctionDeclaration> = this.RULE(
    'fn',
    (head: Head, start: IToken): FunctionDeclaration => {
      this.CONSUME(Fn)
      const name = this.plainNameOf(this.CONSUME(Word, { ERR_MSG: 'the name of the function' }), 'a function')
      const parameters: FunctionParameter[] = []
      let result: TypeNode | undefined
      const body = this.attempt(() => {
        this.CONSUME(LeftParenthesis, { ERR_MSG: 'the parameters in parentheses' })
        this.commaItems(0, RightParenthesis, () => parameters.push(this.SUBRULE(this.parameter)))
        this.CONSUME(RightParenthesis)
        this.CONSUME(Colon, { ERR_MSG: '`:` and the type of the result' })
        result = this.SUBRULE(this.type)
        this.CONSUME(Equals, { ERR_MSG: '`=` and an expression' })
        return this.SUBRULE(this.expression)
      })
      return { kind: 'fn', ...head, name, parameters, result, body, span: this.spanFrom(start) }
    },
  )

  private readonly parameter: Rule<FunctionParameter> = this.RULE('parameter', (): FunctionParameter => {
    const start = this.LA(1)
    const name = this.plainNameOf(this.CONSUME(Word, { ERR_MSG: 'the name of a parameter' }), 'a parameter')
    this.CONSUME(Colon, { ERR_MSG: '`:` and a type' })
    const type = this.SUBRULE(this.type)
    return { name, type, span: this.spanFrom(start) }
  })

  private readonly context: DeclarationRule<ContextDeclaration> = this.RULE(
    'context',
    (head: Head, start: IToken): ContextDeclaration => {
      const name = this.nameOf(this.CONSUME(Context))
      const fields = this.attempt(() => {
        this.reachBody('`{` and the facts')
        return this.SUBRULE(this.fields)
      })
      const span = this.spanFrom(start)
      return { kind: 'context', ...head, name, fields: fields ?? [], span }
    },
  )

  private readonly governance: DeclarationRule<GovernanceDeclaration> = this.RULE(
    'governance',
    (head: Head, start: IToken): GovernanceDeclaration => {
      this.CONSUME(Governance)
      const name = this.declaredName('the name of the governance')
      const block = this.attempt(() => {
        this.reachBody('`{` and the entries of the governance')
        return this.SUBRULE(this.entries)
      })
      return { kind: 'governance', ...head, name, entries: block?.entries ?? [], span: this.spanFrom(start) }
    },
  )

  private readonly action: DeclarationRule<ActionDeclaration> = this.RULE(
    'action',
    (head: Head, start: IToken): ActionDeclaration => {
      const form = this.OR([
        { ALT: (): ActionDeclaration['form'] => this.CONSUME(Action) && 'action' },
        { ALT: (): ActionDeclaration['form'] => this.CONSUME(Read) && 'read' },
      ])
      const name = this.SUBRULE(this.qualifiedName, { ARGS: ['the name of the action'] })
      let base: QualifiedName | undefined
      const body = this.attempt(() => {
        this.OPTION(() => {
          this.CONSUME(Extends)
          base = this.SUBRULE1(this.qualifiedName, { ARGS: ['the name of another action'] })
        })
        this.reachBody('`{` and the contract of the action')
        return this.SUBRULE(this.actionBody)
      })
      return { kind: 'action', ...head, form, name, base, ...(body ?? emptyActionBody()), span: this.spanFrom(start) }
    },
  )

  private readonly manifest: DeclarationRule<ManifestDeclaration> = this.RULE(
    'manifest',
    (head: Head, start: IToken): ManifestDeclaration => {
      this.CONSUME(Manifest)
      const name = this.declaredName('the name of the manifest')
      const body = emptyManifest()
      this.attempt(() => {
        this.reachBody('`{` and the contents of the manifest')
        this.CONSUME(LeftBrace)
        this.blockItems(() => this.SUBRULE(this.manifestItem, { ARGS: [body] }))
        this.CONSUME(RightBrace)
      })
      return { kind: 'manifest', ...head, name, ...body, span: this.spanFrom(start) }
    },
  )

  private readonly manifestItem: Rule<void, [OpenManifest]> = this.RULE(
    'manifestItem',
    (body: OpenManifest = emptyManifest()): void => {
      this.OR({
        DEF: [
          {
            // An entry may be called `invariant` too.
            GATE: () => this.at(At) || (this.at(Invariant) && isWord(this.LA(2))),
            ALT: () => body.invariants.push(this.SUBRULE(this.ownInvariant)),
          },
          { ALT: () => body.entries.push(this.SUBRULE(this.entry)) },
        ],
        ERR_MSG: 'an entry or an invariant',
        MAX_LOOKAHEAD: 1,
        IGNORE_AMBIGUITIES: true,
      })
    },
  )

  private readonly ownInvariant: Rule<InvariantDeclaration> = this.RULE('ownInvariant', (): InvariantDeclaration => {
    const start = this.LA(1)
    const doc = this.source.documentation.take(start.startOffset)
    const annotations = this.SUBRULE(this.annotations)
    return this.SUBRULE(this.invariant, { ARGS: [{ doc, annotations, isPrivate: false }, start] })
  })

  private readonly preset: DeclarationRule<PresetDeclaration> = this.RULE(
    'preset',
    (head: Head, start: IToken): PresetDeclaration => {
      this.CONSUME(Preset)
      const name = this.declaredName('the name of the preset')
      let base: Name | undefined
      let entries: readonly Entry[] = []
      this.attempt(() => {
        this.OPTION(() => {
          this.CONSUME(Extends)
          base = this.nameOf(this.CONSUME1(Word, { ERR_MSG: 'the name of another preset' }))
        })
        this.reachBody('`{` and the values of the preset')
        entries = this.SUBRULE(this.entries).entries
      })
      return { kind: 'preset', ...head, name, base, entries, span: this.spanFrom(start) }
    },
  )

  private readonly invariant: DeclarationRule<InvariantDeclaration> = this.RULE(
    'invariant',
    (head: Head, start: IToken): InvariantDeclaration => {
      this.CONSUME(Invariant)
      const name = this.plainNameOf(this.CONSUME(Word, { ERR_MSG: 'the name of the invariant' }), 'an invariant')
      const condition = this.attempt(() => {
        this.CONSUME(Colon, { ERR_MSG: '`:` and a condition' })
        return this.SUBRULE(this.expression)
      })
      return { kind: 'invariant', ...head, name, condition, span: this.spanFrom(start) }
    },
  )

  private readonly fixture: DeclarationRule<FixtureDeclaration> = this.RULE(
    'fixture',
    (head: Head, start: IToken): FixtureDeclaration => {
      this.CONSUME(Fixture)
      const name = this.declaredName('the name of the fixture')
      this.CONSUME(Colon, { ERR_MSG: '`: claims` or `:` and an action' })
      const subject = this.SUBRULE(this.qualifiedName, { ARGS: ['`claims` or the name of an action'] })
      const value = this.attempt((): RecordExpression => {
        this.reachBody('`{` and the values of the fixture')
        return this.SUBRULE(this.record)
      })
      return { kind: 'fixture', ...head, name, subject, value, span: this.spanFrom(start) }
    },
  )
}
