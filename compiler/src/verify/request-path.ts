/** Places in a request, as expressions name them, and requests with something else at a place. */
import { ownMember } from '../evaluate/own-member.ts'
import type { Expr } from '../program/expression.ts'

export interface Request {
  readonly input: unknown
  readonly claims: unknown
  /** `{ now, facts }` */
  readonly context: unknown
}

/** Members and elements from the root down. */
export interface RequestPath {
  readonly root: 'input' | 'claims' | 'context'
  readonly steps: readonly (string | number)[]
}

/** At `at` stands `value` (nothing, where it is undefined), or what stands at `copyOf`; before that, what `also` says. */
export type Replacement = { readonly at: RequestPath; readonly also?: readonly Replacement[] } & (
  | { readonly value: unknown }
  | { readonly copyOf: RequestPath }
)

/** What variables of quantifiers stand for, innermost last: the place of an element, the key of a map; undefined where it is none. */
export type Bound = readonly (RequestPath | undefined)[]

/** The place that an expression reads; undefined where it computes. */
export function pathOf(expression: Expr, bound: Bound = []): RequestPath | undefined {
  switch (expression.kind) {
    case 'root': {
      const { root } = expression
      return root === 'input' || root === 'claims' || root === 'context' ? { root, steps: [] } : undefined
    }
    case 'variable':
      return bound[bound.length - 1 - expression.depth]
    case 'field':
    case 'has':
      return within(pathOf(expression.object, bound), expression.field)
    case 'index': {
      const { object, index } = expression
      if (index.kind === 'literal' && typeof index.value !== 'boolean')
        return within(pathOf(object, bound), index.value)
      // The key that a quantifier goes through: its place is that of the member.
      return index.kind === 'variable' && object.type.kind === 'map' ? pathOf(index, bound) : undefined
    }
    default:
      return undefined
  }
}

export function within(path: RequestPath | undefined, step: string | number): RequestPath | undefined {
  return path && { root: path.root, steps: [...path.steps, step] }
}

export function readAt(request: Request, { root, steps }: RequestPath): unknown {
  let at: unknown = root === 'context' ? flat(request.context) : request[root]
  for (const step of steps) at = Array.isArray(at) ? at[Number(step)] : ownMember(at, String(step))
  return at
}

/** What is not there on the way is made. */
export function replaceAt<R extends Request>(unchanged: R, replacement: Replacement): R {
  const { at, also = [] } = replacement
  const request = also.reduce<R>(replaceAt, unchanged)
  const value = 'copyOf' in replacement ? readAt(request, replacement.copyOf) : replacement.value
  if (at.root !== 'context') return { ...request, [at.root]: withStep(request[at.root], at.steps, value) }
  const [name] = at.steps
  const steps = name === 'now' ? at.steps : ['facts', ...at.steps]
  return { ...request, context: withStep(request.context, steps, value) }
}

function withStep(container: unknown, [step, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (step === undefined) return value
  if (typeof step === 'number') {
    const elements: readonly unknown[] = Array.isArray(container) ? container : []
    const changed = [...elements]
    changed[step] = withStep(elements[step], rest, value)
    return changed
  }
  const members = typeof container === 'object' && container !== null ? { ...container } : {}
  const member = withStep(ownMember(members, step), rest, value)
  const others = Object.entries(members).filter(([name]) => name !== step)
  return member === undefined ? Object.fromEntries(others) : { ...members, [step]: member }
}

/** As expressions see it. */
function flat(context: unknown): unknown {
  const facts = ownMember(context, 'facts')
  return { ...(typeof facts === 'object' ? facts : {}), now: ownMember(context, 'now') }
}
