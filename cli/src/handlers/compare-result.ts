/**
 * What assignability does not say of a result: fields that a closed record does not have, which the enforcement point would refuse, and parts of type `any`,
 * which fit everything. It walks the action's output beside the type that TypeScript found.
 */
import type { Action } from '@clawql/compiler'
import type { ts as typescript } from 'ts-morph'
import type { Ts } from './load-ts-morph.ts'

export interface ComparedResult {
  /** Dotted paths. */
  readonly extra: readonly string[]
  /** "the result", or "`a.b` in the result". */
  readonly untyped: readonly string[]
}

type RecordType = Action['output']
type Type = RecordType['fields'][number]['type']

const MAX_DEPTH = 16

export function compareResult(
  ts: Ts,
  checker: typescript.TypeChecker,
  result: typescript.Type,
  output: RecordType,
  at: typescript.Node,
): ComparedResult {
  const extra = new Set<string>()
  const untyped = new Set<string>()
  compare(result, output, '', 0)
  return { extra: [...extra], untyped: [...untyped] }

  function compare(found: typescript.Type, wanted: Type, path: string, depth: number): void {
    if (depth > MAX_DEPTH) return
    if (found.flags & ts.TypeFlags.Any) {
      untyped.add(path === '' ? 'the result' : `\`${path}\` in the result`)
      return
    }
    for (const part of found.isUnion() ? found.types : [found]) {
      if ((part.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) === 0) continue
      compareObject(part, wanted, path, depth)
    }
  }

  function compareObject(found: typescript.Type, wanted: Type, path: string, depth: number): void {
    if (wanted.kind === 'list') {
      const element = checker.getIndexTypeOfType(found, ts.IndexKind.Number)
      if (element !== undefined) compare(element, wanted.element, `${path}[]`, depth + 1)
    } else if (wanted.kind === 'map') {
      for (const value of valuesOf(found)) compare(value, wanted.element, `${path}.*`, depth + 1)
    } else if (wanted.kind === 'record') compareRecord(found, [wanted], path, depth)
    else if (wanted.kind === 'union')
      compareRecord(
        found,
        wanted.variants.map(({ record }) => record),
        path,
        depth,
      )
  }

  /** Of several records, a field may be in any. */
  function compareRecord(found: typescript.Type, records: readonly RecordType[], path: string, depth: number): void {
    for (const property of checker.getPropertiesOfType(found)) {
      const type = checker.getTypeOfSymbolAtLocation(property, at)
      const inner = path === '' ? property.name : `${path}.${property.name}`
      const fields = records.flatMap((record) => record.fields.filter(({ name }) => name === property.name))
      for (const field of fields) compare(type, field.type, inner, depth + 1)
      // What is never there, or undefined, counts as absent.
      const isAbsent = (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Never)) !== 0
      if (fields.length === 0 && !isAbsent && !records.some(({ open }) => open)) extra.add(inner)
    }
  }

  function valuesOf(found: typescript.Type): readonly typescript.Type[] {
    const values = checker.getIndexTypeOfType(found, ts.IndexKind.String)
    const named = checker.getPropertiesOfType(found).map((property) => checker.getTypeOfSymbolAtLocation(property, at))
    return values === undefined ? named : [values, ...named]
  }
}
