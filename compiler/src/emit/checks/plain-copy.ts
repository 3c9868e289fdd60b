/**
 * Prints functions that copy a value as far as a type describes it, own members alone, onto objects that inherit nothing: the form in which a value
 * that is valid but not plain data can be checked and read like any other.
 */
import type { RecordType, Type, UnionType } from '../../program/type.ts'
import { pascalCase } from '../action-names.ts'
import { code, type Line, literalOf, quote, type } from '../code.ts'
import type { GeneratedModule } from '../generated-module.ts'
import { typeKey } from './type-key.ts'

/** The name of a function `(value: unknown) => unknown` for values of the type; undefined where there is nothing to copy: no record is inside. */
export function plainCopyFunction(module: GeneratedModule, copied: Type, hint: string): string | undefined {
  if (copied.kind === 'list') {
    const element = plainCopyFunction(module, copied.element, `${hint}Element`)
    if (element === undefined) return undefined
    return module.once(`plain ${typeKey(copied)}`, () => {
      const name = module.unique(`plain${pascalCase(copied.name ?? hint)}`)
      module.add([
        code`function ${name}(value${type(': unknown')})${type(': unknown')} {`,
        [`return Array.isArray(value) ? ${module.use('copyList')}(value, ${element}) : value`],
        '}',
      ])
      return name
    })
  }
  if (copied.kind === 'map') {
    const member = plainCopyFunction(module, copied.element, `${hint}Member`)
    return module.once(`plain ${typeKey(copied)}`, () => {
      const name = module.unique(`plain${pascalCase(copied.name ?? hint)}`)
      const copy = member === undefined ? '' : `, ${member}`
      module.add([
        code`function ${name}(value${type(': unknown')})${type(': unknown')} {`,
        [`return ${module.use('isRecord')}(value) ? ${module.use('copyMap')}(value${copy}) : value`],
        '}',
      ])
      return name
    })
  }
  if (copied.kind === 'union') return plainUnionFunction(module, copied, hint)
  return copied.kind === 'record' ? plainRecordFunction(module, copied, hint) : undefined
}

function plainUnionFunction(module: GeneratedModule, copied: UnionType, hint: string): string {
  return module.once(`plain ${typeKey(copied)}`, () => {
    const cases = copied.variants.flatMap(({ tag, record }): readonly Line[] => [
      `case ${quote(tag)}:`,
      [`return ${plainRecordFunction(module, record, `${hint}${pascalCase(tag)}`)}(value)`],
    ])
    const name = module.unique(`plain${pascalCase(copied.name ?? hint)}`)
    module.add([
      code`function ${name}(value${type(': unknown')})${type(': unknown')} {`,
      [
        `if (!${module.use('isRecord')}(value)) return value`,
        `switch (${module.use('own')}(value, ${quote(copied.discriminator)})) {`,
        [...cases, 'default:', ['return value']],
        '}',
      ],
      '}',
    ])
    return name
  })
}

export function plainRecordFunction(module: GeneratedModule, copied: RecordType, hint: string): string {
  return module.once(`plain ${typeKey(copied)}`, () => {
    const nested = copied.fields.flatMap((field): readonly Line[] => {
      const copy = plainCopyFunction(module, field.type, `${hint}${pascalCase(field.name)}`)
      if (copy === undefined) return []
      return [`${module.use('copyMember')}(copy, ${quote(field.name)}, ${copy})`]
    })
    const names = literalOf(copied.fields.map((field) => field.name))
    const name = module.unique(`plain${pascalCase(copied.name ?? hint)}`)
    module.use('isRecord')
    module.add([
      code`function ${name}(value${type(': unknown')})${type(': unknown')} {`,
      [
        'if (!isRecord(value)) return value',
        `const copy = ${module.use('copyMembers')}(value, ${names})`,
        ...nested,
        'return copy',
      ],
      '}',
    ])
    return name
  })
}
