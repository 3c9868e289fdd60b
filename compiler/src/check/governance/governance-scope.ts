/**
 * Where a governance entry is read: its place for names and messages, and what its expressions see of the request. The names of an entry are those
 * of the module it stands in; `input`, `claims` and `context` are those of the action it governs.
 */
import type { RecordType } from '../../program/type.ts'
import type { Module } from '../../resolve/module.ts'
import { CLAIMS_RECORD } from '../../types/claims-record.ts'
import type { Declarations } from '../declarations.ts'
import type { EntryContext, Member } from '../entries.ts'
import type { ExpressionScope } from '../expression/scope.ts'
import { expressionScope } from '../scopes.ts'

/** `input` undefined: it is wrong, or there is no action; expressions are then not judged. */
export interface RequestTypes {
  readonly input: RecordType | undefined
  readonly context: RecordType
}

export interface PlacedMember {
  readonly member: Member
  readonly module: Module
  readonly context: EntryContext
  readonly request: RequestTypes
  readonly declarations: Declarations
}

/** Of a condition over the whole request; undefined where the input is not known. */
export function requestScope({ module, context, request, declarations }: PlacedMember): ExpressionScope | undefined {
  const { input } = request
  if (input === undefined) return undefined
  const roots = { input, claims: CLAIMS_RECORD, context: request.context }
  return expressionScope(module, context.file, roots, declarations)
}

/** Of a measure, which reads the input alone. */
export function inputScope({ module, context, request, declarations }: PlacedMember): ExpressionScope | undefined {
  const { input } = request
  return input && expressionScope(module, context.file, { input }, declarations)
}
