/** Whether two expressions are written alike: places, parentheses and blank space aside. */
import type { Expression } from '../syntax/tree.ts'

export function conditionKey(node: Expression): string {
  return JSON.stringify(node, (key, value: unknown) =>
    key === 'span' || key === 'operatorSpan' || key === 'parenthesised' ? undefined : value,
  )
}
