/**
 * `suppress` lines: which warnings they hide, and which of them hide nothing. A suppression speaks for the declaration behind it; errors are never hidden.
 */
import type { Span } from '../source/span.ts'
import type { SourceTree, Suppression } from '../syntax/tree.ts'
import type { Diagnostic } from './diagnostic.ts'

export interface PlacedSuppression {
  readonly file: string
  readonly suppression: Suppression
  /** The declaration it speaks for; undefined at the end of a file. */
  readonly target: Span | undefined
}

export function suppressionsOf(tree: SourceTree): readonly PlacedSuppression[] {
  return tree.suppressions.map((suppression) => {
    const target = tree.declarations.find(({ span }) => span.start >= suppression.span.end)
    return { file: tree.file, suppression, target: target?.span }
  })
}

export interface Suppressed {
  readonly shown: readonly Diagnostic[]
  readonly hidden: readonly Diagnostic[]
  readonly unused: readonly PlacedSuppression[]
}

export function applySuppressions(
  diagnostics: readonly Diagnostic[],
  suppressions: readonly PlacedSuppression[],
): Suppressed {
  const used = new Set<PlacedSuppression>()
  const hidden = new Set<Diagnostic>()
  for (const diagnostic of suppressions.length === 0 ? [] : diagnostics) {
    for (const placed of suppressions) {
      if (!hides(placed, diagnostic)) continue
      used.add(placed)
      hidden.add(diagnostic)
    }
  }
  return {
    shown: diagnostics.filter((diagnostic) => !hidden.has(diagnostic)),
    hidden: [...hidden],
    unused: suppressions.filter((placed) => !used.has(placed)),
  }
}

function hides({ file, suppression, target }: PlacedSuppression, { code, severity, location }: Diagnostic): boolean {
  return (
    severity === 'warning' &&
    target !== undefined &&
    code === suppression.code.text &&
    file === location.file &&
    location.span.start >= target.start &&
    location.span.end <= target.end
  )
}
