/**
 * Annotations on fields: `@ui(widget: textarea)`, hints for forms, and `@sensitive`. Anything else is refused rather than ignored.
 */
import { fieldAnnotation } from '../diagnostics/catalogue/types.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { Field } from '../program/type.ts'
import type { Span } from '../source/span.ts'
import type { Annotation, Expression } from '../syntax/tree.ts'
import { nearMiss } from '../text/near-miss.ts'

const KNOWN = ['ui', 'sensitive']

/** Only the parts that were written; undefined after reporting what is wrong. INVARIANT L7: nothing written goes without effect. */
export function readFieldAnnotations(
  annotations: readonly Annotation[],
  file: string,
  reporter: Reporter,
): Pick<Field, 'ui' | 'sensitive'> | undefined {
  let read: Pick<Field, 'ui' | 'sensitive'> | undefined = {}
  const seen = new Set<string>()
  for (const annotation of annotations) {
    const name = annotation.name.text
    const part = seen.has(name) ? refuse(`\`@${name}\` is written twice`, annotation.span) : readOne(annotation)
    seen.add(name)
    read = read === undefined || part === undefined ? undefined : { ...read, ...part }
  }
  return read

  function readOne(annotation: Annotation): Pick<Field, 'ui' | 'sensitive'> | undefined {
    const name = annotation.name.text
    if (name === 'ui') return readUi(annotation)
    if (name === 'sensitive') {
      return annotation.arguments.length === 0
        ? { sensitive: true }
        : refuse('`@sensitive` takes nothing in parentheses', annotation.span)
    }
    const near = nearMiss(name, KNOWN)
    return refuse(
      `a field has no annotation \`@${name}\``,
      annotation.name.span,
      near === undefined ? undefined : `@${near}`,
    )
  }

  function readUi(annotation: Annotation): Pick<Field, 'ui'> | undefined {
    if (annotation.arguments.length === 0) return refuse('`@ui` takes hints: `@ui(widget: textarea)`', annotation.span)
    const hints = new Map<string, string | number | boolean>()
    for (const { name, value } of annotation.arguments) {
      const hint = hintOf(value)
      if (hint === undefined) return refuse('a hint is a word, a text, a number, `true` or `false`', value.span)
      if (hints.has(name.text)) return refuse(`the hint \`${name.text}\` is written twice`, name.span)
      hints.set(name.text, hint)
    }
    return { ui: Object.fromEntries(hints) }
  }

  function refuse(problem: string, span: Span, near?: string): undefined {
    const extras = near === undefined ? {} : { help: `did you mean \`${near}\`?` }
    reporter.report(fieldAnnotation, { file, span }, { problem }, extras)
    return undefined
  }
}

function hintOf(value: Expression): string | number | boolean | undefined {
  if (value.kind === 'boolean' || value.kind === 'string') return value.value
  if (value.kind === 'number' && value.unit === undefined && Number.isFinite(value.value)) return value.value
  return value.kind === 'name' ? value.name.text : undefined
}
