/**
 * Prints a predicate that is exact on any value: the quick check, and where it says no, the quick check of a plain copy, since the value may be valid
 * without being plain data (it inherits something, or a member is set to undefined).
 */
import type { RecordType } from '../../program/type.ts'
import type { GeneratedModule } from '../generated-module.ts'
import { plainRecordFunction } from './plain-copy.ts'
import { typePredicate } from './type-check.ts'

/** An expression that holds exactly when `value` is of the type. */
export function printExactCheck(module: GeneratedModule, checked: RecordType, value: string, hint: string): string {
  const quick = typePredicate(module, checked, `Plain${hint}`)
  const plain = plainRecordFunction(module, checked, hint)
  return `${quick}(${value}) || ${quick}(${plain}(${value}))`
}
