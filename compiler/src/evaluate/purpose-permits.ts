/** Which purposes permit an action: patterns over `object.operation` of its effects, or over the id of a read, `*` matching one dotted segment. */
import type { Action, Purpose } from '../program/program.ts'

type Permitted = Pick<Action, 'kind' | 'id' | 'effects'>

/** True when every effect of the action (the id, for a read) matches one of the purpose's patterns. */
export function purposePermits(purpose: Pick<Purpose, 'permits'>, action: Permitted): boolean {
  return permittedNames(action).every((name) => purpose.permits.some((pattern) => matchesDotted(pattern, name)))
}

/** What a purpose has to permit: the dotted names of the effects, for a read its own id. */
export function permittedNames(action: Permitted): readonly string[] {
  if (action.kind === 'read') return [action.id]
  return action.effects.map((effect) => `${effect.object}.${effect.operation}`)
}

/** `asset.*` matches `asset.freeze`, neither `asset` nor `asset.a.b`. */
export function matchesDotted(pattern: string, name: string): boolean {
  const wanted = pattern.split('.')
  const segments = name.split('.')
  if (wanted.length !== segments.length) return false
  return wanted.every((segment, index) => segment === '*' || segment === segments[index])
}
