/**
 * `union on kind { card { … } transfer { … } }`: closed records told apart by the text in one field. Each variant becomes a record whose first field is
 * that text; every wrong variant is reported.
 */
import { discriminatorField, duplicateVariant } from '../diagnostics/catalogue/types.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { Field, Type, UnionType, Variant } from '../program/type.ts'
import type { Name, TypeNode, UnionTypeNode, VariantNode } from '../syntax/tree.ts'
import { resolveRecord } from './resolve-record.ts'
import type { TypeScope } from './resolve-type.ts'

type Resolve = (node: TypeNode, scope: TypeScope, reporter: Reporter) => Type | undefined

export function resolveUnion(
  node: UnionTypeNode,
  scope: TypeScope,
  reporter: Reporter,
  resolve: Resolve,
): UnionType | undefined {
  const seen = new Map<string, Name>()
  const variants = node.variants.map((variant) => {
    const isNew = requireNewTag(variant.name, seen, scope, reporter)
    const resolved = resolveVariant(variant, node.discriminator.text, scope, reporter, resolve)
    return isNew ? resolved : undefined
  })
  const whole = variants.filter((variant) => variant !== undefined)
  if (whole.length < variants.length || whole.length === 0) return undefined
  return { kind: 'union', discriminator: node.discriminator.text, variants: whole }
}

function requireNewTag(name: Name, seen: Map<string, Name>, scope: TypeScope, reporter: Reporter): boolean {
  const first = seen.get(name.text)
  if (first === undefined) {
    seen.set(name.text, name)
    return true
  }
  const related = [{ location: { file: scope.file, span: first.span }, message: 'the first one is here' }]
  reporter.report(duplicateVariant, { file: scope.file, span: name.span }, { variant: name.text }, { related })
  return false
}

function resolveVariant(
  { name, fields, span }: VariantNode,
  discriminator: string,
  scope: TypeScope,
  reporter: Reporter,
  resolve: Resolve,
): Variant | undefined {
  const record = resolveRecord({ kind: 'record-type', open: false, fields, span }, scope, reporter, resolve)
  const clash = fields.find((field) => field.name.text === discriminator)
  if (clash !== undefined) {
    reporter.report(discriminatorField, { file: scope.file, span: clash.name.span }, { field: discriminator })
    return undefined
  }
  if (record === undefined) return undefined
  const tag: Field = {
    name: discriminator,
    type: { kind: 'enum', values: [name.text] },
    optional: false,
    nullable: false,
  }
  return { tag: name.text, record: { ...record, fields: [tag, ...record.fields] } }
}
