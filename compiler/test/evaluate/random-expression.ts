/**
 * Random well-typed expressions over one wide record: every operator, function and quantifier of the language, within the proofs that the checker
 * would ask for (bounded whole numbers, divisors that are not zero, indexes in range, presence before use).
 */
import type { BinaryExpr, Expr } from '../../src/program/expression.ts'
import type { RecordType, Type, UnionType } from '../../src/program/type.ts'
import { instantOf, type TimeType } from '../../src/types/time-interval.ts'
import { oneIn, pick, type Random } from '../../src/verify/random.ts'
import {
  BOOL,
  binary,
  call,
  field,
  has,
  list,
  literal,
  member,
  negative,
  not,
  quantifier,
  record,
  root,
  TIMESTAMP,
  variable,
} from './expressions.ts'

const SMALL: Type = { kind: 'int', min: -1000, max: 1000 }
const RATIO: Type = { kind: 'float', min: -1000, max: 1000, decimals: 2 }
const SHORT: Type = { kind: 'string', minLength: 0, maxLength: 6, patterns: ['[ab😀]*'] }
const COLOUR: Type = { kind: 'enum', values: ['a', 'b', 'ab'] }
const NUMBERS = list(SMALL, 1, 4)
const WORDS = list(SHORT, 0, 3)
const ROW = record(field('n', SMALL), field('tag', SHORT, { optional: true }))

// The years 2000 to 2100, and up to a day.
const SEEN = bounded('timestamp', '2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z')
const WAIT = bounded('duration', '-60s', '86400s')
const BLOB: Type = { kind: 'bytes', minSize: 0, maxSize: 5 }
const LABELS: Type = { kind: 'map', element: SMALL, minSize: 0, maxSize: 3 }
const TAG: Type = { kind: 'enum', values: ['card', 'transfer'] }
const PAYMENT: UnionType = {
  kind: 'union',
  discriminator: 'kind',
  variants: [
    { tag: 'card', record: record(field('kind', { kind: 'enum', values: ['card'] }), field('fee', SMALL)) },
    {
      tag: 'transfer',
      record: record(field('kind', { kind: 'enum', values: ['transfer'] }), field('fee', SMALL), field('to', SHORT)),
    },
  ],
}

export const WIDE: RecordType = record(
  field('i', SMALL),
  field('j', SMALL),
  field('f', RATIO),
  field('g', RATIO),
  field('s', SHORT),
  field('t', SHORT),
  field('kind', COLOUR),
  field('on', BOOL),
  field('at', TIMESTAMP),
  field('until', TIMESTAMP),
  field('ns', NUMBERS),
  field('ms', NUMBERS),
  field('ws', WORDS),
  field('row', ROW),
  field('rows', list(ROW, 0, 3)),
  field('o', SMALL, { optional: true }),
  field('in', SHORT),
  field('x y', SMALL),
  field('blob', BLOB),
  field('seal', BLOB),
  field('labels', LABELS),
  field('pay', PAYMENT),
  field('seen', SEEN),
  field('wait', WAIT),
  field('extra', { kind: 'json', maxBytes: 64 }, { optional: true }),
)

const INPUT = root('input', WIDE)
const COMPARISONS = ['==', '!=', '<', '<=', '>', '>='] as const
const EQUALITIES = ['==', '!='] as const

/** What can be read at this place: the input, and the variables of the quantifiers around, innermost last. */
interface Scope {
  readonly variables: readonly Type[]
}

export function randomCondition(random: Random, depth: number): Expr {
  return condition(random, depth, { variables: [] })
}

/** A number over the input, as a measure is one. */
export function randomMeasure(random: Random, depth: number): Expr {
  return oneIn(random, 2) ? whole(random, depth, { variables: [] }) : decimal(random, depth, { variables: [] })
}

type Maker = (random: Random, depth: number, scope: Scope) => Expr

function condition(random: Random, depth: number, scope: Scope): Expr {
  if (depth <= 0) return pick(random, [leafComparison, booleanLeaf])(random, scope)
  const makers: readonly Maker[] = [
    connective,
    connective,
    negation,
    comparison,
    comparison,
    membership,
    textTest,
    presence,
    quantified,
    choice,
    overMap,
    overTime,
    overUnion,
  ]
  return pick(random, makers)(random, depth - 1, scope)
}

function booleanLeaf(random: Random): Expr {
  return oneIn(random, 4) ? literal(oneIn(random, 2)) : member(INPUT, 'on')
}

function leafComparison(random: Random, scope: Scope): Expr {
  return binary(whole(random, 0, scope), pick(random, COMPARISONS), literal(random.below(7) - 3, SMALL))
}

function connective(random: Random, depth: number, scope: Scope): Expr {
  const operator: BinaryExpr['operator'] = pick(random, ['&&', '||', '=>'])
  return binary(condition(random, depth, scope), operator, condition(random, depth, scope))
}

function negation(random: Random, depth: number, scope: Scope): Expr {
  return not(condition(random, depth, scope))
}

function choice(random: Random, depth: number, scope: Scope): Expr {
  const [whenTrue, whenFalse] = [condition(random, depth, scope), condition(random, depth, scope)]
  return { kind: 'conditional', condition: condition(random, depth, scope), whenTrue, whenFalse, type: BOOL }
}

function comparison(random: Random, depth: number, scope: Scope): Expr {
  switch (random.below(7)) {
    case 0:
      return binary(decimal(random, depth, scope), pick(random, COMPARISONS), decimal(random, depth, scope))
    case 1:
      return binary(text(random, scope), pick(random, EQUALITIES), text(random, scope))
    case 2:
      return binary(instant(random), pick(random, COMPARISONS), instant(random))
    case 3:
      return binary(
        member(INPUT, 'ns'),
        pick(random, EQUALITIES),
        oneIn(random, 2) ? member(INPUT, 'ms') : member(INPUT, 'ns'),
      )
    case 4:
      return binary(member(INPUT, 'kind'), pick(random, EQUALITIES), literal(pick(random, ['a', 'b', 'ab']), COLOUR))
    default:
      return binary(whole(random, depth, scope), pick(random, COMPARISONS), whole(random, depth, scope))
  }
}

function membership(random: Random, depth: number, scope: Scope): Expr {
  if (oneIn(random, 2))
    return binary(whole(random, depth, scope), 'in', oneIn(random, 2) ? member(INPUT, 'ns') : smallList(random))
  const words: Expr = {
    kind: 'list',
    elements: [literal('a', SHORT), literal('b', SHORT), text(random, scope)],
    type: WORDS,
  }
  return binary(text(random, scope), 'in', oneIn(random, 2) ? member(INPUT, 'ws') : words)
}

function smallList(random: Random): Expr {
  return { kind: 'list', elements: [1, 2, 3].map(() => literal(random.below(9) - 4, SMALL)), type: NUMBERS }
}

function textTest(random: Random, _depth: number, scope: Scope): Expr {
  if (oneIn(random, 3))
    return call(
      'matches',
      BOOL,
      text(random, scope),
      literal(pick(random, ['[ab]*', 'a.*', '.{2,3}', '(?:ab|😀)+', '']), SHORT),
    )
  return call(pick(random, ['startsWith', 'endsWith', 'contains']), BOOL, text(random, scope), text(random, scope))
}

function bounded(kind: 'timestamp' | 'duration', from: string, to: string): TimeType {
  const type: Type = { kind }
  const condition = (operator: '>=' | '<=', text: string): Expr =>
    binary(root('value', type), operator, literal(text, type))
  const [min, max] = [instantOf(kind, from).seconds, instantOf(kind, to).seconds]
  return { kind, min, max, where: [condition('>=', from), condition('<=', to)] }
}

function elapsed(random: Random, depth: number): Expr {
  const plain: Type = { kind: 'duration' }
  if (depth <= 0 || oneIn(random, 3)) {
    return oneIn(random, 2)
      ? member(INPUT, 'wait')
      : literal(pick(random, ['0s', '90s', '-0.5s', '86400s', '0.000000001s']), plain)
  }
  if (oneIn(random, 3)) return binary(moment(random, depth - 1), '-', moment(random, depth - 1), plain)
  return binary(elapsed(random, depth - 1), pick(random, ['+', '-']), elapsed(random, depth - 1), plain)
}

function moment(random: Random, depth: number): Expr {
  if (depth <= 0 || oneIn(random, 3)) {
    return oneIn(random, 2) ? member(INPUT, 'seen') : literal('2026-01-01T00:00:00.25Z', TIMESTAMP)
  }
  if (oneIn(random, 4)) {
    const [whenTrue, whenFalse] = [moment(random, depth - 1), moment(random, depth - 1)]
    return { kind: 'conditional', condition: member(INPUT, 'on'), whenTrue, whenFalse, type: TIMESTAMP }
  }
  return oneIn(random, 5)
    ? binary(elapsed(random, 0), '+', moment(random, depth - 1), TIMESTAMP)
    : binary(moment(random, depth - 1), pick(random, ['+', '-']), elapsed(random, 0), TIMESTAMP)
}

function overTime(random: Random): Expr {
  if (oneIn(random, 6)) {
    const elements = [moment(random, 2), moment(random, 0)]
    const list: Expr = {
      kind: 'list',
      elements,
      type: { kind: 'list', element: TIMESTAMP, minLength: 2, maxLength: 2, unique: false },
    }
    return binary(moment(random, 1), 'in', list)
  }
  return oneIn(random, 2)
    ? binary(moment(random, 2), pick(random, COMPARISONS), moment(random, 2))
    : binary(elapsed(random, 2), pick(random, COMPARISONS), elapsed(random, 2))
}

const KEYS = ['a', '__proto__', 'constructor', 'zz'] as const

function overMap(random: Random, depth: number, scope: Scope): Expr {
  const map = member(INPUT, 'labels')
  const at = (index: Expr): Expr => ({ kind: 'index', object: map, index, type: SMALL })
  const compared = (value: Expr): Expr => binary(value, pick(random, COMPARISONS), whole(random, depth, scope))
  if (oneIn(random, 2)) {
    const key = literal(pick(random, KEYS), SHORT)
    const asked = binary(oneIn(random, 2) ? key : text(random, scope), 'in', map)
    return oneIn(random, 2) ? asked : binary(binary(key, 'in', map), pick(random, ['&&', '=>']), compared(at(key)))
  }
  const inner = { variables: [...scope.variables, SHORT] }
  const body = binary(at(variable(0, SHORT)), pick(random, COMPARISONS), whole(random, depth, inner))
  return quantifier(pick(random, ['all', 'exists', 'exists_one'] as const), map, body)
}

function overUnion(random: Random, depth: number, scope: Scope): Expr {
  const pay = member(INPUT, 'pay')
  const part = (name: string, type: Type): Expr => ({ kind: 'field', object: pay, field: name, type })
  const isTransfer = binary(part('kind', TAG), '==', literal('transfer', TAG))
  const left: Expr = { ...pay, type: { ...PAYMENT, variants: PAYMENT.variants.slice(1) } }
  const to: Expr = { kind: 'field', object: left, field: 'to', type: SHORT }
  const compared = binary(to, pick(random, EQUALITIES), text(random, scope))
  return pick(random, [
    binary(isTransfer, pick(random, ['&&', '=>']), compared),
    binary(part('fee', SMALL), pick(random, COMPARISONS), whole(random, depth, scope)),
    binary(member(INPUT, 'blob'), pick(random, EQUALITIES), member(INPUT, 'seal')),
    binary(member(INPUT, 'blob'), '==', literal('QUI=', BLOB)),
  ])
}

function presence(random: Random, depth: number, _scope: Scope): Expr {
  if (oneIn(random, 4)) return has(INPUT, 'extra')
  if (depth <= 0 || oneIn(random, 2)) return has(INPUT, 'o')
  const used = binary(member(INPUT, 'o'), pick(random, COMPARISONS), literal(random.below(20) - 10, SMALL))
  return binary(has(INPUT, 'o'), pick(random, ['&&', '=>']), used)
}

function quantified(random: Random, depth: number, scope: Scope): Expr {
  const form = pick(random, ['all', 'exists', 'exists_one'] as const)
  if (oneIn(random, 3)) {
    const tagged = binary(member(variable(0, ROW), 'tag'), '==', text(random, { variables: [...scope.variables, ROW] }))
    const body = binary(has(variable(0, ROW), 'tag'), '&&', tagged)
    return quantifier(form, member(INPUT, 'rows'), body)
  }
  return quantifier(
    form,
    numberList(random, depth, scope),
    condition(random, depth, { variables: [...scope.variables, SMALL] }),
  )
}

function numberList(random: Random, depth: number, scope: Scope): Expr {
  const source = oneIn(random, 2) ? member(INPUT, 'ns') : member(INPUT, 'ms')
  if (depth <= 0 || !oneIn(random, 4)) return source
  const inner = { variables: [...scope.variables, SMALL] }
  if (oneIn(random, 2)) return quantifier('map', source, whole(random, depth - 1, inner), NUMBERS)
  return quantifier('filter', source, condition(random, depth - 1, inner), NUMBERS)
}

function whole(random: Random, depth: number, scope: Scope): Expr {
  const isLeaf = depth <= 0
  switch (random.below(isLeaf ? 4 : 12)) {
    case 0:
      return literal(random.below(21) - 10, SMALL)
    case 1: {
      const near = scope.variables.map((type, index) => ({ type, depth: scope.variables.length - 1 - index }))
      const numbers = near.filter(({ type }) => type.kind === 'int')
      return numbers.length === 0 ? member(INPUT, 'j') : variable(pick(random, numbers).depth, SMALL)
    }
    case 2:
      return oneIn(random, 2) ? member(member(INPUT, 'row'), 'n') : member(INPUT, 'x y')
    case 3:
      return member(INPUT, 'i')
    case 4:
      return negative(whole(random, depth - 1, scope))
    case 5:
      return call(
        'size',
        SMALL,
        pick(random, [text(random, scope), member(INPUT, 'ns'), member(INPUT, 'blob'), member(INPUT, 'labels')]),
      )
    case 6:
      return { kind: 'index', object: member(INPUT, 'ns'), index: literal(0, SMALL), type: SMALL }
    case 7:
      return binary(
        whole(random, depth - 1, scope),
        pick(random, ['/', '%']),
        literal(pick(random, [-3, -1, 2, 7]), SMALL),
        SMALL,
      )
    case 8:
      return call(pick(random, ['min', 'max']), SMALL, whole(random, depth - 1, scope), whole(random, depth - 1, scope))
    case 9:
      return call('int', SMALL, smallDecimal(random, scope))
    default:
      return binary(
        whole(random, depth - 1, scope),
        pick(random, ['+', '-', '*']),
        whole(random, depth - 1, scope),
        SMALL,
      )
  }
}

/** Small enough to be a whole number once its fraction is cut off. */
function smallDecimal(random: Random, scope: Scope): Expr {
  const leaf = member(INPUT, pick(random, ['f', 'g']))
  if (oneIn(random, 2)) return leaf
  return binary(leaf, pick(random, ['+', '-', '*']), call('double', RATIO, whole(random, 0, scope)), RATIO)
}

function decimal(random: Random, depth: number, scope: Scope): Expr {
  if (depth <= 0 || oneIn(random, 3)) {
    return pick(random, [
      member(INPUT, 'f'),
      member(INPUT, 'g'),
      literal(pick(random, [0, -1.5, 0.1, 250_000, 1e21, 1e-7]), RATIO),
    ])
  }
  if (oneIn(random, 6)) return negative(decimal(random, depth - 1, scope))
  if (oneIn(random, 6)) return call('double', RATIO, whole(random, depth - 1, scope))
  if (oneIn(random, 5))
    return binary(decimal(random, depth - 1, scope), '/', literal(pick(random, [2, 0.1, -3]), RATIO), RATIO)
  if (oneIn(random, 5))
    return call(
      pick(random, ['min', 'max']),
      RATIO,
      decimal(random, depth - 1, scope),
      decimal(random, depth - 1, scope),
    )
  return binary(
    decimal(random, depth - 1, scope),
    pick(random, ['+', '-', '*']),
    decimal(random, depth - 1, scope),
    RATIO,
  )
}

function text(random: Random, scope: Scope): Expr {
  switch (random.below(5)) {
    case 0:
      return literal(pick(random, ['', 'a', 'ab', '😀', 'b"\\\n']), SHORT)
    case 1:
      return member(INPUT, 't')
    case 2:
      return member(INPUT, 'in')
    case 3:
      return binary(member(INPUT, 's'), '+', text(random, scope), SHORT)
    default:
      return member(INPUT, 's')
  }
}

function instant(random: Random): Expr {
  return pick(random, [member(INPUT, 'at'), member(INPUT, 'until'), literal('2026-01-01T00:00:00Z', TIMESTAMP)])
}
