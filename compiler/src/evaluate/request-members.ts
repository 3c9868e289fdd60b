/**
 * Which members of the claims and of the request context an expression reads, and whether a request carries them well-typed. The input is checked
 * against its schema before any rule; claims and context come from elsewhere, so each check that reads a member vouches for it itself.
 */
import type { Expr } from '../program/expression.ts'
import type { Field } from '../program/type.ts'
import { visitExpression } from '../program/visit-expression.ts'
import { checkValue } from './check-value.ts'
import { isRecord, ownMember } from './own-member.ts'

export interface RequestMember {
  readonly root: 'claims' | 'context'
  readonly field: Field
}

/** Anywhere in the expression, read at run time or not, in reading order, each once; a root used whole stands for all its members. */
export function requestMembers(expression: Expr): readonly RequestMember[] {
  const members = new Map<string, RequestMember>()
  const selected = new Set<Expr>()
  const add = (root: 'claims' | 'context', field: Field): void => {
    members.set(`${root}.${field.name}`, { root, field })
  }
  visitExpression(expression, (part) => {
    if (part.kind === 'field' || part.kind === 'has') {
      const { object } = part
      if (object.kind !== 'root' || object.type.kind !== 'record') return
      if (object.root !== 'claims' && object.root !== 'context') return
      const field = object.type.fields.find((candidate) => candidate.name === part.field)
      if (field === undefined) return
      selected.add(object)
      add(object.root, field)
    } else if (part.kind === 'root' && part.type.kind === 'record' && !selected.has(part)) {
      if (part.root !== 'claims' && part.root !== 'context') return
      for (const field of part.type.fields) add(part.root, field)
    }
  })
  return [...members.values()]
}

/** Whether `source` (the claims, or the context) carries the member as its type wants it; an optional one may be absent. */
export function carriesMember(source: unknown, field: Field): boolean {
  if (!isRecord(source)) return false
  const value = ownMember(source, field.name)
  return value === undefined ? field.optional : checkValue(value, field.type) === undefined
}
