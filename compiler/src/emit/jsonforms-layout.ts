/** The UI schema that JSON Forms takes beside an input's schema: a vertical layout, a group per nested record, options per control. */
import type { JsonObject, JsonValue } from 'clawql-manifest-validator'
import type { Field, RecordType } from '../program/type.ts'
import { unitOf } from '../types/unit-of.ts'
import { phraseOf } from './phrase.ts'
import { widgetOf } from './widget.ts'

export function jsonformsLayout(record: RecordType): JsonObject {
  return { type: 'VerticalLayout', elements: elements(record, '#') }
}

function elements(record: RecordType, scope: string): readonly JsonObject[] {
  return record.fields.map((field) => {
    const place = `${scope}/properties/${field.name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (field.type.kind === 'record' && !field.nullable) {
      return { type: 'Group', label: phraseOf(field.name), elements: elements(field.type, place) }
    }
    const options = optionsOf(field)
    return { type: 'Control', scope: place, ...(Object.keys(options).length > 0 && { options }) }
  })
}

function optionsOf(field: Field): JsonObject {
  const widget = widgetOf(field)
  const options: { [key: string]: JsonValue } = {}
  if (widget === 'textarea') options['multi'] = true
  else if (widget === 'radio') options['format'] = 'radio'
  else if (widget === 'password') options['format'] = 'password'
  else if (widget !== undefined && widget !== 'select' && widget !== 'date-time') options['format'] = widget
  if (field.type.kind === 'json' && widget === undefined) options['format'] = 'json'
  const unit = unitOf(field.type)
  if (unit !== undefined) options['unit'] = unit
  for (const [name, value] of Object.entries(field.ui ?? {})) if (name !== 'widget') options[name] = value
  return options
}
