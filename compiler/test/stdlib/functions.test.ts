/**
 * The functions of the standard library against naive ones, on hostile values: what the interpreter, the automaton of generated guards, a stock CEL
 * engine and a validator's regular expression say is one answer, and the naive one.
 */
import assert from 'node:assert/strict'
import { celEnv, parse, plan } from '@bufbuild/cel'
import fc from 'fast-check'
import { textLiteral } from '../../src/check/expression/literal.ts'
import { standardMatch } from '../../src/check/expression/standard-match.ts'
import { printCel } from '../../src/emit/cel.ts'
import { evaluateExpression } from '../../src/evaluate/evaluate-expression.ts'
import type { Expr } from '../../src/program/expression.ts'
import type { Type } from '../../src/program/type.ts'
import { checkedPattern } from '../../src/types/pattern/checked-pattern.ts'
import { runDfa } from '../../src/types/pattern/dfa.ts'
import { parsePattern } from '../../src/types/pattern/parse-pattern.ts'
import { patternToDfa } from '../../src/types/pattern/pattern-to-dfa.ts'
import { patternToJsonSchema } from '../../src/types/pattern/pattern-to-json-schema.ts'
import {
  naiveDomainUnder,
  naiveEmailAt,
  naiveGlob,
  naiveHostUnder,
  naiveUnder,
  naiveUrlUnder,
  naiveWords,
} from './naive-functions.ts'
import { isValueOf, textType } from './text-type.ts'

const RUNS = 1_500
const SEED = 20_261_120
const STOCK = celEnv()

/** Undefined where the constant makes no pattern. */
function answersOf(
  module: string,
  name: string,
  constant: string,
  values: readonly string[],
): readonly boolean[] | undefined {
  const match = standardMatch(module, name)
  assert.ok(match, `${module}.${name} is known`)
  const made = match.patternOf(constant)
  if ('problem' in made) return undefined
  const pattern = checkedPattern(made.pattern)
  const automaton = patternToDfa(pattern)
  assert.ok(!('kind' in automaton))
  const written = new RegExp(patternToJsonSchema(pattern), 'u')
  const bool: Type = { kind: 'bool' }
  const type: Type = { kind: 'string', minLength: 0, maxLength: 4096 }
  const input: Type = {
    kind: 'record',
    open: false,
    fields: [{ name: 'x', type, optional: false, nullable: false }],
  }
  const value: Expr = { kind: 'field', object: { kind: 'root', root: 'input', type: input }, field: 'x', type }
  const call: Expr = { kind: 'call', builtin: 'matches', arguments: [value, textLiteral(made.pattern)], type: bool }
  const stock = plan(STOCK, parse(printCel(call)))
  return values.map((x) => {
    const answers = [
      evaluateExpression(call, { input: { x } }),
      runDfa(automaton, x),
      written.test(x),
      stock({ input: { x } }),
    ]
    assert.ok(
      answers.every((answer) => answer === answers[0]),
      `${made.pattern} on ${JSON.stringify(x)}: ${answers.join()}`,
    )
    return answers[0] === true
  })
}

interface Tried {
  readonly module: string
  readonly name: string
  /** Of the value and of the constant. */
  readonly types: readonly [string, string]
  readonly naive: (value: string, constant: string) => boolean
  /** Texts that values and constants are put together from, hostile ones among them. */
  readonly pieces: readonly string[]
  /** Joined, these are mostly right. */
  readonly words: readonly string[]
  readonly separator: string
  /** In front of each of those. */
  readonly front?: string
}

const HOSTILE = [
  '.',
  '..',
  '*',
  '?',
  '+',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '|',
  '^',
  '$',
  '\\',
  '-',
  '#',
  '&',
  '\n',
  '\0',
  ' ',
  'é',
  '😀',
  '\u2028',
  '%2e',
  '@',
  ':',
  ',',
  '=',
  '~',
  '!',
  'A',
  '_',
]
const PATHS = ['/', '/', '/', 'src', 'a', 'b', 'ab', '.git', 'x.ts', '.', '..', 'ts', ...HOSTILE]
const HOSTS = [
  '.',
  '.',
  'example',
  'com',
  'a',
  'evil',
  'example.com',
  'xn--e1afmkfd',
  '-',
  '1',
  '0x7f',
  'localhost',
  ...HOSTILE,
]

const LABELS = ['a', 'example', 'com', 'evil', 'xn--e1afmkfd', '1']

const FUNCTIONS: readonly Tried[] = [
  {
    module: 'std.files',
    name: 'glob',
    types: ['Path', 'Glob'],
    naive: naiveGlob,
    pieces: [...PATHS, '**', '*.ts'],
    words: ['**', '*', '?', '*.ts', 'a', 'src', '{a,b}', '.git', 'x*'],
    separator: '/',
  },
  {
    module: 'std.files',
    name: 'under',
    types: ['AbsPath', 'AbsPath'],
    naive: naiveUnder,
    pieces: PATHS,
    words: ['', 'a', 'b', '.git', 'a b'],
    separator: '/',
  },
  {
    module: 'std.net',
    name: 'host_under',
    types: ['HttpsUrl', 'HostName'],
    naive: naiveHostUnder,
    pieces: [...HOSTS, 'https://', 'https://', 'https://', '/', '@', ':443', '?', '#', '//'],
    words: LABELS,
    separator: '.',
  },
  {
    module: 'std.net',
    name: 'url_under',
    types: ['HttpsUrl', 'HttpsUrl'],
    naive: naiveUrlUnder,
    pieces: [
      'https://a.com',
      '/',
      '/',
      'a',
      'b',
      '.',
      '..',
      ';',
      '%2e',
      '%2F',
      '%5c',
      '%25',
      '%41',
      '%',
      '%0',
      '?',
      '#',
      '@',
      ':',
    ],
    front: 'https://a.com/',
    words: ['a', 'b', 'v1', 'a', '..', 'a.b', '...', '.a', '%61', '', 'b;a'],
    separator: '/',
  },
  {
    module: 'std.net',
    name: 'domain_under',
    types: ['HostName', 'HostName'],
    naive: naiveDomainUnder,
    pieces: HOSTS,
    words: LABELS,
    separator: '.',
  },
  {
    module: 'std.net',
    name: 'email_at',
    types: ['Email', 'HostName'],
    naive: naiveEmailAt,
    pieces: [...HOSTS, '@', '@', 'ada'],
    words: LABELS,
    separator: '.',
  },
  {
    module: 'std.shell',
    name: 'words',
    types: ['SimpleCommand', 'SimpleCommand'],
    naive: naiveWords,
    pieces: ['git', 'status', ' ', ' ', ' ', '--short', 'g', '.', '-', ';', '/', ...HOSTILE],
    words: ['git', 'status', '--short', '-s', 'a=b', '../x'],
    separator: ' ',
  },
]

describe('functions of the standard library', () => {
  for (const { module, name, types, naive, pieces, words, separator, front = '' } of FUNCTIONS) {
    it(`${name} means what it means naively (${RUNS} constants, seed ${SEED})`, () => {
      const [valueType, constantType] = types.map((type) => textType(module, type))
      const wild = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 7 }).map((parts) => parts.join(''))
      const tame = fc
        .array(fc.constantFrom(...words), { minLength: 1, maxLength: 5 })
        .map((parts) => `${front}${parts.join(separator)}`)
      const text = fc.oneof(wild, tame)
      let [constants, yes, no] = [0, 0, 0]
      fc.assert(
        fc.property(text, fc.array(text, { maxLength: 6 }), text, (constant, others, tail) => {
          if (!isValueOf(constantType!, constant)) return
          // Values near the constant say most.
          const near = [
            constant,
            `${constant}${tail}`,
            `${tail}${constant}`,
            `${constant}/${tail}`,
            `${constant} ${tail}`,
            `ada@${constant}`,
            `ada@${tail}.${constant}`,
            `https://${constant}`,
            `https://${tail}.${constant}/${tail}`,
            `https://${constant}.${tail}`,
            constant.replaceAll(/\*+/g, tail),
            constant.replaceAll('.', 'x'),
          ]
          const values = [...near, ...others].filter((value) => isValueOf(valueType!, value) && isReadable(value))
          const answers = answersOf(module, name, constant, values)
          if (answers === undefined) return
          constants++
          for (const [index, value] of values.entries()) {
            assert.equal(
              answers[index],
              naive(value, constant),
              `${name}(${JSON.stringify(value)}, ${JSON.stringify(constant)})`,
            )
            if (answers[index]) yes++
            else no++
          }
        }),
        { numRuns: RUNS, seed: SEED },
      )
      assert.ok(constants > 100 && yes > 100 && no > 100, `${constants} constants, ${yes} yes, ${no} no`)
    })
  }

  it(`any constant makes a pattern or is refused with a reason, never anything else (${RUNS} texts, seed ${SEED})`, () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc
        .array(fc.constantFrom(...PATHS, ...HOSTS, '**', '{a,b}', '{', ',', 'https://'), { maxLength: 12 })
        .map((parts) => parts.join('')),
    )
    let [made, refused] = [0, 0]
    fc.assert(
      fc.property(text, (constant) => {
        for (const { module, name } of FUNCTIONS) {
          const result = standardMatch(module, name)!.patternOf(constant)
          if ('problem' in result) {
            assert.notEqual(result.problem, '')
            refused++
          } else {
            const pattern = parsePattern(result.pattern)
            assert.equal(pattern.kind, 'pattern', `${name}(…, ${JSON.stringify(constant)}): ${result.pattern}`)
            made++
          }
        }
      }),
      { numRuns: RUNS, seed: SEED },
    )
    assert.ok(made > 300 && refused > 300, `${made} made, ${refused} refused`)
  })
})

/** A name that is no name under IDNA connects nowhere: the platform's own parser refuses it. */
function isReadable(value: string): boolean {
  return !value.startsWith('https:') || URL.canParse(value)
}
