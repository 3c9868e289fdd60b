/**
 * Effects: which object an action changes, by which operation, from which state to which. The operation must lead between exactly these states, and
 * instance and state arguments are paths into the input that are always there and have the state's types.
 */
import {
  effectArgumentType,
  effectStateMismatch,
  notInputPath,
  stateArity,
  uncertainInputPath,
  unknownInputPath,
  unknownOperation,
  unknownState,
} from '../diagnostics/catalogue/governance.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { Effect, StateUse } from '../program/program.ts'
import type { RecordType, Type } from '../program/type.ts'
import { requireSymbol } from '../resolve/look-up.ts'
import type { ModuleSymbol } from '../resolve/module.ts'
import type { EffectNode, Expression, Name, StateReference } from '../syntax/tree.ts'
import { nearMiss } from '../text/near-miss.ts'
import { showType } from '../types/show-type.ts'
import { isAssignable } from '../types/type-relations.ts'
import type { CheckedObject } from './check-object.ts'
import type { Declarations } from './declarations.ts'
import { dottedName, type EntryContext, readBoolean, readMembers } from './entries.ts'

interface EffectContext {
  readonly file: string
  readonly input: RecordType | undefined
  readonly reporter: Reporter
}

/** `input` undefined: the input block is wrong, paths are then not judged. */
export function checkEffect(
  node: EffectNode,
  symbol: ModuleSymbol<'action'>,
  input: RecordType | undefined,
  declarations: Declarations,
): Effect | undefined {
  const { reporter } = declarations
  const { file } = symbol
  const context: EffectContext = { file, input, reporter }
  const entryContext: EntryContext = { file, block: `an effect of \`${symbol.name}\``, reporter }
  const flags = readMembers(
    node.entries,
    { required: [], optional: ['requires_confirmation', 'reversible'] },
    node.target.span,
    entryContext,
  )
  const requiresConfirmation = readBoolean(flags.get('requires_confirmation'), entryContext) ?? false
  const reversible = readBoolean(flags.get('reversible'), entryContext) ?? false
  const instance = node.instance && inputPath(node.instance, 'the thing affected', undefined, context)

  const target = resolveTarget(node, symbol, declarations)
  if (target === undefined) return undefined
  const { object, operation } = target
  const from = checkState(node.from, 'from', target, context)
  const to = checkState(node.to, 'to', target, context)
  if (from === undefined || to === undefined) return undefined
  return {
    object: object.object.name,
    operation: operation.name,
    ...(instance !== undefined && { instance }),
    from,
    to,
    requiresConfirmation,
    reversible,
  }
}

interface Target {
  readonly object: CheckedObject
  readonly operation: CheckedObject['object']['operations'][number]
}

function resolveTarget(
  node: EffectNode,
  symbol: ModuleSymbol<'action'>,
  declarations: Declarations,
): Target | undefined {
  const { file, module } = symbol
  const { reporter } = declarations
  const [objectName, operationName] = splitTarget(node.target.parts)
  if (objectName === undefined || operationName === undefined) {
    reporter.report(unknownOperation, { file, span: node.target.span }, { object: node.target.text, operation: '' })
    return undefined
  }
  const objectSymbol = requireSymbol(module, { file, span: objectName.span }, 'object', objectName.text, reporter)
  if (objectSymbol === undefined) return undefined
  const object = declarations.object(objectSymbol)
  const operation = object.object.operations.find(({ name }) => name === operationName.text)
  if (operation) return { object, operation }
  // An operation between states that do not exist was left out of the object, and said so.
  if (objectSymbol.declaration.operations.some(({ name }) => name.text === operationName.text)) return undefined
  if (isUnread(objectSymbol)) return undefined
  const near = nearMiss(
    operationName.text,
    object.object.operations.map(({ name }) => name),
  )
  const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` }
  const parameters = { object: objectName.text, operation: operationName.text }
  reporter.report(unknownOperation, { file, span: operationName.span }, parameters, help)
  return undefined
}

/** Some of the object may stand in what the parser refused. */
function isUnread({ module, file, declaration }: ModuleSymbol<'object'>): boolean {
  const source = module.files.find(({ path }) => path === file)
  if (source?.broken !== true) return false
  const { start, end } = declaration.span
  const text = source.text.slice(start, Math.max(end, source.text.indexOf('\n}', start)))
  const written = text.match(/\b(?:states?|operations?)\b/g)?.length ?? 0
  return written > declaration.states.length + declaration.operations.length
}

function splitTarget(parts: readonly Name[]): readonly [Name | undefined, Name | undefined] {
  return parts.length === 2 ? [parts[0], parts[1]] : [undefined, undefined]
}

function checkState(
  node: StateReference | undefined,
  side: 'from' | 'to',
  { object, operation }: Target,
  context: EffectContext,
): StateUse | undefined {
  if (node === undefined) return undefined
  const { file, reporter } = context
  const { name, operation: operationName } = {
    name: node.name.text,
    operation: `${object.object.name}.${operation.name}`,
  }
  const location = { file, span: node.name.span }
  const parameters = object.parameters.get(name)
  if (parameters === undefined) {
    const near = nearMiss(name, object.parameters.keys())
    const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` }
    reporter.report(unknownState, location, { object: object.object.name, state: name }, help)
    return undefined
  }
  const expected = operation[side]
  if (name !== expected) {
    reporter.report(effectStateMismatch, location, { operation: operationName, side, expected, written: name })
    return undefined
  }
  if (node.arguments.length !== parameters.length) {
    const arity = { state: name, expected: parameters.length, written: node.arguments.length }
    reporter.report(stateArity, { file, span: node.span }, arity)
    return undefined
  }
  const paths = node.arguments.map((argument, index) =>
    inputPath(argument, 'an argument of a state', parameters[index], context),
  )
  return paths.every((path) => path !== undefined) ? { state: name, arguments: paths } : undefined
}

/** The dotted path without `input.`; `expected` undefined: any type. */
function inputPath(
  expression: Expression,
  what: string,
  expected: Type | undefined,
  { file, input, reporter }: EffectContext,
): string | undefined {
  const location = { file, span: expression.span }
  const [root, ...fields] = dottedName(expression)?.text.split('.') ?? []
  if (root !== 'input' || fields.length === 0) {
    reporter.report(notInputPath, location, { what })
    return undefined
  }
  const path = fields.join('.')
  if (input === undefined) return path
  let type: Type = input
  for (const name of fields) {
    const field: RecordType['fields'][number] | undefined =
      type.kind === 'record' ? type.fields.find((candidate) => candidate.name === name) : undefined
    if (field === undefined) {
      const near: string | undefined =
        type.kind === 'record'
          ? nearMiss(
              name,
              type.fields.map((candidate) => candidate.name),
            )
          : undefined
      const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` }
      reporter.report(unknownInputPath, location, { path: `input.${path}`, field: name }, help)
      return undefined
    }
    // INVARIANT L3: what an effect names is there whenever the input is valid.
    if (field.optional && field.defaultValue === undefined) {
      reporter.report(uncertainInputPath, location, { path: `input.${path}` })
      return undefined
    }
    type = field.type
  }
  if (type.kind === 'json') {
    const parameters = { path: `input.${path}`, actual: showType(type), expected: 'a type that says what it is' }
    reporter.report(effectArgumentType, location, parameters)
    return undefined
  }
  if (expected !== undefined && !isAssignable(type, expected)) {
    const parameters = { path: `input.${path}`, actual: showType(type), expected: showType(expected) }
    reporter.report(effectArgumentType, location, parameters)
    return undefined
  }
  return path
}
