/**
 * The top level of a file: module line, imports, declarations, and what is none of these. Reads one list of tokens at a time, so whatever is wrong in
 * one stays there.
 */
import type { IToken } from 'chevrotain'
import {
  misplacedModule,
  missingSeparator,
  reservedConstruct,
  unknownDeclaration,
  unmatchedBracket,
} from '../diagnostics/catalogue/syntax.ts'
import { nearMiss } from '../text/near-miss.ts'
import type { Segment } from './arrange-tokens.ts'
import { DeclarationParser } from './declaration-parser.ts'
import type { Rule } from './direct-parser.ts'
import { DECLARATION_WORDS, MEMBER_WORDS, RESERVED_DECLARATIONS, SECTION_WORDS } from './keywords.ts'
import { type LexedSource, retype } from './lex-source.ts'
import { isWord, startsDeclaration } from './line-shape.ts'
import type { SyntaxErrors } from './syntax-errors.ts'
import { tokenEnd, tokenSpan } from './token-span.ts'
import { describeToken } from './token-words.ts'
import {
  As,
  Because,
  Comma,
  Day,
  Dot,
  From,
  Import,
  KEYWORD_TYPES,
  LeftBrace,
  Module,
  Private,
  RightBrace,
  Suppress,
  Text,
  Until,
  Word,
} from './tokens.ts'
import type { Declaration, ImportDeclaration, Name, QualifiedName, StringLiteral, Suppression } from './tree.ts'

export interface FileParts {
  module: QualifiedName | undefined
  readonly imports: ImportDeclaration[]
  readonly declarations: Declaration[]
  readonly suppressions: Suppression[]
}

type ImportedName = ImportDeclaration['names'][number]

function emptyParts(): FileParts {
  return { module: undefined, imports: [], declarations: [], suppressions: [] }
}

export class SourceParser extends DeclarationParser {
  /** The last thing at the top level was no declaration, so an indented one probably belongs to it. */
  private afterStray = false
  private segmentEnd = 0

  /** `validate`: have chevrotain check the grammar itself, for tests. */
  constructor(validate: boolean) {
    super(!validate)
    this.performSelfAnalysis()
  }

  readFile(source: LexedSource, segments: readonly Segment[], problems: SyntaxErrors): FileParts {
    this.begin(source, problems)
    this.afterStray = false
    const parts = emptyParts()
    for (const segment of segments) {
      if (this.isHopeless) break
      this.depth = 0
      this.segmentEnd = tokenEnd(segment.at(-1)!)
      this.input = segment
      this.segment(parts)
    }
    return parts
  }

  private readonly segment: Rule<void, [FileParts]> = this.RULE('segment', (parts: FileParts = emptyParts()): void => {
    if (this.RECORDING_PHASE) {
      this.MANY(() => this.SUBRULE(this.item, { ARGS: [parts] }))
      return
    }
    do {
      if (!this.belongsAbove && this.refuseReserved()) break
      const failures = this.failures
      this.attempt(() => this.SUBRULE1(this.item, { ARGS: [parts] }))
      const tokens = [this.LA(1), this.LA(2)]
      this.afterStray ||= failures < this.failures
      if (this.atEnd || !this.reportLeftOver(tokens, failures === this.failures)) break
    } while (!this.isHopeless)
    while (!this.atEnd) this.skipToken()
  })

  /** True when what is left is another declaration that only lacks a line of its own. */
  private reportLeftOver(tokens: readonly IToken[], isSound: boolean): boolean {
    const found = tokens[0]!
    if (this.at(Comma) && startsDeclaration([this.LA(2), this.LA(3)], 0)) {
      this.reportUnexpected('a new line')
      this.CONSUME(Comma)
      return true
    }
    if (startsDeclaration(tokens, 0)) {
      this.problems.report(
        missingSeparator,
        tokenSpan(found),
        { found: describeToken(found) },
        { help: 'begin each declaration on a line of its own' },
      )
      return true
    }
    if (isSound) this.reportUnexpected('a new line')
    return false
  }

  private readonly item: Rule<void, [FileParts]> = this.RULE('item', (parts: FileParts = emptyParts()): void => {
    const start = this.LA(1)
    const doc = this.ACTION(() => (isHeading(start) ? undefined : this.source.documentation.take(start.startOffset)))
    const annotations = this.SUBRULE(this.annotations)
    let isPrivate = false
    this.OPTION(() => {
      this.CONSUME(Private)
      isPrivate = true
    })
    if (!this.RECORDING_PHASE) this.correctKeyword()
    this.OR({
      DEF: [
        { GATE: () => this.LA(1) === start, ALT: () => this.readModule(parts, this.SUBRULE(this.moduleLine), start) },
        { GATE: () => this.LA(1) === start, ALT: () => parts.imports.push(this.SUBRULE(this.import)) },
        { GATE: () => this.LA(1) === start, ALT: () => parts.suppressions.push(this.SUBRULE(this.suppression)) },
        {
          ALT: () =>
            parts.declarations.push(this.SUBRULE(this.declaration, { ARGS: [{ doc, annotations, isPrivate }, start] })),
        },
      ],
      ERR_MSG: 'a declaration',
    })
    this.afterStray = false
  })

  private readonly moduleLine: Rule<QualifiedName> = this.RULE('moduleLine', (): QualifiedName => {
    this.CONSUME(Module)
    return this.SUBRULE(this.qualifiedName, { ARGS: ['the name of the module'] })
  })

  private readModule(parts: FileParts, name: QualifiedName, start: IToken): void {
    if (this.RECORDING_PHASE) return
    const again = parts.module !== undefined
    if (again || parts.imports.length + parts.declarations.length > 0) {
      this.problems.report(misplacedModule, tokenSpan(start), { again })
    }
    if (!again) parts.module = name
  }

  private readonly import: Rule<ImportDeclaration> = this.RULE('import', (): ImportDeclaration => {
    const start = this.CONSUME(Import)
    const module = this.SUBRULE(this.qualifiedName, { ARGS: ['the name of a module'] })
    let from: StringLiteral | undefined
    let names: ImportedName[] = []
    this.attempt(() => {
      this.OPTION(() => {
        this.CONSUME(From)
        from = this.textOf(this.CONSUME(Text, { ERR_MSG: 'the name of a package in quotes' }))
      })
      this.reachBody('`{` and the names to import')
      this.CONSUME(LeftBrace)
      names = this.blockOf(this.importedName)
      this.CONSUME(RightBrace)
    })
    return { kind: 'import', module, from, names, span: this.spanFrom(start) }
  })

  private readonly suppression: Rule<Suppression> = this.RULE('suppression', (): Suppression => {
    const start = this.CONSUME(Suppress)
    const code = this.nameOf(this.CONSUME(Word, { ERR_MSG: 'the code of a warning, such as `CQ7009`' }))
    this.CONSUME(Because, { ERR_MSG: '`because` and the reason' })
    const because = this.textOf(this.CONSUME(Text, { ERR_MSG: 'the reason in double quotes' }))
    this.CONSUME(Until, { ERR_MSG: '`until` and a day' })
    const until = this.nameOf(this.CONSUME(Day))
    return { kind: 'suppress', code, because, until, span: this.spanFrom(start) }
  })

  /** A name, under another one if wished; or the id of an action, which is global and keeps it. */
  private readonly importedName: Rule<ImportedName> = this.RULE('importedName', (): ImportedName => {
    const start = this.CONSUME(Word, { ERR_MSG: 'a name to import' })
    const parts: Name[] = [this.nameOf(start)]
    let alias: Name | undefined
    this.MANY(() => {
      this.CONSUME(Dot)
      parts.push(this.nameOf(this.CONSUME1(Word)))
    })
    this.OPTION({
      GATE: () => parts.length === 1,
      DEF: () => {
        this.CONSUME(As)
        alias = this.nameOf(this.CONSUME2(Word))
      },
    })
    const text = parts.map((part) => part.text).join('.')
    const name: Name = { text, span: { start: parts[0]!.span.start, end: parts.at(-1)!.span.end } }
    return { name, alias, span: this.spanFrom(start) }
  })

  // What begins like no declaration.

  private correctKeyword(): void {
    const token = this.LA(1)
    const word = token.image
    if (this.belongsAbove) throw this.abandon()
    const isSection = SECTION_WORDS.has(word) && this.at(LeftBrace, 2)
    if (DECLARATION_WORDS.includes(word) && isWord(token) && !isSection) return
    const named = isWord(this.LA(2)) || this.at(Text, 2)
    const near = isWord(token) && named ? nearMiss(word, DECLARATION_WORDS) : undefined
    if (near === undefined) this.refuseStray(token)
    this.problems.report(
      unknownDeclaration,
      tokenSpan(token),
      { word },
      {
        help: `did you mean \`${near}\`?`,
        fixes: [this.problems.fix(`write \`${near}\``, { span: tokenSpan(token), text: near })],
      },
    )
    retype(token, KEYWORD_TYPES.get(near)!)
  }

  /** True when a declaration begins here that the language keeps for later; it is then skipped whole. */
  private refuseReserved(): boolean {
    const ahead = this.at(Private) ? 2 : 1
    const [token, next] = [this.LA(ahead), this.LA(ahead + 1)]
    if (!isWord(token) || !(isWord(next) || next.tokenType === Text || next.tokenType === LeftBrace)) return false
    if (SECTION_WORDS.has(token.image) && !isWord(next)) return false
    if (!RESERVED_DECLARATIONS.includes(token.image)) return false
    // Its syntax is not ours, so what the lexer found wrong with it is no news.
    this.problems.forget(token.startOffset, this.segmentEnd)
    this.problems.report(reservedConstruct, tokenSpan(token), { word: token.image })
    return true
  }

  /** After something that was no declaration: what stands here is probably the rest of it, and no news. */
  private get belongsAbove(): boolean {
    const token = this.LA(1)
    const isIndented = token.startOffset > 0 && this.source.text[token.startOffset - 1] !== '\n'
    return this.afterStray && (this.at(RightBrace) || (isIndented && !startsDeclaration([token, this.LA(2)], 0)))
  }

  /** Only the first of several stray stretches gets this far: the others are the rest of a block that was closed too early. */
  private refuseStray(token: IToken): never {
    this.reportStray(token)
    this.afterStray = true
    throw this.abandon()
  }

  private reportStray(token: IToken): void {
    if (this.at(RightBrace)) this.problems.report(unmatchedBracket, tokenSpan(token), { closer: '}' })
    else if (isWord(token)) {
      this.problems.report(
        unknownDeclaration,
        tokenSpan(token),
        { word: token.image },
        {
          help: ONLY_INSIDE.has(token.image)
            ? 'it stands inside another declaration; is there a `}` too many above?'
            : (ELSEWHERE.get(token.image) ??
              `declarations begin with ${DECLARATION_WORDS.map((word) => `\`${word}\``).join(', ')}`),
        },
      )
    } else this.reportUnexpected('a declaration')
  }
}

/** How declarations begin in other languages. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ...['from', 'use', 'using', 'include', 'require'].map(
    (word) => [word, 'names are imported one by one: `import std.finance { Usd }`'] as const,
  ),
  ...['let', 'var', 'val', 'def', 'define'].map(
    (word) => [word, 'a constant is written `const EURO = 1.10 USD`'] as const,
  ),
  ...['function', 'func', 'fun'].map(
    (word) => [word, 'a function is written `fn half(x: Float): Float = x / 2`'] as const,
  ),
  ...['class', 'struct', 'interface', 'record'].map((word) => [word, 'a type is written `type Name = { … }`'] as const),
  ['union', 'a union is a type: `type Name = union on kind { … }`'],
  ['package', 'a file begins with `module some.name`'],
  ['namespace', 'a file begins with `module some.name`'],
  ...['permit', 'allow', 'deny', 'policy', 'rule'].map(
    (word) => [word, 'rules stand in the action they are about: `action order.refund { forbid late: … }`'] as const,
  ),
])

const ONLY_INSIDE: ReadonlySet<string> = new Set([...SECTION_WORDS, ...MEMBER_WORDS])

/** A line that is not documented: `module`, `import` or `suppress`. */
function isHeading(token: IToken): boolean {
  return token.tokenType === Module || token.tokenType === Import || token.tokenType === Suppress
}
