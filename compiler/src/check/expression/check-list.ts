/**
 * `[a, b]`: elements of one kind. Literals among them take the type of the others, or the one expected.
 */
import { emptyList, listElements } from '../../diagnostics/catalogue/types.ts'
import type { Type } from '../../program/type.ts'
import type { Expression, ListExpression } from '../../syntax/tree.ts'
import { showType } from '../../types/show-type.ts'
import { joinTypes } from '../../types/type-relations.ts'
import { type Checked, type Context, plain, refuse } from './context.ts'
import { isFlexible } from './flexible.ts'

export function checkList(node: ListExpression, context: Context, expected: Type | undefined): Checked | undefined {
  const wanted = expected?.kind === 'list' ? expected.element : undefined
  if (node.elements.length === 0) {
    if (wanted === undefined) return refuse(context, node.span, emptyList, {})
    const type: Type = { kind: 'list', element: wanted, minLength: 0, maxLength: 0, unique: false }
    return plain({ kind: 'list', elements: [], type }, context)
  }
  const parts = checkParts(node.elements, context, wanted)
  if (parts === undefined) return undefined
  let element = parts[0]!.expr.type
  for (const [index, part] of parts.entries()) {
    const joined = joinTypes(element, part.expr.type)
    if (joined === undefined) {
      const types = { first: showType(element), other: showType(part.expr.type) }
      return refuse(context, node.elements[index]!.span, listElements, types)
    }
    element = joined
  }
  const count = parts.length
  const type: Type = { kind: 'list', element, minLength: count, maxLength: count, unique: false }
  return plain({ kind: 'list', elements: parts.map((part) => part.expr), type }, context)
}

// The first element that is no literal says what the literals are; each element is checked once.
function checkParts(
  elements: readonly Expression[],
  context: Context,
  wanted: Type | undefined,
): readonly Checked[] | undefined {
  const model = elements.findIndex((element) => !isFlexible(element, context))
  const first = model === -1 ? undefined : context.check(elements[model]!, context, wanted)
  const type = wanted ?? first?.expr.type
  const parts = elements.map((element, index) => (index === model ? first : context.check(element, context, type)))
  const whole = parts.filter((part) => part !== undefined)
  return whole.length === parts.length ? whole : undefined
}
