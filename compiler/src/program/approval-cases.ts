/** The conditions of an approval's cases as they were written, found again in the waivers that they became. */
import type { Expr } from './expression.ts'
import type { Approval } from './program.ts'

/**
 * The checked conditions of an approval's cases, in the order written. Where cases are written with `when`, the last waiver says that none of them holds:
 * `!a && !b && !c`.
 */
export function caseConditions(
  approval: Approval | undefined,
  topics: readonly string[],
): readonly (Expr | undefined)[] {
  const { waivers = [] } = approval ?? {}
  const last = waivers.at(-1)
  if (last === undefined || topics.includes(last.name)) {
    return topics.map((topic) => waivers.find(({ name }) => name === topic)?.condition)
  }
  const conditions: (Expr | undefined)[] = []
  let rest: Expr | undefined = last.condition
  for (let left = topics.length; left > 0; left--) {
    const isChain: boolean = left > 1 && rest?.kind === 'binary'
    const end: Expr | undefined = isChain && rest?.kind === 'binary' ? rest.right : rest
    conditions.unshift(end?.kind === 'unary' ? end.operand : undefined)
    rest = isChain && rest?.kind === 'binary' ? rest.left : undefined
  }
  return conditions
}
