/**
 * Whole random actions, each a function of its seed: random types in and out beside one wide record that random rules, measures and waivers read, with
 * random facts, scopes and approval. Well-typed by construction; nothing here judges anything.
 */
import fc from 'fast-check'
import type { Expr } from '../../src/program/expression.ts'
import type { Action, ApprovalWaiver, Governance, Rule } from '../../src/program/program.ts'
import type { Field, RecordType, Type } from '../../src/program/type.ts'
import { CLAIMS_RECORD } from '../../src/types/claims-record.ts'
import { createRandom, oneIn, pick, type Random } from '../../src/verify/random.ts'
import { BOOL, binary, field, has, literal, member, root } from '../evaluate/expressions.ts'
import { randomCondition, randomMeasure, WIDE } from '../evaluate/random-expression.ts'
import { TRANSFER } from '../evaluate/treasury.ts'
import { types } from '../verify/types.ts'

/** Conditions are from 2 to 6 operations deep. */
const DEEPEST = 6

function depth(random: Random): number {
  return 2 + random.below(DEEPEST - 1)
}

export function randomAction(seed: number): Action {
  const random = createRandom(seed)
  const facts = oneIn(random, 3) ? randomFacts(random) : undefined
  const hasRules = !oneIn(random, 6)
  return {
    ...TRANSFER,
    input: randomInput(random, hasRules),
    output: randomRecord(random),
    rules: [...(hasRules ? randomRules(random) : []), ...(facts === undefined ? [] : [readingAll(facts)])],
    ...(facts && { facts }),
    governance: randomGovernance(random, hasRules),
  }
}

/** The wide record where rules read it, with fields of random types behind, whose names are none of its own. */
function randomInput(random: Random, isRead: boolean): RecordType {
  const more = randomRecord(random)
  if (!isRead) return more
  const own = new Set(WIDE.fields.map(({ name }) => name))
  return { ...WIDE, open: more.open, fields: [...WIDE.fields, ...more.fields.filter(({ name }) => !own.has(name))] }
}

function randomRecord(random: Random): RecordType {
  const [type] = fc.sample(RECORDS, { seed: random.below(2 ** 31), numRuns: 1 })
  if (type === undefined) throw new Error('no sample')
  return type
}

const RECORDS = types.filter((type): type is RecordType => type.kind === 'record')

function randomRules(random: Random): readonly Rule[] {
  return Array.from({ length: 1 + random.below(3) }, (_, index) => ({
    form: oneIn(random, 2) ? 'forbid' : 'require',
    name: `rule_${String(index + 1)}`,
    condition: randomCondition(random, depth(random)),
    message: `rule ${String(index + 1)}`,
  }))
}

function randomGovernance(random: Random, isRead: boolean): Governance {
  const { maxImpact: _, approval, scopes: __, ...governance } = TRANSFER.governance
  if (approval === undefined) throw new Error('the transfer needs approval')
  const waivers = isRead ? randomWaivers(random) : []
  const hasImpact = isRead && oneIn(random, 3)
  const hasScopes = oneIn(random, 3)
  return {
    ...governance,
    classification: pick(random, ['standard', 'sensitive', 'restricted', 'high']),
    ...(hasScopes && { scopes: SCOPES.filter(() => oneIn(random, 4)).concat('repo:write') }),
    ...(hasImpact && {
      maxImpact: { measure: randomMeasure(random, 2), value: pick(random, [10, 0.5, 1e6]), currency: 'USD' },
    }),
    ...(!oneIn(random, 3) && { approval: { ...approval, ...(waivers.length > 0 && { waivers }) } }),
  }
}

const SCOPES: readonly string[] = ['repo.write', 'repo.*', 'a.b.c', '*.b.*', '*', 'x']

function randomWaivers(random: Random): readonly ApprovalWaiver[] {
  return Array.from({ length: random.below(4) }, (_, index) => {
    const quorum = random.below(3)
    return {
      name: `case_${String(index + 1)}`,
      condition: oneIn(random, 4) ? OWNED : randomCondition(random, depth(random)),
      groups: quorum === 0 ? [] : [{ role: 'compliance-officer', min: quorum }],
      quorum,
    }
  })
}

/** `has(claims.owner) && claims.owner == "user-1"`: a claim that no check before the waiver has vouched for. */
const OWNED: Expr = (() => {
  const claims = root('claims', CLAIMS_RECORD)
  return binary(has(claims, 'owner'), '&&', binary(member(claims, 'owner'), '==', literal('user-1')))
})()

const FACT_TYPES: readonly Type[] = [
  BOOL,
  { kind: 'int', min: -3, max: 9 },
  { kind: 'float', decimals: 2, min: 0 },
  { kind: 'string', minLength: 1, maxLength: 8 },
  { kind: 'string', minLength: 0, maxLength: 12, patterns: ['[A-Z]+-[0-9]+'] },
  { kind: 'enum', values: ['green', 'red'] },
  { kind: 'timestamp' },
  { kind: 'duration' },
  { kind: 'list', element: { kind: 'string', minLength: 0, maxLength: 4 }, minLength: 0, maxLength: 3, unique: true },
]

function randomFacts(random: Random): RecordType {
  const names = ['window', 'ticket', 'constructor', 'toString', 'level', 'state'].filter(() => oneIn(random, 3))
  const fields = names.concat('other').map((name): Field => {
    return field(name, pick(random, FACT_TYPES), { optional: oneIn(random, 2) })
  })
  return { kind: 'record', open: true, fields }
}

/** True of nothing in particular, but reads every fact. */
function readingAll(facts: RecordType): Rule {
  const context = root('context', facts)
  const read = facts.fields.map(({ name, optional, type }) =>
    optional || type.kind !== 'bool' ? has(context, name) : member(context, name),
  )
  return {
    form: 'require',
    name: 'facts',
    condition: read.reduce((left, right) => binary(left, '||', right)),
    message: 'm',
  }
}
