/**
 * What a test says the host supplies: `context { change_window: true, now: "2026-01-01T00:00:00Z" }`. A fact may be missing or wrong on purpose; one
 * that the module does not declare, or a time that nothing reads, is a mistake.
 */
import { duplicateFieldValue, unknownFact, unreadTime } from '../../diagnostics/catalogue/tests.ts'
import type { Reporter } from '../../diagnostics/diagnostic.ts'
import type { JsonValue } from '../../program/type.ts'
import type { RecordExpression } from '../../syntax/tree.ts'
import { nearMiss } from '../../text/near-miss.ts'
import type { CheckedAction } from '../check-action.ts'
import { checkValue } from '../constant-value.ts'
import type { ConstantScope } from '../expression/scope.ts'
import { lenientValue } from './lenient-value.ts'

export interface Facts {
  readonly facts: { readonly [name: string]: JsonValue }
  /** RFC 3339. */
  readonly now: string | undefined
}

/** Undefined where a value is none (reported). `broken`: facts whose declaration is wrong. */
export function readFacts(
  record: RecordExpression | undefined,
  action: CheckedAction,
  broken: readonly string[],
  scope: ConstantScope,
  reporter: Reporter,
): Facts | undefined {
  const values = new Map<string, JsonValue>()
  let isComplete = true
  for (const { name, value } of record?.fields ?? []) {
    const location = { file: scope.file, span: name.span }
    const field = action.declaredFacts.fields.find((candidate) => candidate.name === name.text)
    if (values.has(name.text)) reporter.report(duplicateFieldValue, location, { name: name.text })
    // What a rule that is wrong would have read is not known.
    else if (name.text === 'now' && action.action !== undefined && !action.contextRead.includes('now'))
      reporter.report(unreadTime, location, { action: action.id })
    else if (broken.includes(name.text)) isComplete = false
    else if (name.text !== 'now' && field === undefined) {
      const near = nearMiss(name.text, [...action.declaredFacts.fields.map((known) => known.name), 'now'])
      const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` }
      reporter.report(unknownFact, location, { name: name.text }, help)
    } else {
      const read =
        field === undefined
          ? checkValue(value, { kind: 'timestamp' }, scope, reporter)
          : lenientValue(value, field.type, scope, reporter)
      if (read === undefined) isComplete = false
      else values.set(name.text, read)
    }
  }
  if (!isComplete) return undefined
  const now = values.get('now')
  values.delete('now')
  return { facts: Object.fromEntries(values), now: typeof now === 'string' ? now : undefined }
}
