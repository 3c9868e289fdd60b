/**
 * The kinds of token, in chevrotain's form, with the words messages use for them (`label`). Which characters make which token is said here and in
 * `scan-string.ts`, and `scan-tokens.ts` goes by it; what a token means is the parser's business. Keywords are contextual: each is also a `Word`, so a name
 * may be any of them.
 */
import { createToken, type IToken, type ITokenConfig, Lexer, type TokenType } from 'chevrotain'
import { endOfBlockComment } from './scan-comment.ts'
import { endOfDay } from './scan-day.ts'
import { endOfString } from './scan-string.ts'

/** Each has categories, if none: kinds of one shape are looked up faster. */
function token(name: string, label: string, rest: Omit<ITokenConfig, 'name' | 'label'> = {}): TokenType {
  return createToken({ name, label, categories: [], ...rest })
}

/** A pattern in chevrotain's form from where its match ends; the tokens read so far come as a list. */
function scanned(endOf: (text: string, offset: number, before: IToken | undefined) => number | undefined): {
  exec(text: string, offset: number, before: readonly IToken[]): [string] | null
} {
  return {
    exec(text, offset, before) {
      const end = endOf(text, offset, before.at(-1))
      return end === undefined ? null : [text.slice(offset, end)]
    },
  }
}

/** Not made by the lexer itself: categories, and what its tokens are retyped to. */
const ABSTRACT = { pattern: Lexer.NA }

// Hidden from the parser.
export const WhiteSpace: TokenType = token('WhiteSpace', 'white space', { pattern: /[ \t\r\ufeff]+/, group: 'skipped' })
export const DocumentationLine: TokenType = token('DocumentationLine', 'documentation', {
  pattern: /\/\/\/(?!\/)[^\n\r]*/,
})
export const Comment: TokenType = token('Comment', 'a comment', { pattern: /\/\/[^\n\r]*/, group: 'skipped' })

// Separators.
export const Separator: TokenType = token('Separator', 'a comma or a new line', ABSTRACT)
/** Covers the blank space that follows it, so its end is where the next line's first token stands. */
export const Newline: TokenType = token('Newline', 'a new line', {
  pattern: /\n[ \t\r\n]*/,
  categories: Separator,
  line_breaks: true,
})
export const Comma: TokenType = token('Comma', '`,`', { pattern: /,/, categories: Separator })

// Words.
export const Word: TokenType = token('Word', 'a name', { pattern: /[A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*/ })

function keyword(text: string): TokenType {
  return token(`Keyword_${text}`, `\`${text}\``, { ...ABSTRACT, categories: Word })
}

export const Module: TokenType = keyword('module')
export const Import: TokenType = keyword('import')
export const Private: TokenType = keyword('private')
export const Role: TokenType = keyword('role')
export const ObjectWord: TokenType = keyword('object')
export const Purpose: TokenType = keyword('purpose')
export const Type: TokenType = keyword('type')
export const EnumWord: TokenType = keyword('enum')
export const Const: TokenType = keyword('const')
export const Action: TokenType = keyword('action')
export const Read: TokenType = keyword('read')
export const Manifest: TokenType = keyword('manifest')
export const Preset: TokenType = keyword('preset')
export const Invariant: TokenType = keyword('invariant')
export const Fixture: TokenType = keyword('fixture')
export const Test: TokenType = keyword('test')
export const State: TokenType = keyword('state')
export const Operation: TokenType = keyword('operation')
export const Input: TokenType = keyword('input')
export const Output: TokenType = keyword('output')
export const Governance: TokenType = keyword('governance')
export const Execution: TokenType = keyword('execution')
export const Require: TokenType = keyword('require')
export const Forbid: TokenType = keyword('forbid')
export const Effect: TokenType = keyword('effect')
export const Because: TokenType = keyword('because')
export const Given: TokenType = keyword('given')
export const Call: TokenType = keyword('call')
export const Expect: TokenType = keyword('expect')
export const For: TokenType = keyword('for')
export const Allow: TokenType = keyword('allow')
export const Stage: TokenType = keyword('stage')
export const Deny: TokenType = keyword('deny')
export const As: TokenType = keyword('as')
export const Extends: TokenType = keyword('extends')
export const From: TokenType = keyword('from')
export const Nullable: TokenType = keyword('nullable')
export const Open: TokenType = keyword('open')
export const Unit: TokenType = keyword('unit')
export const Where: TokenType = keyword('where')
export const UnionWord: TokenType = keyword('union')
export const On: TokenType = keyword('on')
export const Of: TokenType = keyword('of')
export const And: TokenType = keyword('and')
export const Within: TokenType = keyword('within')
export const When: TokenType = keyword('when')
export const Unless: TokenType = keyword('unless')
export const Per: TokenType = keyword('per')
export const By: TokenType = keyword('by')
export const Counting: TokenType = keyword('counting')
export const Context: TokenType = keyword('context')
export const Fn: TokenType = keyword('fn')
export const Suppress: TokenType = keyword('suppress')
export const Until: TokenType = keyword('until')

/** `true false null in`: the words that are never names. */
export const ReservedWord: TokenType = token('ReservedWord', 'a reserved word', ABSTRACT)
export const True: TokenType = token('True', '`true`', { ...ABSTRACT, categories: ReservedWord })
export const False: TokenType = token('False', '`false`', { ...ABSTRACT, categories: ReservedWord })
export const Null: TokenType = token('Null', '`null`', { ...ABSTRACT, categories: ReservedWord })

// Operators. The tokens of `BinaryOperator` continue an expression, also on a new line.
export const BinaryOperator: TokenType = token('BinaryOperator', 'an operator', ABSTRACT)
function operator(name: string, text: string, pattern: RegExp): TokenType {
  return token(name, `\`${text}\``, { pattern, categories: BinaryOperator })
}
export const In: TokenType = token('In', '`in`', { ...ABSTRACT, categories: [ReservedWord, BinaryOperator] })
export const Implies: TokenType = token('Implies', '`=>`', { pattern: /=>/ })
export const Equal: TokenType = operator('Equal', '==', /==/)
export const NotEqual: TokenType = operator('NotEqual', '!=', /!=/)
export const LessOrEqual: TokenType = operator('LessOrEqual', '<=', /<=/)
export const GreaterOrEqual: TokenType = operator('GreaterOrEqual', '>=', />=/)
export const Less: TokenType = operator('Less', '<', /</)
export const Greater: TokenType = operator('Greater', '>', />/)
export const AndAnd: TokenType = operator('AndAnd', '&&', /&&/)
export const OrOr: TokenType = operator('OrOr', '||', /\|\|/)
export const Plus: TokenType = operator('Plus', '+', /\+/)
export const Minus: TokenType = operator('Minus', '-', /-/)
export const Star: TokenType = operator('Star', '*', /\*/)
export const Slash: TokenType = operator('Slash', '/', /\//)
export const Percent: TokenType = operator('Percent', '%', /%/)

// Punctuation.
export const Arrow: TokenType = token('Arrow', '`->`', { pattern: /->/ })
export const Bang: TokenType = token('Bang', '`!`', { pattern: /!/ })
export const Equals: TokenType = token('Equals', '`=`', { pattern: /=/ })
export const Question: TokenType = token('Question', '`?`', { pattern: /\?/ })
export const Colon: TokenType = token('Colon', '`:`', { pattern: /:/ })
export const Range: TokenType = token('Range', '`..`', { pattern: /\.\./ })
export const Dot: TokenType = token('Dot', '`.`', { pattern: /\./ })
export const Bar: TokenType = token('Bar', '`|`', { pattern: /\|/ })
export const At: TokenType = token('At', '`@`', { pattern: /@/ })
export const LeftBrace: TokenType = token('LeftBrace', '`{`', { pattern: /\{/ })
export const RightBrace: TokenType = token('RightBrace', '`}`', { pattern: /\}/ })
export const LeftParenthesis: TokenType = token('LeftParenthesis', '`(`', { pattern: /\(/ })
export const RightParenthesis: TokenType = token('RightParenthesis', '`)`', { pattern: /\)/ })
export const LeftBracket: TokenType = token('LeftBracket', '`[`', { pattern: /\[/ })
export const RightBracket: TokenType = token('RightBracket', '`]`', { pattern: /\]/ })

// Literals. Their decoded values are the tokens' payloads, see `lex-source.ts`.
export const Text: TokenType = token('Text', 'a text in double quotes', {
  pattern: scanned(endOfString),
  start_chars_hint: ['"', 'r'],
  line_breaks: true,
})
/**
 * Takes everything that begins with a digit, malformed or not, together with a unit that follows on the line: what is wrong with it is said once, by
 * the decoder.
 */
export const Numeral: TokenType = token('Numeral', 'a number', {
  pattern: /[0-9][0-9_]*(?:\.[0-9][0-9_]*|\.(?![.\w]))?(?:[eE][+-]?[0-9]+)?(?:[A-Za-z0-9_]+|[ \t]+[A-Z][A-Za-z0-9]*)?/,
})
/** Behind `until` alone: elsewhere `2027-01-01` subtracts. */
export const Day: TokenType = token('Day', 'a day such as `2027-01-31`', {
  pattern: scanned(endOfDay),
  start_chars_hint: [...'0123456789'],
  line_breaks: false,
})
export const Duration: TokenType = token('Duration', 'a duration such as `30s`', ABSTRACT)

// What has no place in the language; replaced or dropped with an error before the parser.
export const BlockComment: TokenType = token('BlockComment', 'a block comment', {
  pattern: scanned(endOfBlockComment),
  start_chars_hint: ['/'],
  line_breaks: true,
})
export const SingleQuoted: TokenType = token('SingleQuoted', 'a text', { pattern: /'[^'\n\r]*'?/ })
export const ForeignOperator: TokenType = token('ForeignOperator', 'an operator', { pattern: /[=!]==|&(?!&)|<>/ })
export const Foreign: TokenType = token('Foreign', 'a character', { pattern: /[\u0080-\ufefe\uff00-\uffff]+/ })
export const Stray: TokenType = token('Stray', 'a character', {
  pattern: /;+|#+|\$+|\\+|\^+|~+|`+|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+/,
})

const KEYWORDS: readonly TokenType[] = [
  Module,
  Import,
  Private,
  Role,
  ObjectWord,
  Purpose,
  Type,
  EnumWord,
  Const,
  Action,
  Read,
  Manifest,
  Preset,
  Invariant,
  Fixture,
  Test,
  State,
  Operation,
  Input,
  Output,
  Governance,
  Execution,
  Require,
  Forbid,
  Effect,
  Because,
  Given,
  Call,
  Expect,
  For,
  Allow,
  Stage,
  Deny,
  As,
  Extends,
  From,
  Nullable,
  Open,
  Unit,
  Where,
  UnionWord,
  On,
  Of,
  And,
  Within,
  When,
  Unless,
  Per,
  By,
  Counting,
  Context,
  Fn,
  Suppress,
  Until,
  True,
  False,
  Null,
  In,
]

/** The kind of each word that is not only a name. */
export const KEYWORD_TYPES: ReadonlyMap<string, TokenType> = new Map(
  KEYWORDS.map((type) => [type.LABEL!.slice(1, -1), type]),
)

/** What a lexer tries, in this order; what its group is `skipped` is left out. */
export const LEXED: readonly TokenType[] = [
  WhiteSpace,
  Newline,
  Text,
  Word,
  Day,
  Numeral,
  DocumentationLine,
  Comment,
  BlockComment,
  Comma,
  Colon,
  Range,
  Dot,
  LeftBrace,
  RightBrace,
  LeftParenthesis,
  RightParenthesis,
  LeftBracket,
  RightBracket,
  ForeignOperator,
  Implies,
  Equal,
  Equals,
  NotEqual,
  Bang,
  LessOrEqual,
  Less,
  GreaterOrEqual,
  Greater,
  AndAnd,
  OrOr,
  Bar,
  Arrow,
  Minus,
  Plus,
  Star,
  Slash,
  Percent,
  Question,
  At,
  SingleQuoted,
  Foreign,
  Stray,
]

/** What the parser may meet. */
export const PARSED: readonly TokenType[] = [
  Separator,
  BinaryOperator,
  ReservedWord,
  Duration,
  ...KEYWORDS,
  ...LEXED.filter(
    (type) =>
      ![WhiteSpace, DocumentationLine, Comment, BlockComment, SingleQuoted, ForeignOperator, Foreign, Stray].includes(
        type,
      ),
  ),
]
