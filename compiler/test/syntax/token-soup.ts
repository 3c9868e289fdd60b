/**
 * Pieces of source text that random sources are made of: every token of the language, its keywords, some things that are not of it, and white space
 * often enough that lines come out.
 */
import { KEYWORD_TYPES } from '../../src/syntax/tokens.ts'

export const PIECES: readonly string[] = [
  ...[...KEYWORD_TYPES.keys()].map((word) => `${word} `),
  ...[
    'protocol ',
    'fn ',
    'context ',
    'acton ',
    'since ',
    'and ',
    'x',
    'y ',
    'a-b ',
    'a.b ',
    'name: ',
    'opt?: ',
    'length: ',
    'approval: ',
    'permits: ',
    'suppress CQ7009 because "text" until 2027-01-01',
    'until 2027-01-01',
  ],
  ...['{', '}', '(', ')', '[', ']', '<', '>', ',', ':', '?', '.', '..', '=', '=>', '->', '|', '@', '@ui(x: 1) '],
  ...['==', '!=', '<=', '>=', '&&', '||', '!', '+', '-', '*', '/', '%'],
  ...['1', ' 2.5 ', '1_000 USD', '30s', '0..', '..9', '1..2 '],
  ...['"text" ', 'r"[a-z]" ', '"""\n  long\n  """ ', '"open', 'r"open', "'single' ", '"\\q" '],
  ...['// comment\n', '/// documentation\n', '/* block */ ', ';', '#', '&', '===', '§', 'é', '\u0000'],
  ...Array.from({ length: 12 }, () => '\n'),
  ...Array.from({ length: 6 }, () => '\n  '),
  ...Array.from({ length: 6 }, () => ' '),
]
