/**
 * Applies what can be applied and looks again, until nothing more changes. Every step is judged by a new analysis of the whole project: one that brings an
 * error with it is not taken. Writes nothing.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { applyFixes, type ChosenFix, chooseFixes } from './choose-fixes.ts'

/** What an analysis of the project says, given texts that replace those of its files. */
export interface FixState {
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: ReadonlyMap<string, string>
  /** The project's own files. */
  readonly files: readonly string[]
}

export interface FixedProject {
  /** Path → text before and after, for each file that changes, ascending. */
  readonly changes: ReadonlyMap<string, { readonly before: string; readonly after: string }>
  /** Titles of the fixes that were applied, with the place they had then. */
  readonly applied: readonly ChosenFix[]
  /** As the project is with the changes. */
  readonly state: FixState
}

/** Analyses at most; a project with more to fix is fixed by running again. */
const MAX_ANALYSES = 200

export function fixProject(analyse: (texts: ReadonlyMap<string, string>) => FixState): FixedProject {
  const first = analyse(new Map())
  const applied: ChosenFix[] = []
  const refused = new Set<string>()
  let state = first
  let texts: ReadonlyMap<string, string> = new Map()
  let analyses = 1
  const attempt = (fixes: readonly ChosenFix[]): boolean => {
    const changed = applyFixes(
      fixes.map(({ fix }) => fix),
      (file) => state.sources.get(file) ?? '',
    )
    const next = new Map([...texts, ...changed])
    const result = analyse(next)
    analyses++
    if (hasNewErrors(state, result)) return false
    texts = next
    state = result
    applied.push(...fixes)
    return true
  }
  while (analyses < MAX_ANALYSES) {
    const { files } = state
    const fixes = chooseFixes(state.diagnostics, (file) => files.includes(file)).filter(
      (chosen) => !refused.has(keyOf(chosen.diagnostic)),
    )
    if (fixes.length === 0) break
    if (attempt(fixes)) continue
    // One of them is to blame: alone, each shows whether it is the one.
    for (const chosen of fixes) {
      if (analyses >= MAX_ANALYSES || attempt([chosen])) break
      refused.add(keyOf(chosen.diagnostic))
    }
  }
  return { changes: changesBetween(first, texts), applied, state }
}

/** An error counts as new when its file has more of that message than before. */
function hasNewErrors(before: FixState, after: FixState): boolean {
  const known = countErrors(before)
  return [...countErrors(after)].some(([key, count]) => count > (known.get(key) ?? 0))
}

function countErrors({ diagnostics }: FixState): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const diagnostic of diagnostics) {
    if (diagnostic.severity !== 'error') continue
    const key = keyOf(diagnostic)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

function keyOf({ code, location, message }: Diagnostic): string {
  return `${code} ${location.file} ${message}`
}

function changesBetween(first: FixState, texts: ReadonlyMap<string, string>): FixedProject['changes'] {
  const changes = new Map<string, { before: string; after: string }>()
  for (const [file, after] of [...texts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const before = first.sources.get(file) ?? ''
    if (before !== after) changes.set(file, { before, after })
  }
  return changes
}
