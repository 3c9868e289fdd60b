/** Whether a blank stands between two neighbours of a row. */
import type { Atom } from './layout.ts'

export function spaceBetween(left: Atom, right: Atom): boolean {
  if (right.kind === 'group' && right.attached) return false
  const after = right.kind === 'word' ? right.role : 'plain'
  if (after === 'suffix') return false
  const before = left.kind === 'word' ? left.role : 'plain'
  if (before === 'suffix' || before === 'operator') return true
  return before !== 'prefix' && before !== 'tight' && after !== 'tight'
}
