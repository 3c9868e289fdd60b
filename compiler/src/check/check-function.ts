/**
 * A function: its parameters, its result and its body, which sees the parameters and constants and nothing of a request. What it comes to is put in
 * place of each call, so nothing behind the checker knows of functions. INVARIANT L1: a function that reaches itself is an error.
 */
import { duplicateParameter, oversizedExpression } from '../diagnostics/catalogue/names.ts'
import type { ModuleSymbol } from '../resolve/module.ts'
import type { FunctionParameter } from '../syntax/tree.ts'
import { resolveType } from '../types/resolve-type.ts'
import { refuseAnnotations } from './check-annotations.ts'
import { checkExpression } from './check-expression.ts'
import type { Declarations } from './declarations.ts'
import type { Variable } from './expression/context.ts'
import { isOversized } from './expression/inline-call.ts'
import type { CheckedFunction } from './expression/scope.ts'
import { expressionScope, typeScope } from './scopes.ts'

/** Undefined where any part is wrong (reported). */
export function checkFunction(
  { declaration, file, module, name }: ModuleSymbol<'fn'>,
  declarations: Declarations,
): CheckedFunction | undefined {
  const { reporter } = declarations
  refuseAnnotations(declaration.annotations, 'a function', file, reporter)
  const types = typeScope(module, file, declarations)
  const areDistinct = checkNames(declaration.parameters, file, declarations)
  const parameters = declaration.parameters.map((parameter): Variable | undefined => {
    const type = parameter.type && resolveType(parameter.type, types, reporter)
    return type && { name: parameter.name.text, type }
  })
  const known = parameters.filter((parameter) => parameter !== undefined)
  const result = declaration.result && resolveType(declaration.result, types, reporter)
  if (!areDistinct || known.length < parameters.length || result === undefined || declaration.body === undefined)
    return undefined
  const scope = expressionScope(module, file, {}, declarations)
  const body = checkExpression(declaration.body, scope, result, reporter, known)
  if (body === undefined) return undefined
  if (isOversized(body)) {
    reporter.report(oversizedExpression, { file, span: declaration.body.span }, { name })
    return undefined
  }
  return { name, parameters: known, result, body }
}

function checkNames(parameters: readonly FunctionParameter[], file: string, { reporter }: Declarations): boolean {
  const seen = new Set<string>()
  let isSound = true
  for (const { name } of parameters) {
    if (seen.has(name.text)) {
      reporter.report(duplicateParameter, { file, span: name.span }, { name: name.text })
      isSound = false
    }
    seen.add(name.text)
  }
  return isSound
}
