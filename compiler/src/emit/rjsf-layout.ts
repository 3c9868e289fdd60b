/** The uiSchema that react-jsonschema-form takes beside an input's schema: order, widgets, help. Derived, so that no form is written by hand. */
import type { JsonObject, JsonValue } from 'clawql-manifest-validator'
import type { Field, RecordType, Type } from '../program/type.ts'
import { unitOf } from '../types/unit-of.ts'
import { widgetOf } from './widget.ts'

export function rjsfLayout(record: RecordType): JsonObject {
  return {
    'ui:order': [...record.fields.map((field) => field.name), ...(record.open ? ['*'] : [])],
    ...Object.fromEntries(
      record.fields.flatMap((field): (readonly [string, JsonObject])[] => {
        const layout = { ...typeLayout(field.type), ...fieldLayout(field) }
        return Object.keys(layout).length === 0 ? [] : [[field.name, layout]]
      }),
    ),
  }
}

function typeLayout(type: Type): JsonObject {
  if (type.kind === 'record') return rjsfLayout(type)
  // A schema without a type has no control of its own; the host gives one under this name.
  if (type.kind === 'json') return { 'ui:field': 'json' }
  if (type.kind === 'union') {
    return { oneOf: type.variants.map((variant) => rjsfLayout(variant.record)) }
  }
  if (type.kind === 'map') {
    const members = typeLayout(type.element)
    return Object.keys(members).length === 0 ? {} : { additionalProperties: members }
  }
  if (type.kind !== 'list') return {}
  const items = typeLayout(type.element)
  return Object.keys(items).length === 0 ? {} : { items }
}

/** Settings of `@ui(…)` that have a keyword of their own; others go to `ui:options`. */
const KEYWORDS = new Set(['widget', 'title', 'description', 'help', 'placeholder', 'autofocus', 'readonly'])

function fieldLayout(field: Field): JsonObject {
  const widget = widgetOf(field)
  const written = Object.entries(field.ui ?? {})
  const options = written.filter(([name]) => !KEYWORDS.has(name))
  const unit = unitOf(field.type)
  const layout: readonly (readonly [string, JsonValue | undefined])[] = [
    ['ui:widget', widget],
    ['ui:help', unit === undefined ? undefined : `in ${unit}`],
    ...written.filter(([name]) => KEYWORDS.has(name)).map(([name, value]) => [`ui:${name}`, value] as const),
    ['ui:options', options.length === 0 ? undefined : Object.fromEntries(options)],
  ]
  return Object.fromEntries(layout.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined))
}
