/**
 * Which of the fixes that diagnostics carry can be applied together, and what a text is with them. A diagnostic that offers several leaves the choice to a
 * person; two that touch the same place wait for each other.
 */
import type { Diagnostic, Fix } from '../diagnostics/diagnostic.ts'

type Edit = Fix['edits'][number]

export interface ChosenFix {
  readonly diagnostic: Diagnostic
  readonly fix: Fix
}

/** In the order of the diagnostics. `mayEdit`: the file belongs to the project. */
export function chooseFixes(
  diagnostics: readonly Diagnostic[],
  mayEdit: (file: string) => boolean,
): readonly ChosenFix[] {
  const taken: Edit[] = []
  const chosen: ChosenFix[] = []
  for (const diagnostic of diagnostics) {
    const [fix, other] = diagnostic.fixes
    if (fix === undefined || other !== undefined || fix.edits.length === 0) continue
    if (!fix.edits.every((edit) => mayEdit(edit.file) && !taken.some((before) => touches(before, edit)))) continue
    taken.push(...fix.edits)
    chosen.push({ diagnostic, fix })
  }
  return chosen
}

function touches(a: Edit, b: Edit): boolean {
  return a.file === b.file && a.span.start <= b.span.end && b.span.start <= a.span.end
}

/** The texts that the fixes change, changed. */
export function applyFixes(fixes: readonly Fix[], textOf: (file: string) => string): ReadonlyMap<string, string> {
  const edits = Map.groupBy(
    fixes.flatMap((fix) => fix.edits),
    ({ file }) => file,
  )
  return new Map([...edits].map(([file, own]) => [file, applyEdits(textOf(file), own)]))
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = []
  let at = 0
  for (const { span, text: instead } of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    parts.push(text.slice(at, span.start), instead)
    at = span.end
  }
  return `${parts.join('')}${text.slice(at)}`
}
