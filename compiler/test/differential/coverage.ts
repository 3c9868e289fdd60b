/**
 * What a campaign has met: each kind of node, operator, function, quantifier, type and refinement in its programs, each outcome among its decisions. The lists
 * are complete by typing: a new kind that is not listed here does not compile, and one that never comes up fails the test.
 */
import type { Decision, DenyCode } from 'clawql-manifest-validator'
import type { BinaryExpr, Builtin, Expr, QuantifierExpr } from '../../src/program/expression.ts'
import type { Action } from '../../src/program/program.ts'
import type { RecordType, Type } from '../../src/program/type.ts'
import { visitExpression } from '../../src/program/visit-expression.ts'

const NODES: Readonly<Record<Expr['kind'], 0>> = {
  literal: 0,
  list: 0,
  root: 0,
  variable: 0,
  field: 0,
  index: 0,
  has: 0,
  unary: 0,
  binary: 0,
  conditional: 0,
  call: 0,
  quantifier: 0,
}
const OPERATORS: Readonly<Record<BinaryExpr['operator'], 0>> = {
  '==': 0,
  '!=': 0,
  '<': 0,
  '<=': 0,
  '>': 0,
  '>=': 0,
  '&&': 0,
  '||': 0,
  '=>': 0,
  '+': 0,
  '-': 0,
  '*': 0,
  '/': 0,
  '%': 0,
  in: 0,
}
const FUNCTIONS: Readonly<Record<Builtin, 0>> = {
  size: 0,
  startsWith: 0,
  endsWith: 0,
  contains: 0,
  matches: 0,
  min: 0,
  max: 0,
  int: 0,
  double: 0,
}
const QUANTIFIERS: Readonly<Record<QuantifierExpr['quantifier'], 0>> = {
  all: 0,
  exists: 0,
  exists_one: 0,
  map: 0,
  filter: 0,
}
const TYPES: Readonly<Record<Type['kind'], 0>> = {
  bool: 0,
  int: 0,
  float: 0,
  string: 0,
  enum: 0,
  timestamp: 0,
  duration: 0,
  bytes: 0,
  json: 0,
  list: 0,
  map: 0,
  record: 0,
  union: 0,
}
const REFINEMENTS = [
  'decimals',
  'pattern',
  'two patterns',
  'where',
  'unique',
  'open',
  'optional',
  'nullable',
  'default',
]
/** What a guard can answer; the other codes are the enforcement point's, or foreign manifests'. */
const DENIALS: Readonly<Record<Exclude<DenyCode, 'RULE_ERROR' | 'LIMIT_EXCEEDED' | 'UNKNOWN_ACTION'>, 0>> = {
  SCHEMA_INVALID: 0,
  SCOPE_NOT_GRANTED: 0,
  ROLE_NOT_AUTHORIZED: 0,
  PURPOSE_MISMATCH: 0,
  CLASSIFICATION_EXCEEDED: 0,
  MAX_IMPACT_EXCEEDED: 0,
  RULE_VIOLATED: 0,
}

/** `node binary` → how often it was met. */
export type Coverage = Map<string, number>

export function emptyCoverage(): Coverage {
  const named = (group: string, names: readonly string[]): [string, number][] =>
    names.map((name) => [`${group} ${name}`, 0])
  return new Map([
    ...named('node', Object.keys(NODES)),
    ...named('operator', Object.keys(OPERATORS)),
    ...named('function', Object.keys(FUNCTIONS)),
    ...named('quantifier', Object.keys(QUANTIFIERS)),
    ...named('type', Object.keys(TYPES)),
    ...named('refinement', REFINEMENTS),
    ...named('outcome', [...Object.keys(DENIALS), 'allow', 'stage', 'stage waived']),
  ])
}

export function coverAction(coverage: Coverage, action: Action): void {
  coverRecord(coverage, action.input)
  coverRecord(coverage, action.output)
  if (action.facts !== undefined) coverRecord(coverage, action.facts)
  const { maxImpact, approval } = action.governance
  const expressions = [
    ...action.rules.map((rule) => rule.condition),
    ...(maxImpact ? [maxImpact.measure] : []),
    ...(approval?.waivers ?? []).map((waiver) => waiver.condition),
  ]
  for (const expression of expressions) visitExpression(expression, (part) => coverExpression(coverage, part))
}

export function coverDecision(coverage: Coverage, action: Action, decision: Decision): void {
  const isWaived = decision.effect === 'stage' && decision.quorum !== action.governance.approval?.quorum
  const outcome = decision.effect === 'deny' ? decision.code : `${decision.effect}${isWaived ? ' waived' : ''}`
  count(coverage, `outcome ${outcome}`)
}

function coverExpression(coverage: Coverage, part: Expr): void {
  count(coverage, `node ${part.kind}`)
  if (part.kind === 'binary') count(coverage, `operator ${part.operator}`)
  if (part.kind === 'call') count(coverage, `function ${part.builtin}`)
  if (part.kind === 'quantifier') count(coverage, `quantifier ${part.quantifier}`)
}

function coverRecord(coverage: Coverage, { fields, open }: RecordType): void {
  if (open) count(coverage, 'refinement open')
  for (const field of fields) {
    if (field.optional) count(coverage, 'refinement optional')
    if (field.nullable) count(coverage, 'refinement nullable')
    if (field.defaultValue !== undefined) count(coverage, 'refinement default')
    coverType(coverage, field.type)
  }
}

function coverType(coverage: Coverage, type: Type): void {
  count(coverage, `type ${type.kind}`)
  if (type.where !== undefined) count(coverage, 'refinement where')
  if (type.kind === 'float' && type.decimals !== undefined) count(coverage, 'refinement decimals')
  if (type.kind === 'string' && type.patterns !== undefined)
    count(coverage, type.patterns.length > 1 ? 'refinement two patterns' : 'refinement pattern')
  if (type.kind === 'list' && type.unique) count(coverage, 'refinement unique')
  if (type.kind === 'list' || type.kind === 'map') coverType(coverage, type.element)
  if (type.kind === 'record') coverRecord(coverage, type)
  if (type.kind === 'union') for (const { record } of type.variants) coverRecord(coverage, record)
}

function count(coverage: Coverage, name: string): void {
  coverage.set(name, (coverage.get(name) ?? 0) + 1)
}
