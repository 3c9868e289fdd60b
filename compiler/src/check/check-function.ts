/**
 * A function: its parameters, its result and its body, which sees the parameters and constants and nothing of a request. What it comes to is put in
 * place of each call, so nothing behind the checker knows of functions. INVARIANT L1: a function that reaches itself is an error.
 */
import { duplicateParameter, oversizedExpression } from '../diagnostics/catalogue/names.ts'
import { variableName } from '../diagnostics/catalogue/types.ts'
import type { ModuleSymbol } from '../resolve/module.ts'
import type { FunctionParameter } from '../syntax/tree.ts'
import { refuseAnnotations } from './check-annotations.ts'
import { checkExpression } from './check-expression.ts'
import type { Declarations } from './declarations.ts'
import { ROOTS } from './expression/check-name.ts'
import type { Variable } from './expression/context.ts'
import { isOversized } from './expression/inline-call.ts'
import type { CheckedFunction, ExpressionScope } from './expression/scope.ts'
import { type StandardMatch, standardMatch } from './expression/standard-match.ts'
import { resolveReadable } from './resolve-readable.ts'
import { expressionScope, typeScope } from './scopes.ts'

/** Undefined where any part is wrong (reported). */
export function checkFunction(symbol: ModuleSymbol<'fn'>, declarations: Declarations): CheckedFunction | undefined {
  const { declaration, file, module, name } = symbol
  const { reporter } = declarations
  refuseAnnotations(declaration.annotations, 'a function', file, reporter)
  const types = typeScope(module, file, declarations)
  const scope = expressionScope(module, file, {}, declarations)
  const areDistinct = checkNames(declaration.parameters, scope, declarations)
  const parameters = declaration.parameters.map((parameter): Variable | undefined => {
    const type = parameter.type && resolveReadable(parameter.type, types, reporter)
    return type && { name: parameter.name.text, type }
  })
  const known = parameters.filter((parameter) => parameter !== undefined)
  const result = declaration.result && resolveReadable(declaration.result, types, reporter)
  if (!areDistinct || known.length < parameters.length || result === undefined || declaration.body === undefined)
    return undefined
  const standard = standardBody(symbol)
  if (standard) return { name, parameters: known, result, body: standard }
  const body = checkExpression(declaration.body, scope, result, reporter, known)
  if (body === undefined) return undefined
  if (isOversized(body)) {
    reporter.report(oversizedExpression, { file, span: declaration.body.span }, { name })
    return undefined
  }
  return { name, parameters: known, result, body }
}

/** `= builtin` in a module of the standard library, whose names no project can take (CQ2019): the compiler knows what the function does. */
function standardBody({ declaration, module, name }: ModuleSymbol<'fn'>): StandardMatch | undefined {
  const { body } = declaration
  const isMarked = body?.kind === 'name' && body.name.text === 'builtin'
  return isMarked ? standardMatch(module.name, name) : undefined
}

/** Each name is new: neither another parameter's, nor one that means something without the function. */
function checkNames(
  parameters: readonly FunctionParameter[],
  scope: ExpressionScope,
  { reporter }: Declarations,
): boolean {
  const seen = new Set<string>()
  let isSound = true
  for (const { name } of parameters) {
    const location = { file: scope.file, span: name.span }
    if (seen.has(name.text)) {
      reporter.report(duplicateParameter, location, { name: name.text })
      isSound = false
    } else if (isTaken(name.text, scope)) {
      const problem = `\`${name.text}\` already means something here; choose another word`
      reporter.report(variableName, location, { problem })
      isSound = false
    }
    seen.add(name.text)
  }
  return isSound
}

function isTaken(name: string, scope: ExpressionScope): boolean {
  return ROOTS.some((root) => root === name) || scope.constant(name) !== undefined || scope.word(name) !== undefined
}
