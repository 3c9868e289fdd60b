/**
 * Maps of CEL as the specification has them, where the engine's own differ: a member that is null is present, a key counts once whatever its number type,
 * and a double is no key. Map literals of an expression are made here too.
 */
import {
  type CelInput,
  type CelMap,
  CelScalar,
  type CelUint,
  celFunc,
  celMap,
  isCelUint,
  listType,
} from '@bufbuild/cel'
import type { CelExpr } from './cel-budget.ts'

export type CelKey = bigint | string | boolean | CelUint

/** The engine takes a member that is null for an absent one, in `has` as in `in`; CEL does not. */
export function presentMap(members: ReadonlyMap<CelKey, CelInput>): CelMap {
  const map = celMap(members)
  map.has = (key) => map.get(key) !== undefined
  return map
}

/** No expression can name it: `@` is no letter. */
const MAP = '@map'

/** Makes a map from its keys and its values; what every map literal becomes. */
export function mapFunction(): ReturnType<typeof celFunc> {
  const list = listType(CelScalar.DYN)
  return celFunc(MAP, [list, list], CelScalar.DYN, (keys, values) => {
    const members = new Map<CelKey, CelInput>()
    const seen = new Set<string>()
    let index = 0
    for (const key of keys) {
      if (!isKey(key)) throw new Error('a key of a map is an int, a uint, a bool or a string')
      const name = nameOf(key)
      if (seen.has(name)) throw new Error('the map repeats a key')
      seen.add(name)
      members.set(key, values.get(index++) as CelInput)
    }
    return presentMap(members)
  })
}

function isKey(value: unknown): value is CelKey {
  return typeof value === 'bigint' || typeof value === 'string' || typeof value === 'boolean' || isCelUint(value)
}

/** Equal for keys that are equal: 1 and 1u are one key. */
function nameOf(key: CelKey): string {
  return isCelUint(key) ? `bigint ${key.value}` : `${typeof key} ${String(key)}`
}

/** Turns a map literal, but no message, into a call of that function. `callOf` and `listOf` give expressions of their kind, to be rewritten. */
export function rewriteMapLiteral(expression: CelExpr, callOf: () => CelExpr, listOf: () => CelExpr): void {
  const { exprKind } = expression
  if (exprKind.case !== 'structExpr' || exprKind.value.messageName !== '') return
  const { entries } = exprKind.value
  const keys = entries.map(({ keyKind }) => (keyKind.case === 'mapKey' ? keyKind.value : undefined))
  const values = entries.map(({ value }) => value)
  const call = callOf()
  if (call.exprKind.case !== 'callExpr') throw new Error('no call to rewrite')
  call.exprKind.value.function = MAP
  call.exprKind.value.args = [listing(listOf(), keys), listing(listOf(), values)]
  expression.exprKind = call.exprKind
}

function listing(list: CelExpr, elements: readonly (CelExpr | undefined)[]): CelExpr {
  if (list.exprKind.case !== 'listExpr') throw new Error('no list to rewrite')
  list.exprKind.value.elements = elements.filter((element) => element !== undefined)
  return list
}
