/**
 * Annotations on declarations. None is understood today, so each is refused rather than ignored; those on fields belong to the types.
 */
import { notAvailableYet } from '../diagnostics/catalogue/governance.ts'
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
    const location = { file, span }
    if (name.text === 'max_cost') reporter.report(notAvailableYet, location, { construct: '`@max_cost`' })
    else reporter.report(unknownAnnotation, location, { name: name.text, what })
  }
}
