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
  DEEPEST_EXPRESSION,
  LONGEST_EXPRESSION,
  MOST_STEPS,
  stepFunction,
} from './cel-budget.ts'
import { hasOnlyKnownEscapes, isFittingConstant } from './cel-literals.ts'
import { mapFunction, rewriteMapLiteral } from './cel-map.ts'
import { profileFunctions } from './cel-profile.ts'
import { timeFunctions } from './cel-time.ts'

/** A member of a root that an expression names, read or tested for: `claims.role` → `{ root: 'claims', name: 'role' }`. */
export interface CelMention {
  readonly root: string
  readonly name: string
}

/** Why an expression is not evaluated at all: too long, nested too deeply, or no CEL. */
export type CelRejection = 'CEL_TOO_LONG' | 'CEL_TOO_DEEP' | 'CEL_SYNTAX'

export interface CelProgram {
  /** Present where the expression cannot be read; such a program fails whatever it is given. */
  readonly rejection?: CelRejection
  readonly mentions: readonly CelMention[]
  /** The engine's value; undefined where the expression errs, cannot be read, or takes too many steps. */
  readonly evaluate: (bindings: Readonly<Record<string, CelInput>>) => unknown
}

const CALL = 'int(0)'
const LIST = '[0]'

/** An expression that cannot be read gives a program that always fails. */
export function compileCel(source: string): CelProgram {
  if (source.length > LONGEST_EXPRESSION) return failing('CEL_TOO_LONG')
  const expression = readExpression(source)
  if (expression === undefined) return failing('CEL_SYNTAX')
  try {
    const mentions = mentionsIn(expression)
    prepare(expression)
    const evaluatePlan = plan(environment(), expression)
    return { mentions, evaluate: (bindings) => evaluateBounded(evaluatePlan, bindings) }
  } catch {
    return failing('CEL_TOO_DEEP')
  }
}

function readExpression(source: string): CelExpr | undefined {
  try {
    const expression = parse(source).expr
    return hasOnlyKnownEscapes(source) && partsOf(expression).every(isFittingConstant) ? expression : undefined
  } catch {
    return undefined
  }
}

/** Makes the expression mean what the specification says, and cost what it may. Throws where it is nested too deeply. */
function prepare(expression: CelExpr, depth: number = 0): void {
  if (depth > DEEPEST_EXPRESSION) throw new Error('the expression is nested too deeply')
  chargeSteps(expression, () => parse(CALL).expr)
  rewriteMapLiteral(
    expression,
    () => parse(CALL).expr,
    () => parse(LIST).expr,
  )
  for (const part of celParts(expression)) prepare(part, depth + 1)
}

function failing(rejection: CelRejection): CelProgram {
  return { rejection, mentions: [], evaluate: () => undefined }
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

/** Whether the evaluation before this call ran out of steps. */
export function hasRunOut(): boolean {
  return budget.spent
}

// Evaluation is synchronous, so one budget and one environment serve all programs in turn.
const budget: CelBudget = { left: 0, spent: false }
let shared: CelEnv | undefined

function environment(): CelEnv {
  shared ??= celEnv({ funcs: [...profileFunctions(), ...timeFunctions(), mapFunction(), stepFunction(budget)] })
  return shared
}

function mentionsIn(expression: CelExpr): readonly CelMention[] {
  const found = new Map<string, CelMention>()
  for (const part of partsOf(expression)) {
    const mention = mentionOf(part)
    if (mention !== undefined) found.set(`${mention.root}.${mention.name}`, mention)
  }
  return [...found.values()]
}

/** The expression and everything within it. */
function partsOf(expression: CelExpr): readonly CelExpr[] {
  const found = [expression]
  for (let index = 0; index < found.length; index++) found.push(...celParts(found[index]!))
  return found
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
