/**
 * Bounds what a foreign CEL expression can cost. Comprehensions are the only loops of CEL, and nested ones multiply; each step of one is made to ask
 * for leave, and when the budget is spent the evaluation fails. It changes no result of an expression that stays within.
 */
import { CelScalar, celFunc, type parse } from '@bufbuild/cel'

export type CelExpr = ReturnType<typeof parse>['expr']

/** Steps of all comprehensions of one evaluation together. */
export const MOST_STEPS = 100_000
/** Longer texts and deeper trees than these are not evaluated at all. */
export const LONGEST_EXPRESSION = 65_536
export const DEEPEST_EXPRESSION = 1_500

/** No expression can name it: `@` is no letter. */
const STEP = '@step'

/** Counts down over one evaluation; `spent` once it has refused a step. */
export interface CelBudget {
  left: number
  spent: boolean
}

/** The function that each step calls; part of the environment that evaluates expressions prepared by `chargeSteps`. */
export function stepFunction(budget: CelBudget): ReturnType<typeof celFunc> {
  return celFunc(STEP, [CelScalar.DYN], CelScalar.DYN, (condition) => {
    if (budget.left-- > 0) return condition
    budget.spent = true
    throw new Error('the expression takes too many steps')
  })
}

/** Makes a comprehension ask before each step. `callOf` gives a call expression of any function with one argument, to be rewritten. */
export function chargeSteps({ exprKind }: CelExpr, callOf: () => CelExpr): void {
  if (exprKind.case === 'comprehensionExpr') {
    const loop = exprKind.value
    const step = callOf()
    if (loop.loopCondition === undefined || step.exprKind.case !== 'callExpr') throw new Error('no loop to charge')
    step.exprKind.value.function = STEP
    step.exprKind.value.args = [loop.loopCondition]
    loop.loopCondition = step
  }
}

/** The direct parts of an expression. */
export function celParts({ exprKind }: CelExpr): readonly CelExpr[] {
  switch (exprKind.case) {
    case 'selectExpr':
      return present([exprKind.value.operand])
    case 'callExpr':
      return present([exprKind.value.target, ...exprKind.value.args])
    case 'listExpr':
      return exprKind.value.elements
    case 'structExpr':
      return present(
        exprKind.value.entries.flatMap(({ keyKind, value }) => [
          keyKind.case === 'mapKey' ? keyKind.value : undefined,
          value,
        ]),
      )
    case 'comprehensionExpr': {
      const { iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value
      return present([iterRange, accuInit, loopCondition, loopStep, result])
    }
    default:
      return []
  }
}

function present(parts: readonly (CelExpr | undefined)[]): readonly CelExpr[] {
  return parts.filter((part) => part !== undefined)
}
