/**
 * A value that a test gives, which may be wrong on purpose: read as its type reads it where it can be, else as it stands.
 */
import type { Reporter } from '../../diagnostics/diagnostic.ts'
import type { JsonValue, Type } from '../../program/type.ts'
import type { Expression } from '../../syntax/tree.ts'
import { checkValue } from '../constant-value.ts'
import type { ConstantScope } from '../expression/scope.ts'
import { literalValue } from './literal-value.ts'

/** The value as its type reads it; failing that, as it stands; only what is no plain value at all is reported. */
export function lenientValue(
  node: Expression,
  type: Type | undefined,
  scope: ConstantScope,
  reporter: Reporter,
): JsonValue | undefined {
  const silent: Reporter = { report: () => undefined }
  const typed = type && checkValue(node, type, scope, silent, { lenient: true })
  if (typed !== undefined) return typed
  const plain = literalValue(node, scope)
  if (plain !== undefined) return plain
  return checkValue(node, type ?? { kind: 'record', fields: [], open: true }, scope, reporter)
}
