/**
 * Prints what happens to a value before anything judges it: null becomes absent where a field is nullable, defaults are filled in, −0 becomes 0. The
 * printed functions give the same object when nothing changes, and allocate only when something does.
 */
import type { Field, RecordType, Type, UnionType } from '../../program/type.ts'
import { DEEPEST_JSON } from '../../types/json-size.ts'
import { distinct, pascalCase } from '../action-names.ts'
import { code, isInheritedName, type Line, literalOf, member, quote, type } from '../code.ts'
import type { GeneratedModule } from '../generated-module.ts'

/** The name of a function `(value: unknown) => unknown`; undefined where a value of the type never changes. */
export function normalizer(module: GeneratedModule, normalized: Type, hint: string): string | undefined {
  if (!mayChange(normalized)) return undefined
  return module.once(`normalize ${changeKey(normalized)}`, () => {
    const body = normalizerBody(module, normalized, hint)
    const name = module.unique(`normalized${pascalCase(hint)}`)
    module.add([code`function ${name}(value${type(': unknown')})${type(': unknown')} {`, body, '}'])
    return name
  })
}

function normalizerBody(module: GeneratedModule, normalized: Type, hint: string): readonly Line[] {
  if (normalized.kind === 'record') return recordBody(module, normalized, hint)
  if (normalized.kind === 'union') return unionBody(module, normalized, hint)
  if (normalized.kind === 'json') {
    const budget = `{ left: ${String(normalized.maxBytes)} }`
    return [`return ${module.use('withoutNegativeZero')}(value, ${String(DEEPEST_JSON)}, ${budget})`]
  }
  if (normalized.kind === 'map') {
    const member = normalizer(module, normalized.element, `${hint}Member`)
    return [
      `if (!${module.use('isRecord')}(value)) return value`,
      code`let changes${type(': Map<string, unknown> | undefined')}`,
      'for (const key of Object.keys(value)) {',
      [
        `const after = ${member ?? ''}(value[key])`,
        'if (!Object.is(after, value[key])) changes = (changes ?? new Map()).set(key, after)',
      ],
      '}',
      `return changes === undefined ? value : ${module.use('withChanges')}(value, changes)`,
    ]
  }
  if (normalized.kind !== 'list') return ['return value === 0 ? 0 : value']
  const element = normalizer(module, normalized.element, `${hint}Element`)
  return [
    'if (!Array.isArray(value)) return value',
    code`const before${type(': readonly unknown[]')} = value`,
    `const after = before.map((element) => ${element ?? ''}(element))`,
    'return after.every((element, index) => Object.is(element, before[index])) ? value : after',
  ]
}

function unionBody(module: GeneratedModule, { discriminator, variants }: UnionType, hint: string): readonly Line[] {
  const cases = variants.flatMap(({ tag, record }): readonly Line[] => {
    const inner = normalizer(module, record, `${hint}${pascalCase(tag)}`)
    return inner === undefined ? [] : [`case ${quote(tag)}:`, [`return ${inner}(value)`]]
  })
  return [
    `if (!${module.use('isRecord')}(value)) return value`,
    `switch (${module.use('own')}(value, ${quote(discriminator)})) {`,
    [...cases, 'default:', ['return value']],
    '}',
  ]
}

function recordBody(module: GeneratedModule, normalized: RecordType, hint: string): readonly Line[] {
  const taken = new Set<string>()
  return [
    `if (!${module.use('isRecord')}(value)) return value`,
    code`let changes${type(': Map<string, unknown> | undefined')}`,
    ...normalized.fields.filter(fieldMayChange).flatMap((field) => fieldLines(module, field, hint, taken)),
    `return changes === undefined ? value : ${module.use('withChanges')}(value, changes)`,
  ]
}

function fieldLines(module: GeneratedModule, field: Field, hint: string, taken: Set<string>): readonly Line[] {
  const own = `${module.use('own')}(value, ${quote(field.name)})`
  const set = (after: string): string => `changes = (changes ?? new Map()).set(${quote(field.name)}, ${after})`
  if (isNumber(field.type) && !field.nullable && field.defaultValue === undefined) {
    // −0 is the only number that changes; the quick test goes first.
    const quick = isInheritedName(field.name) ? '' : `${member('value', field.name)} === 0 && `
    return [`if (${quick}Object.is(${own}, -0)) ${set('0')}`]
  }
  const local = distinct(`$${field.name.replace(/[^A-Za-z0-9_]/g, '_')}`, taken)
  const lines: Line[] = [`const ${local} = ${own}`]
  const isAbsent = field.nullable ? `${local} === undefined || ${local} === null` : `${local} === undefined`
  const nested = normalizer(module, field.type, `${hint}${pascalCase(field.name)}`)
  if (field.defaultValue !== undefined) lines.push(`if (${isAbsent}) ${set(literalOf(field.defaultValue))}`)
  else if (field.nullable) lines.push(`if (${local} === null) ${set('undefined')}`)
  if (nested === undefined) return lines
  const after = distinct(`${local}After`, taken)
  const normalize = [`const ${after} = ${nested}(${local})`, `if (!Object.is(${after}, ${local})) ${set(after)}`]
  if (lines.length === 1) return [...lines, ...normalize]
  return [...lines, 'else {', normalize, '}']
}

function isNumber(checked: Type): boolean {
  return checked.kind === 'int' || checked.kind === 'float'
}

function mayChange(checked: Type): boolean {
  if (checked.kind === 'list' || checked.kind === 'map') return mayChange(checked.element)
  if (checked.kind === 'union') return checked.variants.some((variant) => mayChange(variant.record))
  return (
    isNumber(checked) || checked.kind === 'json' || (checked.kind === 'record' && checked.fields.some(fieldMayChange))
  )
}

function fieldMayChange(field: Field): boolean {
  return field.nullable || field.defaultValue !== undefined || mayChange(field.type)
}

// What the normaliser depends on, and nothing else.
function changeKey(checked: Type): string {
  if (checked.kind === 'list' || checked.kind === 'map') {
    return JSON.stringify([checked.kind, changeKey(checked.element)])
  }
  if (checked.kind === 'union') {
    const variants = checked.variants.map(({ tag, record }) => [tag, changeKey(record)])
    return JSON.stringify(['union', checked.discriminator, variants])
  }
  if (checked.kind === 'json') return `json ${String(checked.maxBytes)}`
  if (checked.kind !== 'record') return isNumber(checked) ? 'number' : 'same'
  const fields = checked.fields.filter(fieldMayChange)
  return JSON.stringify(
    fields.map((field) => [
      field.name,
      field.nullable,
      field.defaultValue === undefined ? [] : [field.defaultValue],
      changeKey(field.type),
    ]),
  )
}
