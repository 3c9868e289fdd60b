/**
 * Objects: the things that actions change, their states and the operations between states.
 */
import { duplicateMember, unknownState } from '../diagnostics/catalogue/governance.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { ObjectType } from '../program/program.ts'
import type { Type } from '../program/type.ts'
import type { ModuleSymbol } from '../resolve/module.ts'
import type { Name } from '../syntax/tree.ts'
import { nearMiss } from '../text/near-miss.ts'
import { refuseAnnotations } from './check-annotations.ts'
import { docOf } from './documentation.ts'
import type { TypeReader } from './type-reader.ts'

export interface CheckedObject {
  readonly object: ObjectType
  /** The parameter types of each state; undefined where one is wrong, which is reported already. */
  readonly parameters: ReadonlyMap<string, readonly (Type | undefined)[]>
}

export function checkObject(symbol: ModuleSymbol<'object'>, readType: TypeReader, reporter: Reporter): CheckedObject {
  const { declaration, file, name } = symbol
  refuseAnnotations(declaration.annotations, 'an object', file, reporter)
  const owner = `the object \`${name}\``
  const states = onlyFirst(declaration.states, 'state', owner, file, reporter)
  const operations = onlyFirst(declaration.operations, 'operation', owner, file, reporter)
  const stateNames = states.map((state) => state.name.text)
  const parameters = new Map(
    states.map((state) => [state.name.text, state.parameters.map((type) => readType(type))] as const),
  )
  const known = (state: Name | undefined): boolean => {
    if (state === undefined) return false
    if (stateNames.includes(state.text)) return true
    const near = nearMiss(state.text, stateNames)
    const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` }
    reporter.report(unknownState, { file, span: state.span }, { object: name, state: state.text }, help)
    return false
  }
  return {
    object: {
      name,
      states: states.map((state) => ({ name: state.name.text, arity: state.parameters.length })),
      operations: operations
        .filter(({ from, to }) => [known(from), known(to)].every(Boolean))
        .map((operation) => ({
          name: operation.name.text,
          from: operation.from?.text ?? '',
          to: operation.to?.text ?? '',
        })),
      ...docOf(declaration.doc),
    },
    parameters,
  }
}

function onlyFirst<N extends { readonly name: Name }>(
  members: readonly N[],
  what: string,
  owner: string,
  file: string,
  reporter: Reporter,
): readonly N[] {
  const seen = new Map<string, N>()
  for (const member of members) {
    const first = seen.get(member.name.text)
    if (first === undefined) {
      seen.set(member.name.text, member)
      continue
    }
    const related = [{ location: { file, span: first.name.span }, message: 'the first one is here' }]
    reporter.report(
      duplicateMember,
      { file, span: member.name.span },
      { what, name: member.name.text, owner },
      { related },
    )
  }
  return [...seen.values()]
}
