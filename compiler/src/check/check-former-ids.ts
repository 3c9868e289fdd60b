/**
 * `formerly: "old.id"`: under which id an action stood before, so that readers of the log can follow its history. An id has one history: no action of the
 * project may still have it, and no two may claim it.
 */
import { badFormerId, formerIdInUse } from '../diagnostics/catalogue/governance.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { ModuleSymbol } from '../resolve/module.ts'
import type { CheckedAction } from './check-action.ts'
import { type EntryContext, type Member, readString } from './entries.ts'

const ID = /^[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z_][A-Za-z0-9_-]*)*$/
const LONGEST = 256

export function readFormerId(member: Member | undefined, context: EntryContext): string | undefined {
  const id = readString(member, context, 'an id such as `"asset.transfer"`')
  if (id === undefined || (ID.test(id) && id.length <= LONGEST)) return id
  const span = member?.value?.span
  if (span !== undefined) context.reporter.report(badFormerId, { file: context.file, span }, { id })
  return undefined
}

/** Over all actions of a build, ascending by id. */
export function checkFormerIds(actions: readonly CheckedAction[], reporter: Reporter): void {
  if (actions.every(({ action }) => action?.formerly === undefined)) return
  const owners = new Map(actions.map(({ id, symbol }) => [id, symbol]))
  for (const { action, symbol } of actions) {
    const id = action?.formerly
    if (id === undefined) continue
    const other = owners.get(id)
    if (other === undefined) owners.set(id, symbol)
    else reportInUse(id, symbol, other, reporter)
  }
}

function reportInUse(
  id: string,
  { declaration, file, name }: ModuleSymbol<'action'>,
  other: ModuleSymbol<'action'>,
  reporter: Reporter,
): void {
  const entry = declaration.entries.find((candidate) => candidate.name.text === 'formerly')
  const span = entry?.value?.span ?? declaration.name.span
  const message = other.name === name ? 'it is its own id' : `\`${other.name}\` has it`
  const related = [{ location: { file: other.file, span: other.nameSpan }, message }]
  reporter.report(formerIdInUse, { file, span }, { id }, { related })
}
