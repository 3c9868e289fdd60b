/**
 * Codes CQ3xxx: types and refinements (CQ30xx), expressions (CQ31xx), values checked against a type (CQ32xx). One entry per code, each with a page
 * under docs/reference/diagnostics; a code is never reused.
 */
import { type CatalogueEntry, define } from '../diagnostic.ts'

export const typeArguments: CatalogueEntry<{ type: string; takes: string }> = define('CQ3002', {
  slug: 'type-arguments',
  severity: 'error',
  message: ({ type, takes }) => `\`${type}\` takes ${takes}`,
})

export const refinementNotApplicable: CatalogueEntry<{ type: string; refinement: string }> = define('CQ3003', {
  slug: 'refinement-not-applicable',
  severity: 'error',
  message: ({ type, refinement }) => `\`${type}\` has no refinement \`${refinement}\``,
})

export const repeatedRefinement: CatalogueEntry<{ refinement: string }> = define('CQ3004', {
  slug: 'repeated-refinement',
  severity: 'error',
  message: ({ refinement }) => `\`${refinement}\` is written twice`,
})

export const refinementValue: CatalogueEntry<{ refinement: string; takes: string }> = define('CQ3005', {
  slug: 'refinement-value',
  severity: 'error',
  message: ({ refinement, takes }) => `\`${refinement}\` takes ${takes}`,
})

export const rangeInverted: CatalogueEntry<{ min: string; max: string }> = define('CQ3006', {
  slug: 'range-inverted',
  severity: 'error',
  message: ({ min, max }) => `the range ends before it begins: ${min} is above ${max}`,
})

export const emptyType: CatalogueEntry<{ reason: string }> = define('CQ3007', {
  slug: 'empty-type',
  severity: 'error',
  message: ({ reason }) => `no value fits this type: ${reason}`,
})

export const refinementWidens: CatalogueEntry<{ type: string; reason: string }> = define('CQ3008', {
  slug: 'refinement-widens',
  severity: 'error',
  message: ({ type, reason }) => `a refinement may only narrow \`${type}\`: ${reason}`,
})

export const numberTooLarge: CatalogueEntry<{ number: string; type: string }> = define('CQ3009', {
  slug: 'number-too-large',
  severity: 'error',
  message: ({ number, type }) => `${number} is beyond what ${type} can hold`,
})

export const malformedPattern: CatalogueEntry<{ problem: string }> = define('CQ3010', {
  slug: 'malformed-pattern',
  severity: 'error',
  message: ({ problem }) => `malformed pattern: ${problem}`,
})

export const patternNotLinear: CatalogueEntry<{ problem: string }> = define('CQ3011', {
  slug: 'pattern-not-linear',
  severity: 'error',
  message: ({ problem }) => problem,
})

export const patternTooComplex: CatalogueEntry<{ problem: string }> = define('CQ3012', {
  slug: 'pattern-too-complex',
  severity: 'error',
  message: ({ problem }) => `the pattern is too complex: ${problem}`,
})

export const wrongUnit: CatalogueEntry<{ problem: string }> = define('CQ3013', {
  slug: 'wrong-unit-declaration',
  severity: 'error',
  message: ({ problem }) => problem,
})

export const duplicateField: CatalogueEntry<{ field: string }> = define('CQ3014', {
  slug: 'duplicate-field',
  severity: 'error',
  message: ({ field }) => `the field \`${field}\` is written twice`,
})

export const nullableNotOptional: CatalogueEntry<{ field: string }> = define('CQ3015', {
  slug: 'nullable-not-optional',
  severity: 'error',
  message: ({ field }) =>
    `\`${field}\` is nullable but not optional: null becomes absent, and a required field may not be absent`,
})

export const redundantOptional: CatalogueEntry<{ field: string }> = define('CQ3016', {
  slug: 'redundant-optional',
  severity: 'error',
  message: ({ field }) => `\`${field}\` has a default, so it is never absent: drop the \`?\``,
})

export const duplicateLiteral: CatalogueEntry<{ literal: string }> = define('CQ3017', {
  slug: 'duplicate-literal',
  severity: 'error',
  message: ({ literal }) => `${literal} stands in the union twice`,
})

export const fieldAnnotation: CatalogueEntry<{ problem: string }> = define('CQ3018', {
  slug: 'field-annotation',
  severity: 'error',
  message: ({ problem }) => problem,
})

export const refusedFieldName: CatalogueEntry<{ field: string }> = define('CQ3019', {
  slug: 'refused-field-name',
  severity: 'error',
  message: ({ field }) => `a field cannot be called \`${field}\``,
})

export const unboundedLength: CatalogueEntry<{ what: string; use: string }> = define('CQ3020', {
  slug: 'unbounded-length',
  severity: 'error',
  message: ({ what, use }) => `${what} has no upper length, which ${use} needs`,
})

export const uniqueElements: CatalogueEntry<{ type: string }> = define('CQ3021', {
  slug: 'unique-elements',
  severity: 'error',
  message: ({ type }) => `\`unique\` compares texts, numbers and Bool, not ${type}`,
})

export const duplicateVariant: CatalogueEntry<{ variant: string }> = define('CQ3022', {
  slug: 'duplicate-variant',
  severity: 'error',
  message: ({ variant }) => `the variant \`${variant}\` is written twice`,
})

export const discriminatorField: CatalogueEntry<{ field: string }> = define('CQ3023', {
  slug: 'discriminator-field',
  severity: 'error',
  message: ({ field }) => `\`${field}\` tells the variants apart and is no field of a variant`,
})

export const typeMismatch: CatalogueEntry<{ expected: string; found: string }> = define('CQ3101', {
  slug: 'type-mismatch',
  severity: 'error',
  message: ({ expected, found }) => `expected ${expected}, found ${found}`,
})

export const unknownWord: CatalogueEntry<{ name: string }> = define('CQ3102', {
  slug: 'unknown-word',
  severity: 'error',
  message: ({ name }) => `nothing here is called \`${name}\``,
})

export const unknownField: CatalogueEntry<{ record: string; field: string }> = define('CQ3103', {
  slug: 'unknown-field',
  severity: 'error',
  message: ({ record, field }) => `${record} has no field \`${field}\``,
})

export const operandTypes: CatalogueEntry<{ operator: string; takes: string; found: string }> = define('CQ3104', {
  slug: 'operand-types',
  severity: 'error',
  message: ({ operator, takes, found }) => `\`${operator}\` takes ${takes}, found ${found}`,
})

export const mixedNumbers: CatalogueEntry<{ operator: string; left: string; right: string }> = define('CQ3105', {
  slug: 'mixed-numbers',
  severity: 'error',
  message: ({ operator, left, right }) => `\`${operator}\` has ${left} on one side and ${right} on the other`,
})

export const unitsDiffer: CatalogueEntry<{ operator: string; left: string; right: string }> = define('CQ3106', {
  slug: 'units-differ',
  severity: 'error',
  message: ({ operator, left, right }) => `\`${operator}\` has ${left} on one side and ${right} on the other`,
})

export const unitMissing: CatalogueEntry<{ unit: string }> = define('CQ3107', {
  slug: 'unit-missing',
  severity: 'error',
  message: ({ unit }) => `the number needs the unit \`${unit}\``,
})

export const unitProduct: CatalogueEntry<{ problem: string }> = define('CQ3108', {
  slug: 'unit-product',
  severity: 'error',
  message: ({ problem }) => problem,
})

export const notInUnion: CatalogueEntry<{ value: string; members: string }> = define('CQ3109', {
  slug: 'not-in-union',
  severity: 'error',
  message: ({ value, members }) => `${value} is none of ${members}`,
})

export const noOrdering: CatalogueEntry<{ type: string }> = define('CQ3110', {
  slug: 'no-ordering',
  severity: 'error',
  message: ({ type }) => `${type} has no order`,
})

export const fieldMayBeAbsent: CatalogueEntry<{ path: string }> = define('CQ3111', {
  slug: 'field-may-be-absent',
  severity: 'error',
  message: ({ path }) => `\`${path}\` may be absent here`,
})

export const alwaysPresent: CatalogueEntry<{ path: string }> = define('CQ3112', {
  slug: 'always-present',
  severity: 'warning',
  message: ({ path }) => `\`${path}\` is always present`,
})

export const hasArgument: CatalogueEntry<{ found: string }> = define('CQ3113', {
  slug: 'has-argument',
  severity: 'error',
  message: ({ found }) => `\`has\` asks for one field, such as \`has(input.memo)\`, not ${found}`,
})

export const unknownFunction: CatalogueEntry<{ name: string }> = define('CQ3114', {
  slug: 'unknown-function',
  severity: 'error',
  message: ({ name }) => `there is no function \`${name}\``,
})

export const callForm: CatalogueEntry<{ form: string; problem: string }> = define('CQ3115', {
  slug: 'call-form',
  severity: 'error',
  message: ({ form, problem }) => `${problem}: write \`${form}\``,
})

export const intOutOfRange: CatalogueEntry<{ operator: string; bound: string }> = define('CQ3116', {
  slug: 'int-out-of-range',
  severity: 'error',
  message: ({ operator, bound }) => `the result of \`${operator}\` may reach ${bound}, beyond what Int can hold`,
})

export const floatNotFinite: CatalogueEntry<{ operator: string }> = define('CQ3117', {
  slug: 'float-not-finite',
  severity: 'error',
  message: ({ operator }) => `the result of \`${operator}\` may be beyond what Float can hold`,
})

export const divisorMayBeZero: CatalogueEntry<{ divisor: string }> = define('CQ3118', {
  slug: 'divisor-may-be-zero',
  severity: 'error',
  message: ({ divisor }) => `${divisor} may be zero`,
})

export const indexOutOfRange: CatalogueEntry<{ index: string; list: string }> = define('CQ3119', {
  slug: 'index-out-of-range',
  severity: 'error',
  message: ({ index, list }) => `${index} may lie outside ${list}`,
})

export const noMembers: CatalogueEntry<{ type: string; access: string }> = define('CQ3120', {
  slug: 'no-members',
  severity: 'error',
  message: ({ type, access }) => `${type} has no ${access}`,
})

export const variableName: CatalogueEntry<{ problem: string }> = define('CQ3121', {
  slug: 'variable-name',
  severity: 'error',
  message: ({ problem }) => problem,
})

export const hyphenatedWord: CatalogueEntry<{ word: string }> = define('CQ3122', {
  slug: 'hyphenated-word',
  severity: 'error',
  message: ({ word }) => `\`${word}\` is no role and no purpose`,
})

export const literalPattern: CatalogueEntry<Record<never, never>> = define('CQ3123', {
  slug: 'literal-pattern',
  severity: 'error',
  message: () => '`matches` takes a pattern written out, such as r"[a-z]+"',
})

export const notComparable: CatalogueEntry<{ type: string }> = define('CQ3124', {
  slug: 'not-comparable',
  severity: 'error',
  message: ({ type }) => `${type} cannot be compared as a whole`,
})

export const neverEqual: CatalogueEntry<{ left: string; right: string }> = define('CQ3125', {
  slug: 'never-equal',
  severity: 'error',
  message: ({ left, right }) => `${left} and ${right} have no value in common`,
})

export const notInExpressions: CatalogueEntry<{ what: string }> = define('CQ3126', {
  slug: 'not-in-expressions',
  severity: 'error',
  message: ({ what }) => `${what} cannot stand in an expression`,
})

export const emptyList: CatalogueEntry<Record<never, never>> = define('CQ3127', {
  slug: 'empty-list',
  severity: 'error',
  message: () => 'an empty list has no type here',
})

export const unknownPrincipal: CatalogueEntry<{ kind: string; name: string }> = define('CQ3128', {
  slug: 'unknown-principal',
  severity: 'error',
  message: ({ kind, name }) => `there is no ${kind} \`${name}\``,
})

export const listElements: CatalogueEntry<{ first: string; other: string }> = define('CQ3129', {
  slug: 'list-elements',
  severity: 'error',
  message: ({ first, other }) => `the elements of a list are of one type, found ${first} and ${other}`,
})

export const keyMayBeAbsent: CatalogueEntry<{ key: string; map: string }> = define('CQ3130', {
  slug: 'key-may-be-absent',
  severity: 'error',
  message: ({ key, map }) => `${key} may be absent from ${map}`,
})

/** `types`: where every variant has the field, what it is in each. */
export const variantNotProven: CatalogueEntry<{
  field: string
  variants: string
  types?: readonly string[] | undefined
}> = define('CQ3131', {
  slug: 'variant-not-proven',
  severity: 'error',
  message: ({ field, variants, types }) =>
    types === undefined
      ? `\`${field}\` is not a field of every variant possible here: ${variants}`
      : `\`${field}\` has another type in each variant possible here: ${types.join(', ')}`,
})

export const unorderedMap: CatalogueEntry<{ quantifier: string }> = define('CQ3132', {
  slug: 'unordered-map',
  severity: 'error',
  message: ({ quantifier }) => `the keys of a map have no order, so \`${quantifier}\` makes no list of them`,
})

export const timeOutOfRange: CatalogueEntry<{ operator: string; what: string }> = define('CQ3133', {
  slug: 'time-out-of-range',
  severity: 'error',
  message: ({ operator, what }) => `the result of \`${operator}\` may lie outside ${what}`,
})

export const constantArgument: CatalogueEntry<{ name: string }> = define('CQ3134', {
  slug: 'constant-argument',
  severity: 'error',
  message: ({ name }) => `what \`${name}\` compares with is written out here, or is a constant`,
})

export const standardArgument: CatalogueEntry<{ name: string; text: string; problem: string }> = define('CQ3135', {
  slug: 'standard-argument',
  severity: 'error',
  message: ({ name, text, problem }) => `\`${name}\` cannot use ${JSON.stringify(text)}: ${problem}`,
})

export const impossibleMatch: CatalogueEntry<{ name: string; text: string; type: string }> = define('CQ3136', {
  slug: 'impossible-match',
  severity: 'error',
  message: ({ name, text, type }) => `no ${type} matches \`${name}\` with ${JSON.stringify(text)}`,
})

export const opaqueValue: CatalogueEntry<{ what: string }> = define('CQ3141', {
  slug: 'opaque-value',
  severity: 'error',
  message: ({ what }) => `${what} is \`Json\`: an expression may ask whether it is there, and nothing else`,
})

export const valueOutOfRange: CatalogueEntry<{ value: string; type: string }> = define('CQ3201', {
  slug: 'value-out-of-range',
  severity: 'error',
  message: ({ value, type }) => `${value} is not ${type}`,
})

export const lengthOutOfRange: CatalogueEntry<{ length: number; type: string }> = define('CQ3202', {
  slug: 'length-out-of-range',
  severity: 'error',
  message: ({ length, type }) => `the length is ${length}, expected ${type}`,
})

export const patternNotMatched: CatalogueEntry<{ value: string; pattern: string }> = define('CQ3203', {
  slug: 'pattern-not-matched',
  severity: 'error',
  message: ({ value, pattern }) => `${value} does not match r"${pattern}"`,
})

export const tooManyDecimals: CatalogueEntry<{ value: string; decimals: number }> = define('CQ3204', {
  slug: 'too-many-decimals',
  severity: 'error',
  message: ({ value, decimals }) => `${value} has more than ${decimals} decimal${decimals === 1 ? '' : 's'}`,
})

export const missingField: CatalogueEntry<{ record: string; fields: readonly string[] }> = define('CQ3205', {
  slug: 'missing-field',
  severity: 'error',
  message: ({ record, fields }) => `${record} lacks ${fields.map((field) => `\`${field}\``).join(', ')}`,
})

export const notConstant: CatalogueEntry<Record<never, never>> = define('CQ3206', {
  slug: 'not-constant',
  severity: 'error',
  message: () => 'a value here is a literal, a list, a record or a constant',
})

export const repeatedElement: CatalogueEntry<{ value: string }> = define('CQ3207', {
  slug: 'repeated-element',
  severity: 'error',
  message: ({ value }) => `${value} stands in this list twice, its elements are distinct`,
})

export const malformedTime: CatalogueEntry<{ value: string; expected: string }> = define('CQ3208', {
  slug: 'malformed-time',
  severity: 'error',
  message: ({ value, expected }) => `${value} is not ${expected}`,
})

export const malformedBytes: CatalogueEntry<{ value: string }> = define('CQ3209', {
  slug: 'malformed-bytes',
  severity: 'error',
  message: ({ value }) => `${value} is not base64 with padding`,
})
