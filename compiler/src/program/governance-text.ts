/** Parts of a governance in words, said alike wherever people read them: groups of approvers, limits, spans of time. Judges nothing. */
import { groupedDigits } from './expression-text.ts'
import type { Approval, Rate } from './program.ts'

/** `2 of maintainer and 1 of security-officer`, each role through `mark`. */
export function groupsText(groups: Approval['groups'], mark: (role: string) => string = (role) => role): string {
  return groups.map(({ role, min }) => `${String(min)} of ${mark(role)}`).join(' and ')
}

/** `at most 5 in 1 h for each claims.agent_id, refused calls counted too` */
export function rateText(
  { count, perSeconds, by, counting }: Rate,
  mark: (path: string) => string = (path) => path,
): string {
  const counted = counting === 'all' ? 'refused calls counted too' : 'executed calls counted'
  return `at most ${numberText(count)} in ${secondsText(perSeconds)} for each ${mark(by)}, ${counted}`
}

/** `7200` → `2 h`. */
export function secondsText(count: number): string {
  if (count > 0 && count % 86_400 === 0) return plural(count / 86_400, 'day')
  if (count > 0 && count % 3600 === 0) return `${String(count / 3600)} h`
  return count > 0 && count % 60 === 0 ? `${String(count / 60)} min` : `${String(count)} s`
}

/** `1,000,000.5` */
export function numberText(value: number): string {
  return groupedDigits(value).replaceAll('_', ',')
}

function plural(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`
}
