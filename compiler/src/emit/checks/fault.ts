/**
 * Prints why a value is not of a type: functions that give the denial for the first fault in reading order, or undefined where there is none. They
 * read own members alone and are exact on any value, however it was made; quickness is the predicates' part, in `type-check.ts`.
 */
import { describeType } from '../../program/describe-type.ts'
import { tagType } from '../../program/tag-type.ts'
import type { Field, ListType, MapType, RecordType, Type, UnionType } from '../../program/type.ts'
import { constantCase, distinct, pascalCase } from '../action-names.ts'
import { type Code, code, ifThen, type Line, quote, type } from '../code.ts'
import type { GeneratedModule } from '../generated-module.ts'
import { typescriptType } from '../typescript-type.ts'
import { plainCopyFunction } from './plain-copy.ts'
import { printTypeRefusal, whereFunction } from './type-check.ts'
import { typeKey } from './type-key.ts'

const ILL_FORMED = 'expected well-formed Unicode text'
const MISSING_FIELD = 'missing required field'
const UNKNOWN_FIELD = 'unknown field'

/** A place in the input: known while generating (its denials are constants), or held by a variable. */
type Place =
  | { readonly kind: 'static'; readonly pointer: string; readonly hint: string }
  | { readonly kind: 'dynamic'; readonly expression: string }

/**
 * The name of a function `(value: unknown, from: number) => DenyDecision | undefined` for a whole input. Fields before the one at `from` are known to be in
 * order where the value is plain data, so that a reason costs one look and not one per field.
 */
export function inputFaultFunction(module: GeneratedModule, input: RecordType, actionName: string): string {
  return module.once(`fault of input ${reasonKey(input)}`, () => addInputFault(module, input, actionName))
}

function addInputFault(module: GeneratedModule, input: RecordType, actionName: string): string {
  const place: Place = { kind: 'static', pointer: '', hint: actionName }
  const unexpected = denial(module, place, 'Expected', `expected ${describeType(input)}`)
  const taken = new Set<string>()
  const fields = input.fields.map((field, index): Line[] => [
    `if (start <= ${String(index)}) {`,
    fieldLines(module, field, place, actionName, taken),
    '}',
  ])
  const body: readonly Line[] = [
    `if (!${module.use('isRecord')}(value)) return ${unexpected}`,
    ...(fields.length === 0 ? [] : [`const start = ${module.use('inheritsNothing')}(value) ? from : 0`]),
    ...fields.flat(),
    ...unknownKeyLines(module, input, place),
    ...whereLines(module, input, actionName, unexpected),
    'return undefined',
  ]
  const name = module.unique(`faultOf${actionName}`)
  const parameters = code`value${type(': unknown')}, ${fields.length === 0 ? '_from' : 'from'}${type(': number')}`
  module.add([code`function ${name}(${parameters})${type(': DenyDecision | undefined')} {`, body, '}'])
  return name
}

/** When two types have the same check and the same words for what is wrong, units and all. */
function reasonKey(faulty: Type): string {
  return [typeKey(faulty), ...describedParts(faulty)].join(' ')
}

function describedParts(faulty: Type): readonly string[] {
  const inner = (): readonly Type[] => {
    switch (faulty.kind) {
      case 'list':
      case 'map':
        return [faulty.element]
      case 'record':
        return faulty.fields.map((field) => field.type)
      case 'union':
        return faulty.variants.map(({ record }) => record)
      default:
        return []
    }
  }
  return [describeType(faulty), ...inner().flatMap(describedParts)]
}

type Container = RecordType | ListType | MapType | UnionType

function isContainer(type: Type): type is Container {
  return type.kind === 'record' || type.kind === 'list' || type.kind === 'map' || type.kind === 'union'
}

// For a record, list or map inside another; `path` is its JSON Pointer.
function faultFunction(module: GeneratedModule, faulty: Container, hint: string): string {
  return module.once(`fault ${reasonKey(faulty)}`, () => {
    const place: Place = { kind: 'dynamic', expression: 'path' }
    const body = containerBody(module, faulty, place, hint)
    const name = module.unique(`faultOf${pascalCase(faulty.name ?? hint)}`)
    const parameters = code`value${type(': unknown')}, path${type(': string')}`
    module.add([code`function ${name}(${parameters})${type(': DenyDecision | undefined')} {`, body, '}'])
    return name
  })
}

function containerBody(module: GeneratedModule, faulty: Container, place: Place, hint: string): readonly Line[] {
  switch (faulty.kind) {
    case 'record':
      return recordBody(module, faulty, place, hint)
    case 'list':
      return listBody(module, faulty, place, hint)
    case 'map':
      return mapBody(module, faulty, place, hint)
    case 'union':
      return unionBody(module, faulty, place, hint)
  }
}

function mapBody(module: GeneratedModule, faulty: MapType, place: Place, hint: string): readonly Line[] {
  const unexpected = denial(module, place, 'Expected', `expected ${describeType(faulty)}`)
  const bounds = [
    ...(faulty.minSize === 0 ? [] : [`keys.length < ${String(faulty.minSize)}`]),
    ...(faulty.maxSize === undefined ? [] : [`keys.length > ${String(faulty.maxSize)}`]),
  ]
  const pointer = `${module.use('pointerTo')}(path, key)`
  const member: Place = { kind: 'dynamic', expression: pointer }
  return [
    `if (!${module.use('isRecord')}(value)) return ${unexpected}`,
    'const keys = Object.keys(value).filter((key) => value[key] !== undefined)',
    ...(bounds.length === 0 ? [] : ifThen(bounds.join(' || '), `return ${unexpected}`)),
    'for (const key of keys) {',
    [
      `if (!key.isWellFormed()) return ${denial(module, member, 'IllFormed', ILL_FORMED)}`,
      code`const member${type(': unknown')} = value[key]`,
      ...valueLines(module, faulty.element, 'member', member, `${hint}Member`),
    ],
    '}',
    ...whereLines(module, faulty, hint, unexpected),
    'return undefined',
  ]
}

function unionBody(module: GeneratedModule, faulty: UnionType, place: Place, hint: string): readonly Line[] {
  const unexpected = denial(module, place, 'Expected', `expected ${describeType(faulty)}`)
  const tag = inside(place, faulty.discriminator)
  const none = denial(module, tag, 'Expected', `expected ${describeType(tagType(faulty))}`)
  const cases = faulty.variants.flatMap((variant): readonly Line[] => {
    const inner = faultFunction(module, variant.record, `${hint}${pascalCase(variant.tag)}`)
    return [`case ${quote(variant.tag)}:`, [`fault = ${inner}(value, path)`, 'break']]
  })
  return [
    `if (!${module.use('isRecord')}(value)) return ${unexpected}`,
    `const tag = ${module.use('own')}(value, ${quote(faulty.discriminator)})`,
    `if (tag === undefined) return ${denial(module, tag, 'Missing', MISSING_FIELD)}`,
    code`let fault${type(': DenyDecision | undefined')}`,
    'switch (tag) {',
    [...cases, 'default:', [`return ${none}`]],
    '}',
    'if (fault !== undefined) return fault',
    ...whereLines(module, faulty, hint, unexpected),
    'return undefined',
  ]
}

function recordBody(module: GeneratedModule, faulty: RecordType, place: Place, hint: string): readonly Line[] {
  const taken = new Set<string>()
  const unexpected = denial(module, place, 'Expected', `expected ${describeType(faulty)}`)
  return [
    `if (!${module.use('isRecord')}(value)) return ${unexpected}`,
    ...faulty.fields.flatMap((field) => fieldLines(module, field, place, hint, taken)),
    ...unknownKeyLines(module, faulty, place),
    ...whereLines(module, faulty, hint, unexpected),
    'return undefined',
  ]
}

function fieldLines(
  module: GeneratedModule,
  field: Field,
  parent: Place,
  hint: string,
  taken: Set<string>,
): readonly Line[] {
  const local = distinct(`$${field.name.replace(/[^A-Za-z0-9_]/g, '_')}`, taken)
  const place = inside(parent, field.name)
  const read = `const ${local} = ${module.use('own')}(value, ${quote(field.name)})`
  const fault = valueLines(module, field.type, local, place, `${hint}${pascalCase(field.name)}`)
  if (!field.optional)
    return [read, `if (${local} === undefined) return ${denial(module, place, 'Missing', MISSING_FIELD)}`, ...fault]
  return [read, `if (${local} !== undefined) {`, fault, '}']
}

/** Statements that return the denial when the value in `local` is not of the type. */
function valueLines(module: GeneratedModule, faulty: Type, local: string, place: Place, hint: string): readonly Line[] {
  const test = printTypeRefusal(module, faulty, local, hint)
  if (isContainer(faulty)) {
    const call = `${faultFunction(module, faulty, hint)}(${local}, ${pointerText(place)})`
    return [code`if (${test}) {`, [`const fault = ${call}`, 'if (fault !== undefined) return fault'], '}']
  }
  const unexpected = denial(module, place, 'Expected', `expected ${describeType(faulty)}`)
  if (faulty.kind === 'json') return opaqueLines(module, test, local, place, unexpected)
  if (faulty.kind !== 'string') return ifThen(test, `return ${unexpected}`)
  const illFormed = denial(module, place, 'IllFormed', ILL_FORMED)
  return [
    code`if (${test}) {`,
    [`return typeof ${local} === 'string' && !${local}.isWellFormed() ? ${illFormed} : ${unexpected}`],
    '}',
  ]
}

// Ill-formed text is told by its own place, as everywhere.
function opaqueLines(
  module: GeneratedModule,
  test: Code,
  local: string,
  place: Place,
  unexpected: string,
): readonly Line[] {
  const illFormed = `${module.use('schemaInvalid')}(${pointerText(place)} + at, ${quote(ILL_FORMED)})`
  return [
    code`if (${test}) {`,
    [`const at = ${module.use('illFormedText')}(${local})`, `return at === undefined ? ${unexpected} : ${illFormed}`],
    '}',
  ]
}

function unknownKeyLines(module: GeneratedModule, faulty: RecordType, place: Place): readonly Line[] {
  const pointer = `${module.use('pointerTo')}(${pointerText(place)}, key)`
  const unknown: readonly Line[] = faulty.open
    ? [
        `const at = key.isWellFormed() ? ${module.use('illFormedText')}(value[key]) : ''`,
        `if (at !== undefined) return ${module.use('schemaInvalid')}(${pointer} + at, ${quote(ILL_FORMED)})`,
      ]
    : [`return ${module.use('schemaInvalid')}(${pointer}, ${quote(UNKNOWN_FIELD)})`]
  const known = faulty.fields.map((field) => `key === ${quote(field.name)}`)
  const skip = known.length === 0 ? [] : ifThen(known.join(' || '), 'continue')
  return ['for (const key of Object.keys(value)) {', [...skip, ...unknown], '}']
}

function listBody(module: GeneratedModule, faulty: ListType, place: Place, hint: string): readonly Line[] {
  const unexpected = denial(module, place, 'Expected', `expected ${describeType(faulty)}`)
  const bounds = [
    '!Array.isArray(value)',
    ...(faulty.minLength === 0 ? [] : [`value.length < ${String(faulty.minLength)}`]),
    ...(faulty.maxLength === undefined ? [] : [`value.length > ${String(faulty.maxLength)}`]),
  ]
  const element: Place = { kind: 'dynamic', expression: '`${path}/${index}`' }
  return [
    ...ifThen(bounds.join(' || '), `return ${unexpected}`),
    'for (let index = 0; index < value.length; index++) {',
    [
      code`const element${type(': unknown')} = value[index]`,
      ...valueLines(module, faulty.element, 'element', element, `${hint}Element`),
    ],
    '}',
    ...(faulty.unique ? ifThen(`!${module.use('isUnique')}(value)`, `return ${unexpected}`) : []),
    ...whereLines(module, faulty, hint, unexpected),
    'return undefined',
  ]
}

// The conditions read members as plain data has them, so they get a plain copy.
function whereLines(module: GeneratedModule, faulty: Container, hint: string, unexpected: string): readonly Line[] {
  const where = whereFunction(module, faulty, hint)
  if (where === undefined) return []
  const copy = plainCopyFunction(module, faulty, hint)
  const value: Code = code`${copy === undefined ? 'value' : `${copy}(value)`}${type(` as ${typescriptType(faulty)}`)}`
  return ifThen(code`!${where}(${value})`, `return ${unexpected}`)
}

function inside(place: Place, name: string): Place {
  const segment = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
  if (place.kind === 'static')
    return { kind: 'static', pointer: place.pointer + segment, hint: `${place.hint}_${name}` }
  return { kind: 'dynamic', expression: `${place.expression} + ${quote(segment)}` }
}

function pointerText(place: Place): string {
  return place.kind === 'static' ? quote(place.pointer) : place.expression
}

/** An expression for the denial: a constant of the module, or a call that makes one with the path at hand. */
function denial(module: GeneratedModule, place: Place, suffix: string, message: string): string {
  const call = `${module.use('schemaInvalid')}(${pointerText(place)}, ${quote(message)})`
  if (place.kind === 'dynamic') return call
  return module.once(`denial ${call} ${place.hint}`, () => {
    const name = module.unique(constantCase(place.hint, suffix))
    module.add([code`const ${name}${type(': DenyDecision')} = ${call}`])
    return name
  })
}
