/** Which kind of control suits a field: what `@ui(widget: …)` says, else what its type suggests. Both form layouts use the same answer. */
import type { Field } from '../program/type.ts'

const LONG_TEXT = 200
const FEW_CHOICES = 4

/** A widget name of react-jsonschema-form, undefined where its default for the type is right. */
export function widgetOf(field: Field): string | undefined {
  const written = field.ui?.['widget']
  if (typeof written === 'string') return written
  if (field.sensitive === true && ['string', 'bytes'].includes(field.type.kind)) return 'password'
  switch (field.type.kind) {
    case 'enum':
      return field.type.values.length <= FEW_CHOICES ? 'radio' : 'select'
    case 'string':
      return (field.type.maxLength ?? 0) > LONG_TEXT && (field.type.patterns ?? []).length === 0
        ? 'textarea'
        : undefined
    case 'timestamp':
      return 'date-time'
    default:
      return undefined
  }
}
