/** What is wrong with `suppress` lines: they hide nothing, or their day has passed. The day of today is given, never read from a clock. */
import { expiredSuppression, unusedSuppression } from '../diagnostics/catalogue/lint.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { PlacedSuppression } from '../diagnostics/suppressions.ts'

/** INVARIANT L5: without a date given, nothing has ended. */
export function isExpired({ suppression }: PlacedSuppression, date: string | undefined): boolean {
  return date !== undefined && suppression.until.text < date
}

export function reportSuppressions(
  unused: readonly PlacedSuppression[],
  ended: readonly PlacedSuppression[],
  reporter: Reporter,
): void {
  for (const { file, suppression, target } of unused) {
    const { text: code, span } = suppression.code
    const help =
      target === undefined
        ? 'it speaks for the declaration behind it, and there is none'
        : 'only warnings in the declaration behind it are suppressed'
    reporter.report(unusedSuppression, { file, span }, { code }, { help })
  }
  for (const { file, suppression } of ended) {
    const { code, until } = suppression
    reporter.report(expiredSuppression, { file, span: until.span }, { code: code.text, until: until.text })
  }
}
