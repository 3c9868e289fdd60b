/** `cel.eval`: one expression under the profile in which rules of foreign manifests run, on values that say their types. */
import { type CelDeclaration, evaluateCel } from '@clawql/compiler/foreign'
import { isObject, type JsonObject, requireText } from '../kind.ts'

export function celEval(input: JsonObject): object {
  const { env = [], bindings = {} } = input
  if (!Array.isArray(env) || !env.every(isDeclaration)) throw new TypeError('env is a list of {name, type}')
  if (!isObject(bindings)) throw new TypeError('bindings is an object')
  return evaluateCel(requireText(input, 'expr'), env, bindings)
}

function isDeclaration(value: unknown): value is CelDeclaration {
  return isObject(value) && typeof value['name'] === 'string' && typeof value['type'] === 'string'
}
