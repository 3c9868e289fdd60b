/**
 * Codes CQ1xxx: bytes, characters, tokens and grammar. One entry per code, each with a page under docs/reference/diagnostics; a code is never
 * reused.
 */
import { type CatalogueEntry, define } from '../diagnostic.ts'

type None = Record<never, never>

export const notUtf8: CatalogueEntry<{ byte: number }> = define('CQ1001', {
  slug: 'not-utf8',
  severity: 'error',
  message: ({ byte }) => `the file is not UTF-8: byte ${byte} does not belong to a character`,
})

export const byteOrderMark: CatalogueEntry<None> = define('CQ1002', {
  slug: 'byte-order-mark',
  severity: 'error',
  message: () => 'the file begins with a byte order mark',
})

export const fileTooLarge: CatalogueEntry<{ bytes: number; limit: number }> = define('CQ1003', {
  slug: 'file-too-large',
  severity: 'error',
  message: ({ bytes, limit }) => `the file has ${bytes} bytes, ${limit} are allowed`,
})

export const notNormalised: CatalogueEntry<None> = define('CQ1004', {
  slug: 'not-normalised',
  severity: 'error',
  message: () => 'the text is not in Unicode normalisation form C',
})

export const bidirectionalControl: CatalogueEntry<{ character: string }> = define('CQ1005', {
  slug: 'bidirectional-control',
  severity: 'error',
  message: ({ character }) =>
    `the character ${character} changes the direction of text, so that it reads unlike what it means`,
})

export const invisibleCharacter: CatalogueEntry<{ character: string }> = define('CQ1006', {
  slug: 'invisible-character',
  severity: 'error',
  message: ({ character }) => `the character ${character} cannot be seen`,
})

export const mixedScripts: CatalogueEntry<{ word: string; scripts: readonly string[] }> = define('CQ1007', {
  slug: 'mixed-scripts',
  severity: 'error',
  message: ({ word, scripts }) => `the word \`${word}\` mixes letters of ${scripts.join(' and ')}, which look alike`,
})

export const unexpectedCharacter: CatalogueEntry<{ text: string }> = define('CQ1008', {
  slug: 'unexpected-character',
  severity: 'error',
  message: ({ text }) => `${text} has no meaning here`,
})

export const nonAsciiName: CatalogueEntry<{ name: string }> = define('CQ1009', {
  slug: 'non-ascii-name',
  severity: 'error',
  message: ({ name }) => `the name \`${name}\` has letters other than A to Z`,
})

export const unterminatedString: CatalogueEntry<{ opener: string }> = define('CQ1010', {
  slug: 'unterminated-string',
  severity: 'error',
  message: ({ opener }) => `the text that begins with \`${opener}\` does not end`,
})

export const unknownEscape: CatalogueEntry<{ text: string }> = define('CQ1011', {
  slug: 'unknown-escape',
  severity: 'error',
  message: ({ text }) => `\`${text}\` is not an escape`,
})

export const malformedNumber: CatalogueEntry<{ text: string; problem: string }> = define('CQ1012', {
  slug: 'malformed-number',
  severity: 'error',
  message: ({ text, problem }) => `\`${text}\` is not a number: ${problem}`,
})

export const malformedQuantity: CatalogueEntry<{ text: string }> = define('CQ1013', {
  slug: 'malformed-quantity',
  severity: 'error',
  message: ({ text }) => `a quantity is a number, one space and a unit, not \`${text}\``,
})

export const malformedDuration: CatalogueEntry<{ text: string; problem: string }> = define('CQ1014', {
  slug: 'malformed-duration',
  severity: 'error',
  message: ({ text, problem }) => `\`${text}\` is not a duration: ${problem}`,
})

export const blockComment: CatalogueEntry<None> = define('CQ1015', {
  slug: 'block-comment',
  severity: 'error',
  message: () => 'there are no block comments',
})

export const danglingDocumentation: CatalogueEntry<None> = define('CQ1016', {
  slug: 'dangling-documentation',
  severity: 'warning',
  message: () => 'this documentation describes nothing',
})

export const wrongQuotes: CatalogueEntry<{ quote: string }> = define('CQ1017', {
  slug: 'wrong-quotes',
  severity: 'error',
  message: ({ quote }) => `text stands between double quotes, not ${quote}`,
})

export const wrongOperator: CatalogueEntry<{ written: string; instead: string }> = define('CQ1018', {
  slug: 'wrong-operator',
  severity: 'error',
  message: ({ written, instead }) => `there is no operator \`${written}\`, write \`${instead}\``,
})

export const hyphenInName: CatalogueEntry<{ name: string; what: string }> = define('CQ1019', {
  slug: 'hyphen-in-name',
  severity: 'error',
  message: ({ name, what }) => `the name of ${what} has no hyphen: \`${name}\``,
})

export const reservedWord: CatalogueEntry<{ word: string; expected: string }> = define('CQ1020', {
  slug: 'reserved-word',
  severity: 'error',
  message: ({ word, expected }) => `expected ${expected}, found the reserved word \`${word}\``,
})

export const unexpectedToken: CatalogueEntry<{ expected: string; found?: string; after?: string }> = define('CQ1101', {
  slug: 'unexpected-token',
  severity: 'error',
  message: ({ expected, found, after }) =>
    found !== undefined
      ? `expected ${expected}, found ${found}`
      : after !== undefined
        ? `expected ${expected} after ${after}`
        : `expected ${expected}`,
})

export const unknownDeclaration: CatalogueEntry<{ word: string }> = define('CQ1102', {
  slug: 'unknown-declaration',
  severity: 'error',
  message: ({ word }) => `no declaration begins with \`${word}\``,
})

export const missingSeparator: CatalogueEntry<{ found: string }> = define('CQ1103', {
  slug: 'missing-separator',
  severity: 'error',
  message: ({ found }) => `expected a comma or a new line before ${found}`,
})

export const unclosedBracket: CatalogueEntry<{ opener: string; closer: string }> = define('CQ1104', {
  slug: 'unclosed-bracket',
  severity: 'error',
  message: ({ opener, closer }) => `the \`${opener}\` is not closed by a \`${closer}\``,
})

export const unmatchedBracket: CatalogueEntry<{ closer: string }> = define('CQ1105', {
  slug: 'unmatched-bracket',
  severity: 'error',
  message: ({ closer }) => `the \`${closer}\` closes nothing`,
})

export const mixedLogic: CatalogueEntry<None> = define('CQ1106', {
  slug: 'mixed-logic',
  severity: 'error',
  message: () => 'mixing `&&` and `||` needs parentheses',
})

export const chainedOperator: CatalogueEntry<{ operator: string }> = define('CQ1107', {
  slug: 'chained-operator',
  severity: 'error',
  message: ({ operator }) => `\`${operator}\` cannot follow another comparison or implication without parentheses`,
})

export const nestedTooDeeply: CatalogueEntry<{ limit: number }> = define('CQ1108', {
  slug: 'nested-too-deeply',
  severity: 'error',
  message: ({ limit }) => `this is nested more than ${limit} levels deep`,
})

export const unknownSection: CatalogueEntry<{ word: string; owner: string }> = define('CQ1109', {
  slug: 'unknown-section',
  severity: 'error',
  message: ({ word, owner }) => `${owner} has nothing called \`${word}\``,
})

export const misplacedModule: CatalogueEntry<{ again: boolean }> = define('CQ1110', {
  slug: 'misplaced-module',
  severity: 'error',
  message: ({ again }) =>
    again ? 'a file names its module once' : 'the `module` line comes before everything else in a file',
})

export const repeatedClause: CatalogueEntry<{ clause: string; owner: string }> = define('CQ1111', {
  slug: 'repeated-clause',
  severity: 'error',
  message: ({ clause, owner }) => `${owner} has one \`${clause}\``,
})

export const tooManyErrors: CatalogueEntry<{ shown: number }> = define('CQ1112', {
  slug: 'too-many-errors',
  severity: 'error',
  message: ({ shown }) => `the file has more than ${shown} syntax errors, the others are not shown`,
})

export const reservedConstruct: CatalogueEntry<{ word: string }> = define('CQ1201', {
  slug: 'reserved-construct',
  severity: 'error',
  message: ({ word }) => `\`${word}\` is reserved for a later version of the language`,
})

export const unsupportedConstruct: CatalogueEntry<{ construct: string }> = define('CQ1202', {
  slug: 'unsupported-construct',
  severity: 'error',
  message: ({ construct }) => `${construct} is not supported yet`,
})
