/** Types of what expressions hold in their hands: parameters, results, constants, arguments of states. A `Json` there could be given to nobody and read by nobody. */
import { opaqueValue } from '../diagnostics/catalogue/types.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { Type } from '../program/type.ts'
import type { TypeNode } from '../syntax/tree.ts'
import { resolveType, type TypeScope } from '../types/resolve-type.ts'

/** Undefined after reporting what is wrong with it. */
export function resolveReadable(node: TypeNode, scope: TypeScope, reporter: Reporter): Type | undefined {
  const type = resolveType(node, scope, reporter)
  if (type?.kind !== 'json') return type
  const help = 'give it a type that says what is in it'
  reporter.report(opaqueValue, { file: scope.file, span: node.span }, { what: 'this' }, { help })
  return undefined
}
