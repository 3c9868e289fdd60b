/**
 * Makes a disagreement small enough to read: rules, waivers and fields are dropped, expressions replaced by their parts or by constants, as long as the same
 * judge still disagrees on the same request. Greedy, and bounded in the number of programs it tries.
 */
import { checkValue } from '../../src/evaluate/check-value.ts'
import type { Expr } from '../../src/program/expression.ts'
import type { Action, Governance } from '../../src/program/program.ts'
import { partsOf } from '../../src/program/visit-expression.ts'
import type { DecisionCase } from '../../src/verify/decision-cases.ts'
import { type Disagreement, disagreements } from './judges.ts'

/** What is kept of a disagreement: enough to ask again. */
export interface Finding {
  /** Of the program it was found in. */
  readonly seed: number
  readonly judge: Disagreement['judge']
  readonly action: Action
  readonly request: DecisionCase
}

const MOST_TRIALS = 400

/** `stands`: whether a smaller finding is still one. */
export async function reduce(
  finding: Finding,
  stands: (finding: Finding) => Promise<boolean> = stillDisagrees,
): Promise<Finding> {
  let smallest = finding
  let trials = 0
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false
    for (const action of smallerActions(smallest.action)) {
      if (trials++ >= MOST_TRIALS) return smallest
      if (!(await stands({ ...smallest, action }))) continue
      smallest = { ...smallest, action }
      isSmaller = true
      break
    }
  }
  return smallest
}

export async function stillDisagrees({ judge, action, request }: Finding): Promise<boolean> {
  try {
    return (await disagreements(action, [request])).some((found) => found.judge === judge)
  } catch {
    // A reduction may take away what another part needs; that is no disagreement.
    return false
  }
}

/** Each with one thing less, the largest steps first. */
function* smallerActions(action: Action): Generator<Action> {
  const { rules, governance, input } = action
  const { maxImpact, approval, scopes } = governance
  for (const rule of rules) yield { ...action, rules: rules.filter((each) => each !== rule) }
  if (maxImpact !== undefined) yield { ...action, governance: without(governance, 'maxImpact') }
  if (scopes !== undefined) yield { ...action, governance: without(governance, 'scopes') }
  if (approval !== undefined) yield { ...action, governance: without(governance, 'approval') }
  for (const waiver of approval?.waivers ?? []) {
    const waivers = approval!.waivers!.filter((each) => each !== waiver)
    yield { ...action, governance: { ...governance, approval: { ...approval!, waivers } } }
  }
  if (!mentionsInput(action))
    for (const field of input.fields)
      yield { ...action, input: { ...input, fields: input.fields.filter((each) => each !== field) } }
  for (const [index, rule] of rules.entries())
    for (const condition of smallerExpressions(rule.condition))
      yield { ...action, rules: rules.with(index, { ...rule, condition }) }
  for (const measure of maxImpact === undefined ? [] : smallerExpressions(maxImpact.measure))
    yield { ...action, governance: { ...governance, maxImpact: { ...maxImpact!, measure } } }
  for (const [index, waiver] of (approval?.waivers ?? []).entries())
    for (const condition of smallerExpressions(waiver.condition)) {
      const waivers = approval!.waivers!.with(index, { ...waiver, condition })
      yield { ...action, governance: { ...governance, approval: { ...approval!, waivers } } }
    }
}

function without(governance: Governance, name: 'maxImpact' | 'scopes' | 'approval'): Governance {
  const { maxImpact, scopes, approval, ...rest } = governance
  return {
    ...rest,
    ...(name !== 'maxImpact' && maxImpact && { maxImpact }),
    ...(name !== 'scopes' && scopes && { scopes }),
    ...(name !== 'approval' && approval && { approval }),
  }
}

/** Fields are dropped only where no expression can miss one. */
function mentionsInput({ rules, governance }: Action): boolean {
  return rules.length > 0 || governance.maxImpact !== undefined || (governance.approval?.waivers ?? []).length > 0
}

/** The parts of the same kind of type, constants, then the same with one part smaller. A variable stays under its quantifier. */
function* smallerExpressions(expression: Expr): Generator<Expr> {
  for (const part of partsOf(expression))
    if (expression.kind !== 'quantifier' && part.type.kind === expression.type.kind) yield part
  if (expression.kind !== 'literal' && expression.type.kind === 'bool')
    for (const value of [true, false]) yield { kind: 'literal', value, type: expression.type }
  if (expression.kind !== 'literal' && (expression.type.kind === 'int' || expression.type.kind === 'float'))
    for (const value of [0, 1])
      if (checkValue(value, expression.type) === undefined) yield { kind: 'literal', value, type: expression.type }
  yield* withSmallerPart(expression)
}

function* withSmallerPart(expression: Expr): Generator<Expr> {
  switch (expression.kind) {
    case 'unary':
      for (const operand of smallerExpressions(expression.operand)) yield { ...expression, operand }
      return
    case 'binary':
      for (const left of smallerExpressions(expression.left)) yield { ...expression, left }
      for (const right of smallerExpressions(expression.right)) yield { ...expression, right }
      return
    case 'conditional':
      for (const condition of smallerExpressions(expression.condition)) yield { ...expression, condition }
      for (const whenTrue of smallerExpressions(expression.whenTrue)) yield { ...expression, whenTrue }
      for (const whenFalse of smallerExpressions(expression.whenFalse)) yield { ...expression, whenFalse }
      return
    case 'quantifier':
      for (const body of smallerExpressions(expression.body)) yield { ...expression, body }
      return
    case 'call':
      for (const [index, argument] of expression.arguments.entries())
        for (const smaller of smallerExpressions(argument))
          yield { ...expression, arguments: expression.arguments.with(index, smaller) }
      return
    default:
  }
}
