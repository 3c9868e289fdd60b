/**
 * `policy { redact: [iban] }`: names of fields whose values are kept out of log and views wherever they stand. Judges whether such a field can be there;
 * what is done about it is the enforcement point's.
 */

import { repeatedListItem } from '../../diagnostics/catalogue/governance.ts'
import { redactsNothing } from '../../diagnostics/catalogue/manifest.ts'
import type { Field, Type } from '../../program/type.ts'
import { compareText } from '../../resolve/module.ts'
import type { Expression, Name } from '../../syntax/tree.ts'
import { nearMiss } from '../../text/near-miss.ts'
import type { CheckedAction } from '../check-action.ts'
import { type EntryContext, type Member, reportWrongValue } from '../entries.ts'

/** `actions`: those the manifest lists. Ascending; undefined where nothing is written or nothing of it is right. */
export function checkRedact(
  member: Member | undefined,
  actions: () => readonly CheckedAction[],
  context: EntryContext,
): readonly string[] | undefined {
  const value = member?.value
  if (member === undefined || value === undefined) return undefined
  if (value.kind !== 'list' || value.elements.length === 0) {
    reportWrongValue(member, WANTED, context)
    return undefined
  }
  const known = knownNames(actions())
  const names = new Set<string>()
  for (const element of value.elements) {
    const name = nameOf(element)
    const location = { file: context.file, span: element.span }
    if (name === undefined) reportWrongValue({ ...member, value: element }, WANTED, context)
    else if (names.has(name.text))
      context.reporter.report(repeatedListItem, location, { name: name.text, list: member.name.text })
    else {
      names.add(name.text)
      if (known === undefined || known.has(name.text)) continue
      // INVARIANT L7: a name that hides nothing would look like one that does.
      const near = nearMiss(name.text, known)
      const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` }
      context.reporter.report(redactsNothing, location, { name: name.text }, help)
    }
  }
  return [...names].sort(compareText)
}

const WANTED = 'a list of names of fields, such as `[iban, "x-card"]`'

function nameOf(element: Expression): Pick<Name, 'text'> | undefined {
  if (element.kind === 'name') return element.name
  return element.kind === 'string' && element.value !== '' ? { text: element.value } : undefined
}

/** Undefined where a value may have members that no declaration names, or an action is wrong. */
function knownNames(actions: readonly CheckedAction[]): ReadonlySet<string> | undefined {
  const names = new Set<string>()
  for (const { action } of actions) {
    if (action === undefined || ![action.input, action.output].every((type) => collect(type, names))) return undefined
  }
  return names
}

/** False where it cannot say. */
function collect(type: Type, names: Set<string>): boolean {
  const record = (fields: readonly Field[]) =>
    fields.every((field) => {
      names.add(field.name)
      return collect(field.type, names)
    })
  switch (type.kind) {
    case 'record':
      return !type.open && record(type.fields)
    case 'union':
      return type.variants.every((variant) => collect(variant.record, names))
    case 'list':
      return collect(type.element, names)
    case 'map':
      return false
    default:
      return true
  }
}
