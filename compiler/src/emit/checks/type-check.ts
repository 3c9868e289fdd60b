/**
 * Prints the question whether a value is of a type. The printed predicates are quick on valid plain data and never say yes wrongly; on objects that
 * are not plain data (inherited members, members set to undefined) they may say no where `fault.ts` finds nothing wrong, and the caller asks there.
 */
import type { ListType, MapType, RecordType, StringType, Type, UnionType } from '../../program/type.ts'
import { DEEPEST_JSON } from '../../types/json-size.ts'
import { constantCase, distinct, pascalCase } from '../action-names.ts'
import {
  type Code,
  code,
  ifThen,
  isInheritedName,
  joinCode,
  type Line,
  literalOf,
  member,
  quote,
  type,
} from '../code.ts'
import type { GeneratedModule } from '../generated-module.ts'
import { typescriptType } from '../typescript-type.ts'
import { printExpression } from './expression.ts'
import { isAsciiPattern, patternFunction } from './pattern-function.ts'
import { typeKey } from './type-key.ts'

/** A condition that holds when `value` (an expression without side effects) is of the type. `hint` names a type that has no name of its own. */
export function printTypeCheck(module: GeneratedModule, checked: Type, value: string, hint: string): Code {
  if (needsFunction(checked)) return code`${typePredicate(module, checked, hint)}(${value})`
  return joinCode(conjuncts(module, checked, value), ' && ')
}

/** The negation of `printTypeCheck`. */
export function printTypeRefusal(module: GeneratedModule, checked: Type, value: string, hint: string): Code {
  const test = printTypeCheck(module, checked, value, hint)
  return /^[A-Za-z0-9]*\([^()]*\)$/.test(test.ts) ? code`!${test}` : code`!(${test})`
}

/** The name of a predicate `(value: unknown) => value is T`. */
export function typePredicate(module: GeneratedModule, checked: Type, hint: string): string {
  return module.once(`is ${typeKey(checked)}`, () => {
    const body = predicateBody(module, checked, hint)
    const name = module.unique(`is${pascalCase(checked.name ?? hint)}`)
    const predicate = type(`: value is ${typescriptType(checked)}`)
    module.add([code`function ${name}(value${type(': unknown')})${predicate} {`, body, '}'])
    return name
  })
}

/** The name of a function that says whether a value of the type's shape meets its `where` conditions; undefined when there are none. */
export function whereFunction(module: GeneratedModule, checked: Type, hint: string): string | undefined {
  const conditions = checked.where ?? []
  if (conditions.length === 0) return undefined
  return module.once(`where ${typeKey(checked)}`, () => {
    const typeText = typescriptType(checked)
    const place = { field: () => undefined, root: () => ({ name: 'value', typeText }) }
    const tests = conditions.map((condition) => {
      const test = printExpression(module, condition, place)
      return conditions.length === 1 ? test : code`(${test})`
    })
    const name = module.unique(`meets${pascalCase(checked.name ?? hint)}`)
    module.add([
      code`function ${name}(value${type(`: ${typeText}`)})${type(': boolean')} {`,
      [code`return ${joinCode(tests, ' && ')}`],
      '}',
    ])
    return name
  })
}

function needsFunction(checked: Type): boolean {
  if (['list', 'map', 'union', 'record'].includes(checked.kind) || (checked.where ?? []).length > 0) return true
  return checked.kind === 'string' && checked.name !== undefined
}

function predicateBody(module: GeneratedModule, checked: Type, hint: string): readonly Line[] {
  const where = whereFunction(module, checked, hint)
  if (checked.kind === 'list') return listBody(module, checked, hint, where)
  if (checked.kind === 'record') return recordBody(module, checked, hint, where)
  if (checked.kind === 'map') return mapBody(module, checked, hint, where)
  if (checked.kind === 'union') return unionBody(module, checked, hint, where)
  const tests = conjuncts(module, checked, 'value')
  return [code`return ${joinCode(where === undefined ? tests : [...tests, `${where}(value)`], ' && ')}`]
}

/** Conditions on a value that is no list and no record, joined by `&&`; each is safe to ask when those before it hold. */
function conjuncts(module: GeneratedModule, checked: Type, value: string): readonly string[] {
  switch (checked.kind) {
    case 'bool':
      return [`typeof ${value} === 'boolean'`]
    case 'int': {
      const range = [`${value} >= ${String(checked.min)}`, `${value} <= ${String(checked.max)}`]
      return [`typeof ${value} === 'number'`, ...range, `Math.trunc(${value}) === ${value}`]
    }
    case 'float': {
      const lower = checked.min === undefined ? `${value} > -Infinity` : `${value} >= ${String(checked.min)}`
      const upper = checked.max === undefined ? `${value} < Infinity` : `${value} <= ${String(checked.max)}`
      return [`typeof ${value} === 'number'`, lower, upper, ...decimalsTest(module, checked.decimals, value)]
    }
    case 'string':
      return textTests(module, checked, value)
    case 'enum':
      return [enumTest(module, checked.values, value)]
    case 'timestamp':
      return [`${module.use('isTimestamp')}(${value})`]
    case 'duration':
      return [`${module.use('isDuration')}(${value})`]
    case 'bytes':
      return [`${module.use('isBytes')}(${value}, ${String(checked.minSize)}, ${String(checked.maxSize)})`]
    case 'json':
      return [
        `${value} !== null`,
        `${module.use('jsonBytesLeft')}(${value}, ${String(checked.maxBytes)}, ${String(DEEPEST_JSON)}) >= 0`,
      ]
    case 'list':
    case 'map':
    case 'union':
    case 'record':
      return [`${typePredicate(module, checked, checked.kind)}(${value})`]
  }
}

/** 10^22 is the last power of ten that a double holds exactly. */
const MOST_SCALED_DIGITS = 22

function decimalsTest(module: GeneratedModule, decimals: number | undefined, value: string): readonly string[] {
  if (decimals === undefined) return []
  if (decimals === 0) return [`Math.trunc(${value}) === ${value}`]
  if (decimals > MOST_SCALED_DIGITS) return [`${module.use('fractionDigits')}(${value}) <= ${String(decimals)}`]
  return [`${module.use('hasDecimals')}(${value}, ${String(decimals)}, ${String(10 ** decimals)})`]
}

// A match with an ASCII pattern proves the text well-formed, and then units are code points.
function textTests(module: GeneratedModule, checked: StringType, value: string): readonly string[] {
  const patterns = checked.patterns ?? []
  const isAscii = patterns.some(isAsciiPattern)
  return [
    `typeof ${value} === 'string'`,
    ...lengthTests(module, checked, value, isAscii),
    ...(isAscii ? [] : [`${module.use('isWellFormed')}(${value})`]),
    ...patterns.map((pattern) => `${patternFunction(module, pattern, pascalCase(checked.name ?? ''))}(${value})`),
  ]
}

function lengthTests(
  module: GeneratedModule,
  { minLength: min, maxLength: max }: StringType,
  value: string,
  isAscii: boolean,
): readonly string[] {
  const lower = min === 0 ? [] : [`${value}.length >= ${String(min)}`]
  const upper = max === undefined ? [] : [`${value}.length <= ${String(max)}`]
  if (isAscii) return [...lower, ...upper]
  if (min <= 1) {
    if (max === undefined) return lower
    return [...lower, `(${upper.join('')} || ${module.use('hasLength')}(${value}, ${String(min)}, ${String(max)}))`]
  }
  const certain = [`${value}.length >= ${String(2 * min)}`, ...upper].join(' && ')
  return [
    `((${certain}) || ${module.use('hasLength')}(${value}, ${String(min)}, ${max === undefined ? 'Infinity' : String(max)}))`,
  ]
}

const MOST_COMPARED_VALUES = 16

function enumTest(module: GeneratedModule, values: readonly string[], value: string): string {
  if (values.length <= MOST_COMPARED_VALUES) {
    const tests = values.map((candidate) => `${value} === ${quote(candidate)}`)
    return values.length === 1 ? tests.join('') : `(${values.length === 0 ? 'false' : tests.join(' || ')})`
  }
  return `${enumPredicate(module, values)}(${value})`
}

function enumPredicate(module: GeneratedModule, values: readonly string[]): string {
  return module.once(`enum ${JSON.stringify(values)}`, () => {
    const set = module.unique('VALUES')
    const name = module.unique('isOneOf')
    const predicate = type(`: value is ${values.map(quote).join(' | ')}`)
    module.add([
      code`const ${set}${type(': ReadonlySet<unknown>')} = new Set(${literalOf(values)})`,
      code`function ${name}(value${type(': unknown')})${predicate} {`,
      [`return ${set}.has(value)`],
      '}',
    ])
    return name
  })
}

function listBody(
  module: GeneratedModule,
  checked: ListType,
  hint: string,
  where: string | undefined,
): readonly Line[] {
  const bounds = [
    '!Array.isArray(value)',
    ...(checked.minLength === 0 ? [] : [`value.length < ${String(checked.minLength)}`]),
    ...(checked.maxLength === undefined ? [] : [`value.length > ${String(checked.maxLength)}`]),
  ]
  const rest = [
    ...(checked.unique ? [`${module.use('isUnique')}(value)`] : []),
    ...(where === undefined ? [] : [`${where}(value)`]),
  ]
  return [
    `if (${bounds.join(' || ')}) return false`,
    'for (let index = 0; index < value.length; index++) {',
    [
      code`const element${type(': unknown')} = value[index]`,
      ...ifThen(printTypeRefusal(module, checked.element, 'element', `${hint}Element`), 'return false'),
    ],
    '}',
    `return ${rest.length === 0 ? 'true' : rest.join(' && ')}`,
  ]
}

function recordBody(
  module: GeneratedModule,
  checked: RecordType,
  hint: string,
  where: string | undefined,
): readonly Line[] {
  const { lines } = recordChecks(module, checked, 'value', () => 'return false', hint)
  if (where === undefined) return [...lines, 'return true']
  return [...lines, code`return ${where}(value${type(` as ${typescriptType(checked)}`)})`]
}

// A member set to undefined is no member; where there is one, the exact path is asked.
function mapBody(module: GeneratedModule, checked: MapType, hint: string, where: string | undefined): readonly Line[] {
  module.use('hasOwnProperty')
  const bounds = [
    ...(checked.minSize === 0 ? [] : [`count < ${String(checked.minSize)}`]),
    ...(checked.maxSize === undefined ? [] : [`count > ${String(checked.maxSize)}`]),
  ]
  return [
    `if (!${module.use('isRecord')}(value)) return false`,
    ...(bounds.length === 0 ? [] : ['let count = 0']),
    'for (const key in value) {',
    [
      `if (!hasOwnProperty.call(value, key) || !${module.use('isWellFormed')}(key)) return false`,
      code`const member${type(': unknown')} = value[key]`,
      ...ifThen(
        code`member === undefined || ${printTypeRefusal(module, checked.element, 'member', `${hint}Member`)}`,
        'return false',
      ),
      ...(bounds.length === 0 ? [] : ['count++']),
    ],
    '}',
    ...(bounds.length === 0 ? [] : ifThen(bounds.join(' || '), 'return false')),
    where === undefined ? 'return true' : code`return ${where}(value${type(` as ${typescriptType(checked)}`)})`,
  ]
}

// The variant's own check proves that the discriminator it was chosen by is the value's own.
function unionBody(
  module: GeneratedModule,
  checked: UnionType,
  hint: string,
  where: string | undefined,
): readonly Line[] {
  const read = readMember(module, 'value', checked.discriminator)
  const cases = checked.variants.flatMap(({ tag, record }): readonly Line[] => {
    const holds = `${typePredicate(module, record, `${hint}${pascalCase(tag)}`)}(value)`
    const test = where === undefined ? code`${holds}` : code`${holds} && ${where}(value)`
    return [`case ${quote(tag)}:`, [code`return ${test}`]]
  })
  return [
    `if (!${module.use('isRecord')}(value)) return false`,
    `switch (${read}) {`,
    [...cases, 'default:', ['return false']],
    '}',
  ]
}

export interface RecordChecks {
  readonly lines: readonly Line[]
  /** Field → the local constant that holds its checked value. */
  readonly locals: ReadonlyMap<string, string>
}

/**
 * Statements that carry out `onFault(n)`, fields before the n-th being in order, unless `value` is plain data of the record type, its `where` conditions apart. Each member is read once. The loop
 * over the keys proves that what was read are the value's own members and that there are no others: a bit is set for each key that is its own.
 */
export function recordChecks(
  module: GeneratedModule,
  checked: RecordType,
  value: string,
  onFault: (from: number) => string,
  hint: string,
): RecordChecks {
  const taken = new Set<string>()
  const locals = new Map(
    checked.fields.map((field) => [field.name, distinct(`$${field.name.replace(/[^A-Za-z0-9_]/g, '_')}`, taken)]),
  )
  const lines: Line[] = [`if (!${module.use('isRecord')}(${value})) ${onFault(0)}`]
  for (const [index, field] of checked.fields.entries()) {
    const local = locals.get(field.name)!
    lines.push(`const ${local} = ${readMember(module, value, field.name)}`)
    const test = printTypeRefusal(module, field.type, local, `${hint}${pascalCase(field.name)}`)
    lines.push(...ifThen(field.optional ? code`${local} !== undefined && ${test}` : test, onFault(index)))
  }
  lines.push(...keyLoop(module, checked, value, onFault(checked.fields.length), locals, hint))
  return { lines, locals }
}

// Reading such a name would find what every object inherits.
function readMember(module: GeneratedModule, value: string, name: string): string {
  return isInheritedName(name) ? `${module.use('own')}(${value}, ${quote(name)})` : member(value, name)
}

const BITS = 30
const MOST_COMPARED_KEYS = 24

function keyLoop(
  module: GeneratedModule,
  checked: RecordType,
  value: string,
  onFault: string,
  locals: ReadonlyMap<string, string>,
  hint: string,
): readonly Line[] {
  module.use('hasOwnProperty')
  const masks = Array.from({ length: Math.ceil(checked.fields.length / BITS) }, (_, index) =>
    index === 0 ? 'seen' : `seen${String(index + 1)}`,
  )
  const unknown: readonly Line[] = checked.open
    ? ifThen(`!key.isWellFormed() || ${module.use('illFormedText')}(${value}[key]) !== undefined`, onFault)
    : [onFault]
  return [
    ...masks.map((mask) => `let ${mask} = 0`),
    `for (const key in ${value}) {`,
    [
      `if (!hasOwnProperty.call(${value}, key)) ${onFault}`,
      ...(checked.fields.length > MOST_COMPARED_KEYS
        ? lookUpKey(module, checked, masks, unknown, hint)
        : compareKey(checked, unknown)),
    ],
    '}',
    ...masks.map((mask, index) => {
      const fields = checked.fields.slice(index * BITS, (index + 1) * BITS)
      const required = fields.reduce((bits, field, bit) => (field.optional ? bits : bits | (1 << bit)), 0)
      const optional = fields.flatMap((field, bit) =>
        field.optional ? [`(${locals.get(field.name)!} === undefined ? 0 : ${String(1 << bit)})`] : [],
      )
      const expected = [...(required === 0 && optional.length > 0 ? [] : [String(required)]), ...optional].join(' | ')
      return `if (${mask} !== ${optional.length + (required === 0 ? 0 : 1) > 1 ? `(${expected})` : expected}) ${onFault}`
    }),
  ]
}

function compareKey(checked: RecordType, unknown: readonly Line[]): readonly Line[] {
  if (checked.fields.length === 0) return unknown
  const cases = checked.fields.flatMap((field, index): readonly Line[] => [
    `case ${quote(field.name)}:`,
    [`seen |= ${String(1 << index)}`, 'break'],
  ])
  return ['switch (key) {', [...cases, 'default:', unknown], '}']
}

// Comparing each key with many names would cost the square of their number.
function lookUpKey(
  module: GeneratedModule,
  checked: RecordType,
  masks: readonly string[],
  unknown: readonly Line[],
  hint: string,
): readonly Line[] {
  const table = module.unique(`${constantCase(hint)}_FIELDS`)
  module.add([
    code`const ${table}${type(': ReadonlyMap<string, number>')} = new Map([`,
    checked.fields.map((field, index) => `[${quote(field.name)}, ${String(index)}],`),
    '])',
  ])
  return [
    `const place = ${table}.get(key)`,
    'if (place === undefined) {',
    [...unknown, ...(checked.open ? ['continue'] : [])],
    '}',
    ...masks.map((mask, index) => {
      const shifted = index === 0 ? 'place' : `place - ${String(index * BITS)}`
      const isLast = index === masks.length - 1
      const guard = isLast
        ? index === 0
          ? ''
          : 'else '
        : `${index === 0 ? '' : 'else '}if (place < ${String((index + 1) * BITS)}) `
      return `${guard}${mask} |= 1 << (${shifted})`
    }),
  ]
}
