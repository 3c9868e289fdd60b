/**
 * One CEL expression of a foreign manifest, ready to be evaluated: parsed and planned once, under the profile that interprets JSON numbers as doubles
 * and everything as `dyn`. Bounded in text, depth and steps; nothing it is given makes it throw.
 */
import { type CelEnv, type CelInput, celEnv, isCelError, parse, plan } from '@bufbuild/cel'
import {
  type CelBudget,
  type CelExpr,
  celParts,
  chargeSteps,
  LONGEST_EXPRESSION,
  MOST_STEPS,
  stepFunction,
} from './cel-budget.ts'
import { profileFunctions } from './cel-profile.ts'
import { timeFunctions } from './cel-time.ts'

/** A member of a root that an expression names, read or tested for: `claims.role` → `{ root: 'claims', name: 'role' }`. */
export interface CelMention {
  readonly root: string
  readonly name: string
}

export interface CelProgram {
  readonly mentions: readonly CelMention[]
  /** The engine's value; undefined where the expression errs, cannot be read, or takes too many steps. */
  readonly evaluate: (bindings: Readonly<Record<string, CelInput>>) => unknown
}

const FAILING: CelProgram = { mentions: [], evaluate: () => undefined }
const CALL = 'int(0)'

/** An expression that cannot be read gives a program that always fails. */
export function compileCel(source: string): CelProgram {
  if (source.length > LONGEST_EXPRESSION) return FAILING
  try {
    const expression = parse(source).expr
    const mentions = mentionsIn(expression)
    chargeSteps(expression, () => parse(CALL).expr)
    const evaluatePlan = plan(environment(), expression)
    return { mentions, evaluate: (bindings) => evaluateBounded(evaluatePlan, bindings) }
  } catch {
    return FAILING
  }
}

type Plan = (bindings: Record<string, CelInput>) => unknown

function evaluateBounded(evaluatePlan: Plan, bindings: Readonly<Record<string, CelInput>>): unknown {
  budget.left = MOST_STEPS
  budget.spent = false
  try {
    // Without a prototype: a name such as `constructor` must not find anything.
    const value = evaluatePlan(Object.assign(Object.create(null), bindings))
    return isCelError(value) || budget.spent ? undefined : value
  } catch {
    return undefined
  }
}

// Evaluation is synchronous, so one budget and one environment serve all programs in turn.
const budget: CelBudget = { left: 0, spent: false }
let shared: CelEnv | undefined

function environment(): CelEnv {
  shared ??= celEnv({ funcs: [...profileFunctions(), ...timeFunctions(), stepFunction(budget)] })
  return shared
}

function mentionsIn(expression: CelExpr): readonly CelMention[] {
  const found = new Map<string, CelMention>()
  const pending = [expression]
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    const mention = mentionOf(part)
    if (mention !== undefined) found.set(`${mention.root}.${mention.name}`, mention)
    pending.push(...celParts(part))
  }
  return [...found.values()]
}

/** `root.name`, `has(root.name)`, `root["name"]`, `"name" in root` */
function mentionOf({ exprKind }: CelExpr): CelMention | undefined {
  if (exprKind.case === 'selectExpr') return named(exprKind.value.operand, exprKind.value.field)
  if (exprKind.case !== 'callExpr') return undefined
  const [first, second] = exprKind.value.args
  if (exprKind.value.function === '_[_]') return named(first, textOf(second))
  return exprKind.value.function === '@in' ? named(second, textOf(first)) : undefined
}

function named(operand: CelExpr | undefined, name: string | undefined): CelMention | undefined {
  if (operand?.exprKind.case !== 'identExpr' || name === undefined) return undefined
  return { root: operand.exprKind.value.name, name }
}

function textOf(expression: CelExpr | undefined): string | undefined {
  if (expression?.exprKind.case !== 'constExpr') return undefined
  const { constantKind } = expression.exprKind.value
  return constantKind.case === 'stringValue' ? constantKind.value : undefined
}
