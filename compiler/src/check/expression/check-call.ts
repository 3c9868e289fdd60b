/**
 * The built-in functions: `has size min max int double` and the methods of texts. Each says by its form how it is called; anything else is no function.
 */
import { alwaysPresent, callForm, hasArgument, unknownFunction } from '../../diagnostics/catalogue/types.ts'
import type { DiagnosticExtras } from '../../diagnostics/diagnostic.ts'
import type { Expr } from '../../program/expression.ts'
import type { Type } from '../../program/type.ts'
import type { CallExpression, Expression, MemberExpression } from '../../syntax/tree.ts'
import { nearMiss } from '../../text/near-miss.ts'
import { showType } from '../../types/show-type.ts'
import { isAlwaysPresent, isText, textLengths } from '../../types/type-relations.ts'
import { fieldKey } from './access-key.ts'
import { checkConversion } from './check-conversion.ts'
import { checkExtreme } from './check-extreme.ts'
import { checkFunctionCall } from './check-function-call.ts'
import { findField, findVariantField } from './check-member.ts'
import { checkQuantifier, isQuantifier, QUANTIFIERS } from './check-quantifier.ts'
import { checkTextMethod, isTextMethod, TEXT_METHODS } from './check-text-method.ts'
import { type Checked, type Context, didYouMean, plain, refuse } from './context.ts'
import { withTruth } from './facts.ts'
import { functionElsewhere } from './functions-elsewhere.ts'
import { withKnownRange } from './known-range.ts'
import { checkText } from './literal.ts'
import { showNode, sourceText } from './show-node.ts'

export const FUNCTIONS = ['has', 'size', 'min', 'max', 'int', 'double', 'timestamp', 'duration'] as const

export function checkCall(node: CallExpression, context: Context, expected: Type | undefined): Checked | undefined {
  const { callee } = node
  if (callee.kind === 'member') return checkMethod(node, callee, context)
  switch (callee.name.text) {
    case 'has':
      return checkHas(node, context)
    case 'size':
      return checkSize(node, node.arguments, context)
    case 'min':
    case 'max':
      return checkExtreme(node, callee.name.text, context, expected)
    case 'int':
    case 'double':
      return checkConversion(node, callee.name.text, context)
    case 'timestamp':
    case 'duration':
      return checkTime(node, callee.name.text, context)
    default: {
      const found = context.scope.fn?.(callee.name.text)
      if (found?.known !== true) return refuseFunction(callee.name.text, node, context)
      return found.fn && checkFunctionCall(node, found.fn, context)
    }
  }
}

function checkMethod(node: CallExpression, callee: MemberExpression, context: Context): Checked | undefined {
  const name = callee.member.text
  if (isQuantifier(name)) return checkQuantifier(node, callee.object, name, context)
  if (isTextMethod(name)) return checkTextMethod(node, callee.object, name, context)
  if (name === 'size') return checkSize(node, [callee.object, ...node.arguments], context)
  const near = nearMiss(name, [...TEXT_METHODS, ...QUANTIFIERS, 'size'])
  const elsewhere = near === undefined ? functionElsewhere(name) : undefined
  const help =
    (FUNCTIONS as readonly string[]).includes(name) || context.scope.fn?.(name).known === true
      ? { help: `write \`${name}(…)\`` }
      : elsewhere === undefined
        ? didYouMean(near)
        : { help: elsewhere.help }
  return refuse(context, callee.member.span, unknownFunction, { name }, help)
}

function refuseFunction(name: string, node: CallExpression, context: Context): undefined {
  if (context.scope.isExcused?.(name) === true) return undefined
  const isMethod = isQuantifier(name) || isTextMethod(name)
  const help = isMethod
    ? { help: `write it behind its value: \`x.${name}(…)\`` }
    : name === 'float'
      ? { help: 'an `Int` becomes a `Float` by `double(…)`, as in CEL' }
      : suggestFunction(name, node, context)
  return refuse(context, node.callee.span, unknownFunction, { name }, help)
}

function suggestFunction(name: string, node: CallExpression, { scope }: Context): DiagnosticExtras {
  const near = nearMiss(name, [...FUNCTIONS, ...(scope.functions?.() ?? [])])
  const elsewhere = functionElsewhere(name)
  const declared = scope.functions?.() ?? []
  // A function of the project that is called almost so is more likely than a habit.
  if (elsewhere !== undefined && (near === undefined || !declared.includes(near))) {
    const { help, text } = elsewhere
    if (text === undefined || node.arguments.length > 0) return { help }
    return { help, fixes: [{ title: `write \`${text}\``, edits: [{ file: scope.file, span: node.span, text }] }] }
  }
  return near === undefined ? (scope.nameAdvice?.('fn', name, node.callee.span) ?? {}) : didYouMean(near)
}

/** `timestamp("2026-01-31T12:00:00Z")`, `duration("90s")`: the text written out. */
function checkTime(node: CallExpression, kind: 'timestamp' | 'duration', context: Context): Checked | undefined {
  const [argument] = node.arguments
  if (argument?.kind === 'string' && node.arguments.length === 1) {
    return checkText(argument.value, argument.span, context, { kind })
  }
  const form = kind === 'timestamp' ? 'timestamp("2026-01-31T12:00:00Z")' : 'duration("90s")'
  return refuse(context, node.span, callForm, { form, problem: `\`${kind}\` takes one text, written out` })
}

function checkHas(node: CallExpression, context: Context): Checked | undefined {
  const [argument] = node.arguments
  if (argument === undefined || node.arguments.length > 1) {
    return refuse(context, node.span, callForm, { form: 'has(input.memo)', problem: '`has` takes one field' })
  }
  if (argument.kind !== 'member') {
    const help = quotedFieldHelp(argument)
    return refuse(
      context,
      argument.span,
      hasArgument,
      { found: showNode(argument) },
      help === undefined ? {} : { help },
    )
  }
  const object = context.check(argument.object, context)?.expr
  if (object === undefined) return undefined
  if (object.type.kind !== 'record' && object.type.kind !== 'union') {
    return refuse(context, argument.span, hasArgument, { found: `a part of ${showType(object.type)}` })
  }
  const name = argument.member.text
  const field =
    object.type.kind === 'union'
      ? findVariantField(object.type, name, argument.member.span, argument.object, context)
      : findField(object.type, name, argument.object, argument.member.span, context)
  if (field === undefined) return undefined
  if (isAlwaysPresent(field)) refuse(context, argument.span, alwaysPresent, { path: sourceText(argument) ?? name })
  const expr: Expr = { kind: 'has', object, field: name, type: { kind: 'bool' } }
  const key = fieldKey(object, name, context.variables.length)
  if (key === undefined) return plain(expr, context)
  return { expr, whenTrue: withTruth(context.facts, key), whenFalse: context.facts }
}

function quotedFieldHelp(argument: Expression): string | undefined {
  if (argument.kind !== 'index') return undefined
  const [object, index] = [sourceText(argument.object), sourceText(argument.index)]
  return object === undefined || index === undefined ? undefined : `ask \`${index} in ${object}\``
}

function checkSize(node: CallExpression, parts: readonly Expression[], context: Context): Checked | undefined {
  const [argument] = parts
  if (argument === undefined || parts.length > 1) {
    return refuse(context, node.span, callForm, {
      form: 'size(x)',
      problem: '`size` takes one text, list, map or Bytes',
    })
  }
  const value = context.check(argument, context)?.expr
  if (value === undefined) return undefined
  const bounds = sizeBounds(value.type)
  if (bounds === undefined) {
    const problem = `\`size\` takes a text, list, map or Bytes, found ${showType(value.type)}`
    return refuse(context, argument.span, callForm, { form: 'size(x)', problem })
  }
  const type: Type = { kind: 'int', min: bounds.min, max: bounds.max ?? Number.MAX_SAFE_INTEGER }
  return plain(withKnownRange({ kind: 'call', builtin: 'size', arguments: [value], type }, context), context)
}

function sizeBounds(type: Type): { readonly min: number; readonly max: number | undefined } | undefined {
  if (type.kind === 'map' || type.kind === 'bytes') return { min: type.minSize, max: type.maxSize }
  if (type.kind === 'list') return { min: type.minLength, max: type.maxLength }
  return isText(type) ? textLengths(type) : undefined
}
