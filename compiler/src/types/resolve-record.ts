/**
 * Records: each field's name, type, presence, default, documentation and annotations. Every wrong field is reported; one of them makes the record
 * undefined.
 */
import { checkValue } from '../check/constant-value.ts'
import { docOf } from '../check/documentation.ts'
import {
  duplicateField,
  nullableNotOptional,
  redundantOptional,
  refusedFieldName,
} from '../diagnostics/catalogue/types.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { Field, RecordType, Type } from '../program/type.ts'
import type { FieldNode, Name, RecordTypeNode, TypeNode } from '../syntax/tree.ts'
import { readFieldAnnotations } from './field-annotations.ts'
import { fillDefaults } from './fill-defaults.ts'
import type { TypeScope } from './resolve-type.ts'

type Resolve = (node: TypeNode, scope: TypeScope, reporter: Reporter) => Type | undefined

export function resolveRecord(
  node: RecordTypeNode,
  scope: TypeScope,
  reporter: Reporter,
  resolve: Resolve,
): RecordType | undefined {
  const seen = new Map<string, Name>()
  const fields = node.fields.map((field) => {
    const isNew = requireNewName(field.name, seen, scope, reporter)
    const resolved = resolveField(field, scope, reporter, resolve)
    return isNew ? resolved : undefined
  })
  const whole = fields.filter((field) => field !== undefined)
  return whole.length === fields.length ? { kind: 'record', fields: whole, open: node.open } : undefined
}

export function requireNewName(name: Name, seen: Map<string, Name>, scope: TypeScope, reporter: Reporter): boolean {
  const location = { file: scope.file, span: name.span }
  // As a key it would reach the prototype of plain objects in whatever reads the value.
  if (name.text === '__proto__') {
    reporter.report(refusedFieldName, location, { field: name.text })
    return false
  }
  const first = seen.get(name.text)
  if (first === undefined) {
    seen.set(name.text, name)
    return true
  }
  const related = [{ location: { file: scope.file, span: first.span }, message: 'the first one is here' }]
  reporter.report(duplicateField, location, { field: name.text }, { related })
  return false
}

export function resolveField(
  node: FieldNode,
  scope: TypeScope,
  reporter: Reporter,
  resolve: Resolve,
): Field | undefined {
  const type = node.type === undefined ? undefined : resolve(node.type, scope, reporter)
  const annotations = readFieldAnnotations(node.annotations, scope.file, reporter)
  const isPresenceRight = requireSensiblePresence(node, scope, reporter)
  if (type === undefined) return undefined
  const value = node.defaultValue === undefined ? undefined : checkValue(node.defaultValue, type, scope, reporter)
  const lacksDefault = node.defaultValue !== undefined && value === undefined
  if (annotations === undefined || !isPresenceRight || lacksDefault) return undefined
  return {
    name: node.name.text,
    type,
    optional: node.optional,
    nullable: node.nullable,
    ...(value === undefined ? {} : { defaultValue: fillDefaults(value, type) }),
    ...docOf(node.doc),
    ...annotations,
  }
}

function requireSensiblePresence(node: FieldNode, scope: TypeScope, reporter: Reporter): boolean {
  const location = { file: scope.file, span: node.name.span }
  const field = node.name.text
  if (node.optional && node.defaultValue !== undefined) {
    reporter.report(redundantOptional, location, { field })
    return false
  }
  if (!node.nullable || node.optional || node.defaultValue !== undefined) return true
  reporter.report(nullableNotOptional, location, { field }, { help: `write \`${field}?: nullable …\`` })
  return false
}
