/** Cases that show what one limit decides: the edges of a pattern's character sets, and inputs that a certain rule refuses. */
import assert from 'node:assert/strict'
import type { Decision } from 'clawql-manifest-validator'
import { decide } from '../../src/evaluate/decide.ts'
import { evaluateExpression } from '../../src/evaluate/evaluate-expression.ts'
import { matchesPattern } from '../../src/evaluate/matches-pattern.ts'
import type { Expr } from '../../src/program/expression.ts'
import type { Action } from '../../src/program/program.ts'
import type { RecordType, Type } from '../../src/program/type.ts'
import { decisionCases } from '../../src/verify/decision-cases.ts'
import { expressionBoundaries } from '../../src/verify/expression-boundaries.ts'
import { patternEdges } from '../../src/verify/pattern-edges.ts'
import { createRandom } from '../../src/verify/random.ts'
import { findRequest } from '../../src/verify/refused-input.ts'
import { type Request, replaceAt } from '../../src/verify/request-path.ts'
import { fittingClaims } from '../../src/verify/request-variations.ts'
import {
  BOOL,
  binary,
  call,
  field,
  literal,
  member,
  quantifier,
  record,
  root,
  variable,
} from '../evaluate/expressions.ts'
import { MANIFEST, TRANSFER, TREASURY } from '../evaluate/treasury.ts'

describe('patternEdges', () => {
  it('gives the ends of each set and their neighbours, the character left out, and doubled', () => {
    assert.deepEqual(
      [...patternEdges('[b-d]z', 'cz')],
      ['az', 'bz', 'dz', 'ez', 'z', 'ccz', 'cy', 'cz', 'c{', 'c', 'czz'],
    )
  })

  it('tells a pattern from each of its near relatives', () => {
    for (const [pattern, text, relatives] of [
      ['[0-9]{3}', '123', ['[0-9]{2,3}', '[0-9]{3,4}', '[0-8]{3}', '[0-9:]{3}', '[/-9]{3}']],
      ['A-[0-9]+', 'A-7', ['A-[0-9]*', 'A[-.][0-9]+', '[AB]-[0-9]+', 'A-?[0-9]+', 'A+-[0-9]+']],
    ] as const) {
      const edges = [...patternEdges(pattern, text)]
      for (const relative of relatives) {
        const differs = (edge: string): boolean => matchesPattern(pattern, edge) !== matchesPattern(relative, edge)
        assert.ok(edges.some(differs), `${pattern} and ${relative}`)
      }
    }
  })

  it('visits each set once, makes no surrogates, and ends for what is no pattern', () => {
    assert.ok([...patternEdges('[a-z]+', 'a'.repeat(1000))].length < 20)
    assert.ok([...patternEdges('[^x]', 'a')].every((edge) => edge.isWellFormed()))
    assert.deepEqual([...patternEdges('(', 'a')], [])
  })
})

describe('questions about texts and elements', () => {
  const TEXT: Type = { kind: 'string', minLength: 0, maxLength: 20 }
  const WORDS: Type = { kind: 'list', element: TEXT, minLength: 0, maxLength: 5, unique: false }
  const INPUT: RecordType = record(field('text', TEXT), field('words', WORDS))
  const base: Request = { input: { text: 'usual', words: ['usual'] }, claims: {}, context: {} }
  const answers = (expression: Expr): ReadonlySet<unknown> =>
    new Set(
      expressionBoundaries(expression, base).map((near) => {
        return evaluateExpression(expression, { input: replaceAt(base, near).input })
      }),
    )
  const text = member(root('input', INPUT), 'text')
  const words = member(root('input', INPUT), 'words')

  for (const builtin of ['startsWith', 'endsWith', 'contains', 'matches'] as const) {
    it(`${builtin} is answered either way, of a text and of elements`, () => {
      const asked = literal(builtin === 'matches' ? '[a-c]{2}-[0-9]+' : 'ab', TEXT)
      assert.deepEqual(answers(call(builtin, BOOL, text, asked)), new Set([true, false]))
      const each = call(builtin, BOOL, variable(0, TEXT), asked)
      for (const form of ['all', 'exists', 'exists_one'] as const) {
        assert.deepEqual(answers(quantifier(form, words, each)), new Set([true, false]), form)
      }
    })
  }

  it('comparisons of elements are answered either way', () => {
    const equal = binary(variable(0, TEXT), '==', literal('ab', TEXT))
    assert.deepEqual(answers(quantifier('exists_one', words, equal)), new Set([true, false]))
  })
})

describe('inputs that a rule refuses', () => {
  const under = { permissions: MANIFEST.permissions, purposes: TREASURY.purposes }
  const request = { claims: fittingClaims(TRANSFER, under), context: { now: '2026-01-01T00:00:00Z', facts: {} } }
  const input = { from_account: 'A-1', to_account: 'A-2', amount: 5, memo: 'm', urgent: false }

  const usual: Request = { ...request, input }
  const endsWith =
    (name: string) =>
    (decision: Decision): boolean =>
      decision.effect === 'deny' && decision.rule === name

  it('are found for each rule without a test that shows one', () => {
    assert.equal(TRANSFER.rules.length, 2)
    for (const { name, condition } of TRANSFER.rules) {
      const boundaries = expressionBoundaries(condition, usual)
      const refused = findRequest(TRANSFER, under, [], usual, boundaries, endsWith(name))
      const decision = decide(TRANSFER, under, refused?.input, request.claims, request.context)
      assert.deepEqual([decision.effect, decision.effect === 'deny' && decision.rule], ['deny', name])
    }
  })

  it('none is invented where none can be found', () => {
    const never: Action = { ...TRANSFER, rules: [] }
    assert.equal(findRequest(never, under, [], usual, [], endsWith('gone')), undefined)
  })

  it('cases stand on both sides of every number a rule compares with, where that number decides', () => {
    const { cases } = decisionCases(TRANSFER, under, [], 512, createRandom(1))
    const effects = new Map(
      cases
        .filter(({ kind }) => kind === 'rule')
        .map(({ input: given, claims, context }) => [
          JSON.stringify(given),
          decide(TRANSFER, under, given, claims, context),
        ]),
    )
    const reasons = new Set(
      [...effects.values()].map((decision) => (decision.effect === 'deny' ? decision.rule : 'granted')),
    )
    for (const { name } of TRANSFER.rules) assert.ok(reasons.has(name), name)
    assert.ok(reasons.has('granted'))
  })
})
