/** Whether the scopes of a caller's claims include those an action needs: dotted names on both sides, `*` standing for one segment. */
import { matchesDottedPattern } from 'clawql-manifest-validator'

/** False where `scope` is no list of texts. */
export function grantsScopes(scope: unknown, needed: readonly string[]): boolean {
  if (!Array.isArray(scope)) return false
  const granted: readonly unknown[] = Array.from(scope)
  if (!granted.every((name) => typeof name === 'string')) return false
  return needed.every((name) => granted.some((grant) => covers(grant, name)))
}

function covers(granted: string, needed: string): boolean {
  return matchesDottedPattern(granted, needed) || matchesDottedPattern(needed, granted)
}
