/**
 * Annotations that mean nothing where they stand, refused rather than ignored: all on declarations but `@max_cost` on an action. Those on fields belong
 * to the types.
 */
import { unknownAnnotation } from '../diagnostics/catalogue/names.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { Annotation } from '../syntax/tree.ts'

/** INVARIANT L7: nothing that is written goes without effect. */
export function refuseAnnotations(
  annotations: readonly Annotation[],
  what: string,
  file: string,
  reporter: Reporter,
): void {
  for (const { name, span } of annotations) {
    reporter.report(unknownAnnotation, { file, span }, { name: name.text, what })
  }
}
