/**
 * A record written field by field: each name declared and written once, each required field there. What an open record holds beyond its fields is
 * taken as plain JSON.
 */
import { duplicateField, missingField } from '../../diagnostics/catalogue/types.ts'
import type { JsonValue, RecordType, Type } from '../../program/type.ts'
import type { Expression, RecordExpression } from '../../syntax/tree.ts'
import { nearMiss } from '../../text/near-miss.ts'
import { showType } from '../../types/show-type.ts'
import { findField } from '../expression/check-member.ts'
import { type Context, refuse } from '../expression/context.ts'
import { plainJson } from './plain-json.ts'
import type { ValueOptions } from './value-options.ts'

/** `check` is the walk over the fields' own values. */
export function checkRecordValue(
  node: RecordExpression,
  type: RecordType,
  context: Context,
  options: ValueOptions,
  check: (node: Expression, type: Type) => JsonValue | undefined,
): JsonValue | undefined {
  const entries: [string, JsonValue][] = []
  const written = new Set<string>()
  let failed = false
  for (const { name, value } of node.fields) {
    if (written.has(name.text)) {
      refuse(context, name.span, duplicateField, { field: name.text })
      failed = true
      continue
    }
    written.add(name.text)
    const declared = type.fields.find((field) => field.name === name.text)
    const field = declared ?? (type.open ? undefined : findField(type, name.text, node, name.span, context))
    const json = field !== undefined ? check(value, field.type) : type.open ? plainJson(value, context) : undefined
    if (json === undefined) failed = true
    else entries.push([name.text, json])
  }
  for (const name of [...written]) {
    const isUnknown = !type.open && !type.fields.some((field) => field.name === name)
    const near = isUnknown
      ? nearMiss(
          name,
          type.fields.map((field) => field.name),
        )
      : undefined
    // What is there under another name is not missed as well.
    if (near !== undefined) written.add(near)
  }
  if (options.partial !== true && !requireAll(node, type, written, context)) failed = true
  return failed ? undefined : Object.fromEntries(entries)
}

function requireAll(node: RecordExpression, type: RecordType, written: ReadonlySet<string>, context: Context): boolean {
  const missing = type.fields
    .filter((field) => !field.optional && field.defaultValue === undefined && !written.has(field.name))
    .map((field) => field.name)
  if (missing.length === 0) return true
  const record = type.name === undefined ? 'the record' : showType(type)
  refuse(context, node.span, missingField, { record, fields: missing })
  return false
}
