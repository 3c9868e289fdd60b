/**
 * The enum that a bare name stands for in front of a dot. A variable, root, constant or word of that name comes first.
 */
import type { EnumType } from '../../program/type.ts'
import type { Expression } from '../../syntax/tree.ts'
import type { Context } from './context.ts'

/** `Status` in `Status.pending`; whatever else the name means here comes first. */
export function enumerationOf(node: Expression, { scope, variables }: Context): EnumType | undefined {
  if (node.kind !== 'name') return undefined
  const name = node.name.text
  const isTaken =
    variables.some((variable) => variable.name === name) ||
    scope.root(name) !== undefined ||
    scope.substitute?.(name) !== undefined ||
    scope.constant(name) !== undefined ||
    scope.word(name) !== undefined
  return isTaken ? undefined : scope.enumeration?.(name)
}
