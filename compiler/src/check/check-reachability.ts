/**
 * Purposes against actions, when both are known: a pattern must match something, and an action must be reached by a purpose.
 */
import { unreachableAction } from '../diagnostics/catalogue/governance.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { ObjectType, Purpose } from '../program/program.ts'
import { operationsOf, purposePermits } from '../program/purpose-reach.ts'
import type { ModuleSymbol } from '../resolve/module.ts'
import type { ActionHead } from './check-action.ts'
import { checkPermitsMatch } from './check-purpose.ts'

export interface Reachability {
  readonly purposes: readonly { readonly symbol: ModuleSymbol<'purpose'>; readonly purpose: Purpose }[]
  readonly objects: readonly ObjectType[]
  readonly actions: readonly ActionHead[]
  readonly reachingPurposes: (action: ActionHead) => readonly Purpose[]
}

export function checkReachability(
  { purposes, objects, actions, reachingPurposes }: Reachability,
  reporter: Reporter,
): void {
  const operations = [
    ...objects.flatMap((object) => object.operations.map((operation) => `${object.name}.${operation.name}`)),
    ...actions.filter((action) => action.kind === 'read').map((action) => action.id),
  ]
  for (const { symbol } of purposes)
    if (symbol.module.packageName === undefined) checkPermitsMatch(symbol, operations, reporter)
  for (const action of actions) {
    // What a package offers may be there to be extended; a manifest that lists it asks for a purpose of its own.
    if (action.symbol.module.packageName !== undefined) continue
    if (!action.effectsAreComplete || reachingPurposes(action).length > 0) continue
    const missing = operationsOf(action).filter(
      (operation) => !purposes.some(({ purpose }) => purposePermits(purpose, operation)),
    )
    const { declaration, file } = action.symbol
    const parameters = { form: action.kind, action: action.id, missing }
    const help = `add it to the \`permits\` of a purpose: ${operationsOf(action)
      .map((operation) => `\`${operation}\``)
      .join(', ')}`
    reporter.report(unreachableAction, { file, span: declaration.name.span }, parameters, { help })
  }
}
