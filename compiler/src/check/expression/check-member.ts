/**
 * Fields and elements: that they exist, and that they are there. An optional field may be read only where the conditions around it prove its presence,
 * an element only where its index is proven inside the list.
 */
import {
  fieldMayBeAbsent,
  indexOutOfRange,
  keyMayBeAbsent,
  noMembers,
  typeMismatch,
  unknownField,
  variantNotProven,
} from '../../diagnostics/catalogue/types.ts'
import type { Expr } from '../../program/expression.ts'
import { tagType } from '../../program/tag-type.ts'
import type { Field, ListType, MapType, RecordType, UnionType } from '../../program/type.ts'
import type { Span } from '../../source/span.ts'
import type { Expression, IndexExpression, MemberExpression } from '../../syntax/tree.ts'
import { nearMiss } from '../../text/near-miss.ts'
import { fieldOfVariants } from '../../types/field-of-variants.ts'
import { showType } from '../../types/show-type.ts'
import { isAlwaysPresent, isText } from '../../types/type-relations.ts'
import { accessKey, belowSizeKey, fieldKey, hasKeyFact } from './access-key.ts'
import { refuseHyphen } from './check-name.ts'
import { type Checked, type Context, didYouMean, plain, refuse, refuseProof } from './context.ts'
import { enumerationOf } from './enumeration-of.ts'
import { withKnownRange } from './known-range.ts'
import { withKnownVariants } from './known-variants.ts'
import { checkText } from './literal.ts'
import { showNode, sourceText } from './show-node.ts'

export function checkMember(node: MemberExpression, context: Context): Checked | undefined {
  const enumeration = enumerationOf(node.object, context)
  if (enumeration !== undefined) return checkText(node.member.text, node.member.span, context, enumeration)
  const object = context.check(node.object, context)?.expr
  if (object === undefined) return undefined
  if (node.member.text.includes('-')) return refuseHyphen(node.member, undefined, context)
  if (object.type.kind === 'union') {
    const field = findVariantField(object.type, node.member.text, node.member.span, node.object, context)
    return field === undefined ? undefined : checkPresence(object, field, node, context)
  }
  if (object.type.kind !== 'record') return refuseMember(node, object, context)
  return checkPresentField(object, object.type, node.member.text, node, node.member.span, context)
}

export function checkIndex(node: IndexExpression, context: Context): Checked | undefined {
  const object = context.check(node.object, context)?.expr
  if (object === undefined) return undefined
  const { type } = object
  if (type.kind === 'map') return checkMapIndex(node, object, type, context)
  if (type.kind === 'union' && node.index.kind === 'string') {
    const field = findVariantField(type, node.index.value, node.index.span, node.object, context)
    return field === undefined ? undefined : checkPresence(object, field, node, context)
  }
  if (type.kind === 'record' && node.index.kind === 'string') {
    return checkPresentField(object, type, node.index.value, node, node.index.span, context)
  }
  if (type.kind !== 'list') {
    const help = type.kind === 'record' ? { help: 'a field is named by a literal: `input["x-id"]`' } : {}
    return refuse(context, node.index.span, noMembers, { type: showType(type), access: 'elements' }, help)
  }
  const index = context.check(node.index, context, { kind: 'int', min: 0, max: 0 })?.expr
  if (index === undefined) return undefined
  if (index.type.kind !== 'int') {
    return refuse(context, node.index.span, typeMismatch, { expected: '`Int`', found: showType(index.type) })
  }
  if (!isInside(object, type, index, context)) return refuseIndex(node, context)
  return plain(withKnown({ kind: 'index', object, index, type: type.element }, context), context)
}

function withKnown(expr: Expr, context: Context): Expr {
  return withKnownVariants(withKnownRange(expr, context), context)
}

// INVARIANT L3: a key is read only where it is proven to be there.
function checkMapIndex(node: IndexExpression, object: Expr, type: MapType, context: Context): Checked | undefined {
  const index = context.check(node.index, context)?.expr
  if (index === undefined) return undefined
  if (!isText(index.type)) {
    return refuse(context, node.index.span, typeMismatch, { expected: '`String`', found: showType(index.type) })
  }
  const depth = context.variables.length
  const [map, key] = [accessKey(object, depth), accessKey(index, depth)]
  if (map === undefined || key === undefined || !context.facts.truths.has(hasKeyFact(map, key))) {
    const [owner, asked] = [sourceText(node.object) ?? '…', sourceText(node.index) ?? 'key']
    const parameters = { key: showNode(node.index), map: showNode(node.object) }
    return refuseProof(context, node.span, keyMayBeAbsent, parameters, {
      help: `test it first: \`${asked} in ${owner} && …\``,
    })
  }
  return plain(withKnown({ kind: 'index', object, index, type: type.element }, context), context)
}

/** The field as every variant possible here has it. */
export function findVariantField(
  type: UnionType,
  name: string,
  span: Span,
  owner: Expression,
  context: Context,
): Field | undefined {
  if (name === type.discriminator) return { name, type: tagType(type), optional: false, nullable: false }
  const field = fieldOfVariants(type, name)
  if (field !== undefined) return field
  // Which variants there are at all, whatever the conditions around have ruled out.
  const whole = context.check(owner, { ...context, facts: { ...context.facts, variants: new Map() } })?.expr.type
  const all = whole?.kind === 'union' ? whole.variants : type.variants
  const having = all.filter(({ record }) => record.fields.some((candidate) => candidate.name === name))
  if (having.length === 0) {
    const fields = all.flatMap(({ record }) => record.fields)
    return findField({ kind: 'record', open: false, fields }, name, owner, span, context)
  }
  const path = sourceText(owner)
  const tag = JSON.stringify(having[0]?.tag)
  const own = type.variants.map(({ tag, record }) => ({ tag, field: record.fields.find((one) => one.name === name) }))
  const types = own.every(({ field }) => field !== undefined)
    ? own.map(({ tag, field }) => `${field === undefined ? '' : showType(field.type)} in ${tag}`)
    : undefined
  const test = `${path ?? ''}.${type.discriminator} == ${tag}`
  const advice =
    types === undefined ? `test it first: \`${test} && …\`` : `say what is meant in each: \`${test} ? … : …\``
  const help = path === undefined ? {} : { help: advice }
  const variants = type.variants.map((variant) => variant.tag).join(', ')
  return refuseProof(context, span, variantNotProven, { field: name, variants, types }, help)
}

/** The declared field, or an error that names its neighbours. */
export function findField(
  type: RecordType,
  name: string,
  owner: Expression,
  span: Span,
  context: Context,
): Field | undefined {
  const field = type.fields.find((candidate) => candidate.name === name)
  if (field !== undefined) return field
  const root = owner.kind === 'name' ? owner.name.text : ''
  if (context.scope.isExcusedMember?.(root, name) === true) return undefined
  const names = type.fields.map((candidate) => candidate.name)
  const record = sourceText(owner) === undefined ? showType(type) : showNode(owner)
  const near = nearMiss(name, names)
  const notes =
    near === undefined && names.length > 0 && names.length <= 8 ? [`its fields are ${names.join(', ')}`] : []
  const advice = near === undefined ? context.scope.memberAdvice?.(root) : undefined
  const help = advice === undefined ? didYouMean(near) : { help: advice }
  return refuse(context, span, unknownField, { record, field: name }, { ...help, notes })
}

// INVARIANT L3: reading a field that may be absent is refused, so evaluation never finds it missing.
function checkPresentField(
  object: Expr,
  type: RecordType,
  name: string,
  node: MemberExpression | IndexExpression,
  span: Span,
  context: Context,
): Checked | undefined {
  const field = findField(type, name, node.object, span, context)
  return field === undefined ? undefined : checkPresence(object, field, node, context)
}

function checkPresence(
  object: Expr,
  field: Field,
  node: MemberExpression | IndexExpression,
  context: Context,
): Checked | undefined {
  const { name } = field
  if (!isAlwaysPresent(field)) {
    const key = fieldKey(object, name, context.variables.length)
    if (key === undefined || !context.facts.truths.has(key)) {
      const path = sourceText(node) ?? name
      const owner = sourceText(node.object) ?? '…'
      const test = node.kind === 'member' ? `has(${path})` : `${JSON.stringify(name)} in ${owner}`
      return refuseProof(context, node.span, fieldMayBeAbsent, { path }, { help: `test it first: \`${test} && …\`` })
    }
  }
  return plain(withKnown({ kind: 'field', object, field: name, type: field.type }, context), context)
}

function refuseMember(node: MemberExpression, object: Expr, context: Context): undefined {
  const access = `field \`${node.member.text}\``
  const help =
    object.type.kind === 'list'
      ? { help: 'ask about its elements: `list.all(x, …)`, `list.exists(x, …)`, or its length: `size(list)`' }
      : object.type.kind === 'map'
        ? { help: 'a key of a map is a text: `"k" in map && map["k"] …`' }
        : {}
  return refuse(context, node.member.span, noMembers, { type: showType(object.type), access }, help)
}

// The list is long enough for the largest index, by its type, by what is known of its size, or by `index < size(list)` itself.
function isInside(list: Expr, type: ListType, index: Expr, context: Context): boolean {
  if (index.type.kind !== 'int' || index.type.min < 0) return false
  if (index.type.max < type.minLength) return true
  const listKey = accessKey(list, context.variables.length)
  if (listKey === undefined) return false
  const sizeKey = `size(${listKey})`
  const shortest = context.facts.ranges.get(sizeKey)?.min ?? 0
  if (index.type.max < shortest) return true
  const indexKey = accessKey(index, context.variables.length)
  return indexKey !== undefined && context.facts.truths.has(belowSizeKey(indexKey, sizeKey))
}

function refuseIndex(node: IndexExpression, context: Context): undefined {
  const list = sourceText(node.object)
  const index = sourceText(node.index)
  const help =
    list === undefined || index === undefined
      ? {}
      : { help: `test it first: \`${index} < size(${list}) && …\`, or bound the type: \`List<…>(length: …)\`` }
  return refuseProof(
    context,
    node.index.span,
    indexOutOfRange,
    { index: showNode(node.index), list: showNode(node.object) },
    help,
  )
}
