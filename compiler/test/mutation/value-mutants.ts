/** Guards, validators and normalisers that take a wrong value for right, a right one for wrong, or tell another reason. */
import { inFile, type Mutant } from './mutant.ts'

export const TYPE_MUTANTS: readonly Mutant[] = [
  ...inFile('emit/checks/type-check.ts', [
    [
      'a whole number may not be the least',
      '`${value} >= ${String(checked.min)}`, `${value} <= ${String(checked.max)}`]',
      '`${value} > ${String(checked.min)}`, `${value} <= ${String(checked.max)}`]',
    ],
    [
      'a whole number may be one more than the most',
      '`${value} >= ${String(checked.min)}`, `${value} <= ${String(checked.max)}`]',
      '`${value} >= ${String(checked.min)}`, `${value} <= ${String(checked.max + 1)}`]',
    ],
    [
      'the range of whole numbers is not checked',
      'const range = [`${value} >= ${String(checked.min)}`, `${value} <= ${String(checked.max)}`]',
      'const range: string[] = [`${value} > -Infinity`, `${value} < Infinity`]',
    ],
    ['a whole number may have a fraction', '...range, `Math.trunc(${value}) === ${value}`]', '...range]'],
    [
      'a whole number must fit in 32 bits',
      '`Math.trunc(${value}) === ${value}`]\n    }',
      '`(${value} | 0) === ${value}`]\n    }',
    ],
    [
      'a number may not be its most',
      '`${value} < Infinity` : `${value} <= ${String(checked.max)}`',
      '`${value} < Infinity` : `${value} < ${String(checked.max)}`',
    ],
    ['a number without a least may be −∞', '`${value} > -Infinity`', '`${value} >= -Infinity`'],
    ['a number without a most may be ∞', '`${value} < Infinity`', '`${value} <= Infinity`'],
    [
      'NaN is a number',
      "return [`typeof ${value} === 'number'`, lower, upper, ...decimalsTest",
      "return [`typeof ${value} === 'number'`, `!(${value} < ${String(checked.min ?? '-Infinity')})`, upper.replace(/^(.*) (<=?) (.*)$/, (_, a, b, c) => `!(${a} ${b === '<' ? '>=' : '>'} ${c})`), ...decimalsTest",
    ],
    ['decimals are not counted', '...decimalsTest(module, checked.decimals, value)]', ']'],
    [
      'one decimal more is let through',
      '(${value}, ${String(decimals)}, ${String(10 ** decimals)})`]',
      '(${value}, ${String(decimals + 1)}, ${String(10 ** (decimals + 1))})`]',
    ],
    [
      'the length of ASCII texts is not limited',
      'if (isAscii) return [...lower, ...upper]',
      'if (isAscii) return lower',
    ],
    [
      'length counts code units',
      "`(${upper.join('')} || ${module.use('hasLength')}(${value}, ${String(min)}, ${String(max)}))`",
      '...upper',
    ],
    [
      'a least length counts code units',
      'const certain = [`${value}.length >= ${String(2 * min)}`',
      'const certain = [`${value}.length >= ${String(min)}`',
    ],
    ['ill-formed text is text', "...(isAscii ? [] : [`${module.use('isWellFormed')}(${value})`]),", ''],
    ['only the first pattern counts', '...patterns.map((pattern) =>', '...patterns.slice(0, 1).map((pattern) =>'],
    ['only the last pattern counts', '...patterns.map((pattern) =>', '...patterns.slice(-1).map((pattern) =>'],
    ['patterns are not matched', '...patterns.map((pattern) =>', '...patterns.slice(2).map((pattern) =>'],
    [
      'the last word of an enum is forgotten',
      'const tests = values.map((candidate)',
      'const tests = (values.length > 1 ? values.slice(0, -1) : values).map((candidate)',
    ],
    [
      'words of an enum are compared regardless of case',
      '`${value} === ${quote(candidate)}`)',
      '`String(${value}).toLowerCase() === ${quote(candidate)}`)',
    ],
    ['a long enum lacks its last word', 'new Set(${literalOf(values)})', 'new Set(${literalOf(values.slice(0, -1))})'],
    [
      'a list may be shorter',
      '...(checked.minLength === 0 ? [] : [`value.length < ${String(checked.minLength)}`]),',
      '',
    ],
    [
      'a list may be one longer',
      '`value.length > ${String(checked.maxLength)}`',
      '`value.length > ${String(checked.maxLength + 1)}`',
    ],
    ['a list may repeat itself', "...(checked.unique ? [`${module.use('isUnique')}(value)`] : []),", ''],
    [
      'the first element is not looked at',
      "'for (let index = 0; index < value.length; index++) {'",
      "'for (let index = 1; index < value.length; index++) {'",
    ],
    [
      'the last element is not looked at',
      "'for (let index = 0; index < value.length; index++) {'",
      "'for (let index = 0; index < value.length - 1; index++) {'",
    ],
    ['conditions of a list are forgotten', '...(where === undefined ? [] : [`${where}(value)`]),\n  ]', '  ]'],
    [
      'conditions of a record are forgotten',
      "if (where === undefined) return [...lines, 'return true']",
      "if (true) return [...lines, 'return true']",
    ],
    ['conditions of a number are forgotten', 'where === undefined ? tests : [...tests, `${where}(value)`]', 'tests'],
    [
      'only the first of several conditions counts',
      'const tests = conditions.map((condition) => {',
      'const tests = conditions.slice(0, 1).map((condition) => {',
    ],
    ['a map may be empty', '...(checked.minSize === 0 ? [] : [`count < ${String(checked.minSize)}`]),', ''],
    [
      'a map may have one member more',
      '`count > ${String(checked.maxSize)}`',
      '`count > ${String(checked.maxSize + 1)}`',
    ],
    ['keys of a map may be ill-formed', "|| !${module.use('isWellFormed')}(key)) return false`", ') return false`'],
    [
      'members of a map may be anything',
      'code`member === undefined || ${printTypeRefusal',
      'code`member === undefined || false && ${printTypeRefusal',
    ],
    [
      'an unknown variant passes',
      "[...cases, 'default:', ['return false']],",
      "[...cases, 'default:', ['return true']],",
    ],
    [
      'a variant is judged as another',
      'const holds = `${typePredicate(module, record,',
      'const holds = `${typePredicate(module, checked.variants[0]!.record,',
    ],
    [
      'null stands for an absent member',
      'code`${local} !== undefined && ${test}` : test, onFault(index)',
      'code`${local} != null && ${test}` : test, onFault(index)',
    ],
    [
      'an optional member must be there',
      'field.optional ? code`${local} !== undefined && ${test}` : test, onFault(index)',
      'test, onFault(index)',
    ],
    ['keys that are not declared pass', '    : [onFault]\n', "    : ['continue']\n"],
    [
      'undeclared keys of an open record may be ill-formed',
      "? ifThen(`!key.isWellFormed() || ${module.use('illFormedText')}(${value}[key]) !== undefined`, onFault)",
      '? []',
    ],
    ['a record misses what it inherits', '`if (!hasOwnProperty.call(${value}, key)) ${onFault}`,', ''],
    [
      'a required member may be missing',
      'field.optional ? bits : bits | (1 << bit)',
      'bit === 0 || field.optional ? bits : bits | (1 << bit)',
    ],
    [
      'bytes are of any size',
      '(${value}, ${String(checked.minSize)}, ${String(checked.maxSize)})`]',
      '(${value}, 0, Infinity)`]',
    ],
    [
      'JSON may be a byte longer',
      '(${value}, ${String(checked.maxBytes)}, ${String(DEEPEST_JSON)}) >= 0`',
      '(${value}, ${String(checked.maxBytes + 1)}, ${String(DEEPEST_JSON)}) >= 0`',
    ],
    ['JSON may be null', '`${value} !== null`,\n', ''],
    [
      'a duration passes for a timestamp',
      "return [`${module.use('isTimestamp')}(${value})`]",
      "return [`(${module.use('isTimestamp')}(${value}) || ${module.use('isDuration')}(${value}))`]",
    ],
  ]),
  ...inFile('emit/checks/fault.ts', [
    [
      'the place of a fault is the parent’s',
      'const segment = `/${name.replaceAll',
      "const segment = name === 'payee' ? '' : `/${name.replaceAll",
    ],
    ['slashes in a place are not escaped', ".replaceAll('/', '~1')}`\n  if", '}`\n  if'],
    ['the place of an element is one off', "'`${path}/${index}`'", "'`${path}/${index + 1}`'"],
    [
      'a missing member is called ill-typed',
      "'Missing', MISSING_FIELD)}`, ...fault]",
      "'Expected', 'expected')}`, ...fault]",
    ],
    ['ill-formed text is called ill-typed', '? ${illFormed} : ${unexpected}`]', '? ${unexpected} : ${unexpected}`]'],
    [
      'the fields before the fault are not believed',
      "const start = ${module.use('inheritsNothing')}(value) ? from : 0",
      "const start = ${module.use('inheritsNothing')}(value) ? from + 1 : 0",
    ],
    ['the second fault is told', 'if (start <= ${String(index)}) {', 'if (start < ${String(index)} || start === 0) {'],
  ]),
]

export const NORMALIZER_MUTANTS: readonly Mutant[] = inFile('emit/checks/normalizer.ts', [
  [
    'defaults are not filled in',
    'if (field.defaultValue !== undefined) lines.push(`if (${isAbsent}) ${set(literalOf(field.defaultValue))}`)\n  else if',
    'if',
  ],
  [
    'another default is filled in',
    'set(literalOf(field.defaultValue))',
    'set(literalOf(field.defaultValue === false ? true : field.defaultValue))',
  ],
  [
    'a default overrides what is there',
    'lines.push(`if (${isAbsent}) ${set(literalOf(',
    'lines.push(`if (true) ${set(literalOf(',
  ],
  [
    'null is not taken for absent',
    "else if (field.nullable) lines.push(`if (${local} === null) ${set('undefined')}`)",
    '',
  ],
  ['null of any field is taken for absent', 'else if (field.nullable) lines.push', 'else lines.push'],
  ['−0 stays', "Object.is(${own}, -0)) ${set('0')}`]", "Object.is(${own}, 0)) ${set('0')}`]"],
  [
    '−0 in a list stays',
    "if (normalized.kind !== 'list') return ['return value === 0 ? 0 : value']",
    "if (normalized.kind !== 'list') return ['return value']",
  ],
  [
    'members of a map are left as they are',
    "'if (!Object.is(after, value[key])) changes = (changes ?? new Map()).set(key, after)',\n      ],\n      '}',\n      `return changes === undefined ? value",
    "'if (after === undefined) changes = (changes ?? new Map()).set(key, after)',\n      ],\n      '}',\n      `return changes === undefined ? value",
  ],
  [
    'elements of a list are left as they are',
    "'return after.every((element, index) => Object.is(element, before[index])) ? value : after',",
    "'return after.length > 0 ? value : after',",
  ],
  [
    'a copy is made where nothing changes',
    "`return changes === undefined ? value : ${module.use('withChanges')}(value, changes)`,\n  ]\n}\n\nfunction fieldLines",
    "`return ${module.use('withChanges')}(value, changes ?? new Map())`,\n  ]\n}\n\nfunction fieldLines",
  ],
  [
    'variants are left as they are',
    'return inner === undefined ? [] : [`case ${quote(tag)}:`',
    'return inner !== undefined ? [] : [`case ${quote(tag)}:`',
  ],
])
