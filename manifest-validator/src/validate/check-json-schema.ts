/**
 * Well-formedness of the JSON Schemas that an ActionType carries: each known keyword has a value that JSON Schema 2020-12 allows. Notes which of
 * the `x-claw-*` keywords are used. It validates no instance and resolves no reference.
 */
import { described, report } from '../issues/issue.ts'
import { isJsonObject, type JsonRecord } from '../json/json-object.ts'
import type { Walk } from './walk-shape.ts'

export type KeywordKind =
  | 'schema'
  | 'schemas'
  | 'schema-map'
  | 'text'
  | 'pattern'
  | 'number'
  | 'positive'
  | 'count'
  | 'boolean'
  | 'names'
  | 'names-map'
  | 'list'
  | 'type'
  | 'object'

/** Every keyword that is judged, by what its value has to be; the others may have any value. */
export const SCHEMA_KEYWORDS: Readonly<Record<KeywordKind, readonly string[]>> = {
  schema: [
    'additionalProperties',
    'items',
    'contains',
    'not',
    'if',
    'then',
    'else',
    'propertyNames',
    'unevaluatedItems',
    'unevaluatedProperties',
    'contentSchema',
  ],
  schemas: ['allOf', 'anyOf', 'oneOf', 'prefixItems'],
  'schema-map': ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'],
  text: [
    '$id',
    '$schema',
    '$ref',
    '$anchor',
    '$dynamicRef',
    '$dynamicAnchor',
    '$comment',
    'title',
    'description',
    'format',
    'contentEncoding',
    'contentMediaType',
    'x-claw-unit',
    'x-claw-where',
  ],
  pattern: ['pattern'],
  number: ['maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum'],
  positive: ['multipleOf'],
  count: [
    'maxLength',
    'minLength',
    'maxItems',
    'minItems',
    'maxContains',
    'minContains',
    'maxProperties',
    'minProperties',
    'x-claw-decimals',
    'x-claw-json',
  ],
  boolean: ['uniqueItems', 'deprecated', 'readOnly', 'writeOnly'],
  names: ['required', 'x-claw-order'],
  'names-map': ['dependentRequired'],
  list: ['enum', 'examples'],
  type: ['type'],
  object: ['$vocabulary'],
}

const KEYWORDS: ReadonlyMap<string, KeywordKind> = new Map(
  (Object.keys(SCHEMA_KEYWORDS) as KeywordKind[]).flatMap((kind) =>
    SCHEMA_KEYWORDS[kind].map((keyword) => [keyword, kind] as const),
  ),
)

export const ALLOWED_VALUES: Readonly<Record<KeywordKind, string>> = {
  schema: 'a schema',
  schemas: 'a list of at least one schema',
  'schema-map': 'an object of schemas',
  text: 'text',
  pattern: 'a regular expression',
  number: 'a number',
  positive: 'a number above 0',
  count: 'a whole number, at least 0',
  boolean: 'true or false',
  names: 'a list of distinct names',
  'names-map': 'an object of lists of distinct names',
  list: 'a list',
  type: 'one of the seven types, or a list of them',
  object: 'an object',
}

const TYPES: ReadonlySet<unknown> = new Set(['null', 'boolean', 'object', 'array', 'number', 'string', 'integer'])

/** Keywords whose use a reader has to understand. */
const FEATURES: ReadonlyMap<string, string> = new Map([
  ['x-claw-decimals', 'decimals.1'],
  ['x-claw-json', 'json.1'],
  ['x-claw-where', 'where.1'],
])

export function checkJsonSchema(schema: JsonRecord, walk: Walk): void {
  for (const keyword of Object.keys(schema)) {
    const kind = KEYWORDS.get(keyword)
    if (kind === undefined) continue
    const feature = FEATURES.get(keyword)
    if (feature !== undefined) walk.features.add(feature)
    walk.path.push(keyword)
    checkKeyword(kind, schema[keyword], walk)
    walk.path.pop()
  }
}

function checkKeyword(kind: KeywordKind, value: unknown, walk: Walk): void {
  if (kind === 'schema') checkSubschema(value, walk)
  else if (kind === 'schemas') checkSchemas(value, walk)
  else if (kind === 'schema-map') checkSchemaMap(value, walk)
  else if (kind === 'pattern') checkPattern(value, walk)
  else if (!isAllowed(kind, value)) malformed(value, ALLOWED_VALUES[kind], walk)
}

function isAllowed(kind: KeywordKind, value: unknown): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string'
    case 'number':
      return typeof value === 'number'
    case 'positive':
      return typeof value === 'number' && value > 0
    case 'count':
      return Number.isSafeInteger(value) && (value as number) >= 0
    case 'boolean':
      return typeof value === 'boolean'
    case 'names':
      return isNameList(value)
    case 'names-map':
      return isJsonObject(value) && Object.keys(value).every((key) => isNameList(value[key]))
    case 'type':
      return Array.isArray(value)
        ? value.length > 0 && isDistinct(value) && value.every((each) => TYPES.has(each))
        : TYPES.has(value)
    case 'list':
      return Array.isArray(value)
    default:
      return isJsonObject(value)
  }
}

function checkSubschema(value: unknown, walk: Walk): void {
  if (isJsonObject(value)) checkJsonSchema(value, walk)
  else if (typeof value !== 'boolean') malformed(value, ALLOWED_VALUES.schema, walk)
}

function checkSchemas(value: unknown, walk: Walk): void {
  if (!Array.isArray(value) || value.length === 0) {
    malformed(value, ALLOWED_VALUES.schemas, walk)
    return
  }
  for (let i = 0; i < value.length; i += 1) {
    walk.path.push(i)
    checkSubschema(value[i], walk)
    walk.path.pop()
  }
}

function checkSchemaMap(value: unknown, walk: Walk): void {
  if (!isJsonObject(value)) {
    malformed(value, ALLOWED_VALUES['schema-map'], walk)
    return
  }
  const keysArePatterns = walk.path.at(-1) === 'patternProperties'
  for (const key of Object.keys(value)) {
    walk.path.push(key)
    if (keysArePatterns) checkPattern(key, walk)
    checkSubschema(value[key], walk)
    walk.path.pop()
  }
}

/** Compiles the pattern without running it: JSON Schema patterns are ECMAScript's, under the u flag. */
function checkPattern(value: unknown, walk: Walk): void {
  if (typeof value !== 'string') malformed(value, ALLOWED_VALUES.pattern, walk)
  else if (!isPattern(value)) {
    report(walk.issues, 'SCHEMA_PATTERN_INVALID', walk.path, value, 'an ECMAScript pattern under the u flag')
  }
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u')
    return true
  } catch {
    return false
  }
}

function isNameList(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === 'string') && isDistinct(value)
}

function isDistinct(items: readonly unknown[]): boolean {
  return new Set(items).size === items.length
}

function malformed(value: unknown, allowed: string, walk: Walk): void {
  report(walk.issues, 'SCHEMA_KEYWORD_INVALID', walk.path, value === '' ? described('empty text') : value, allowed)
}
