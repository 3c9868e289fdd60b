/**
 * Values written in a source: fixtures, defaults, overrides. A literal, record or list is checked against the type it stands for and becomes the JSON
 * value; what is computed is an expression and has no place here.
 */
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { JsonValue, Type } from '../program/type.ts'
import type { Expression } from '../syntax/tree.ts'
import { checkNode } from './expression/check-node.ts'
import type { Context } from './expression/context.ts'
import { NO_FACTS } from './expression/facts.ts'
import type { ConstantScope } from './expression/scope.ts'
import { checkJson } from './value/check-json.ts'
import type { ValueOptions } from './value/value-options.ts'

export type { ValueOptions } from './value/value-options.ts'

/**
 * The JSON value, or undefined after reporting why there is none. Amounts are numbers without their unit, roles, purposes and union members strings,
 * durations seconds as text. `where` conditions are not evaluated here.
 */
export function checkValue(
  node: Expression,
  type: Type,
  scope: ConstantScope,
  reporter: Reporter,
  options: ValueOptions = {},
): JsonValue | undefined {
  const context: Context = {
    scope: { ...scope, root: () => undefined },
    reporter,
    variables: [],
    facts: NO_FACTS,
    excused: false,
    check: checkNode,
  }
  return checkJson(node, type, context, options)
}
