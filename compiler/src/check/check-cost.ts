/**
 * `@max_cost(steps: 5_000)` on an action, and a limit for all of them: the most steps a guard may take, whatever it is given. INVARIANT L1 tells that
 * there is a bound; this holds it to one that somebody chose.
 */
import { badMaxCost, costAboveLimit } from '../diagnostics/catalogue/governance.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { Action } from '../program/program.ts'
import { worstCost } from '../program/worst-cost.ts'
import type { Annotation } from '../syntax/tree.ts'
import type { CheckedAction } from './check-action.ts'
import { plainNumber } from './entries.ts'

export const MAX_COST = 'max_cost'

/** `action` undefined: it is wrong, and only the annotation itself is judged. */
export function checkCost(
  annotations: readonly Annotation[],
  action: Action | undefined,
  file: string,
  reporter: Reporter,
): void {
  for (const annotation of annotations) {
    if (annotation.name.text !== MAX_COST) continue
    const location = { file, span: annotation.span }
    const limit = readLimit(annotation)
    if (limit === undefined) reporter.report(badMaxCost, location, {})
    else if (action !== undefined) {
      const cost = worstCost(action)
      if (cost > limit) reporter.report(costAboveLimit, location, { action: action.id, cost, limit })
    }
  }
}

/** Over all actions of a build; what an action has said about itself already is not said twice. */
export function checkCosts(actions: readonly CheckedAction[], limit: number, reporter: Reporter): void {
  for (const { action, symbol } of actions) {
    if (action === undefined) continue
    const cost = worstCost(action)
    const own = symbol.declaration.annotations.find(({ name }) => name.text === MAX_COST)
    const isReported = own !== undefined && cost > (readLimit(own) ?? 0)
    if (cost <= limit || isReported) continue
    reporter.report(costAboveLimit, { file: symbol.file, span: symbol.nameSpan }, { action: action.id, cost, limit })
  }
}

function readLimit({ arguments: given }: Annotation): number | undefined {
  const [steps] = given
  if (steps === undefined || given.length > 1 || steps.name.text !== 'steps') return undefined
  const limit = plainNumber(steps.value)
  return limit !== undefined && Number.isSafeInteger(limit) && limit >= 1 ? limit : undefined
}
