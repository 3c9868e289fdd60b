/**
 * Where the sensitive parts of a value are, by the schema that the manifest publishes for it: `x-claw-sensitive` at any node, and names that the policy
 * lists. It over-reaches where a schema leaves a choice open, and never decides whether a value is valid.
 */
import type { JsonValue } from 'clawql-manifest-validator'
import { isList } from './json-members.ts'

export interface SensitiveParts {
  /** The value with each sensitive part replaced by `<SENSITIVE>`, whatever it was. */
  blot(value: JsonValue): JsonValue
  /** The texts and numbers in sensitive parts, where they are long enough to be looked for elsewhere. */
  texts(value: JsonValue): readonly string[]
}

export const SENSITIVE = '<SENSITIVE>'
/** A shorter text stands in too many others. */
export const SHORTEST_SOUGHT = 4

/** Undefined where nothing can be sensitive. `names`: of members, wherever they stand. */
export function sensitiveParts(schema: JsonValue, names: readonly string[]): SensitiveParts | undefined {
  if (names.length === 0 && !carriesKeyword(schema)) return undefined
  const hidden = new Set(names)
  const reader = schemaReader(schema)

  function replace(value: JsonValue, schemas: readonly Schema[], put: (part: JsonValue) => JsonValue): JsonValue {
    if (schemas.some(isSensitive)) return put(value)
    if (typeof value !== 'object' || value === null) return value
    if (isList(value)) return value.map((item, at) => replace(item, reader.items(schemas, at), put))
    const members = Object.entries(value).map(([name, member]): readonly [string, JsonValue] => [
      name,
      hidden.has(name) ? put(member) : replace(member, reader.member(schemas, name), put),
    ])
    // Defines, does not assign: `__proto__` is a name like any other.
    return Object.fromEntries(members)
  }

  return {
    blot: (value) => replace(value, reader.root, () => SENSITIVE),
    texts(value) {
      const texts = new Set<string>()
      replace(value, reader.root, (part) => {
        collectTexts(part, texts)
        return null
      })
      // The longest first: a text that holds another one goes as a whole.
      return [...texts].sort((left, right) => right.length - left.length)
    },
  }
}

type Schema = { readonly [key: string]: JsonValue }

/** Anything but false counts: who writes the keyword wrongly does not mean the opposite. */
function isSensitive(schema: Schema): boolean {
  return KEYWORD in schema && schema[KEYWORD] !== false
}

const KEYWORD = 'x-claw-sensitive'
const ALTERNATIVES = ['allOf', 'anyOf', 'oneOf']
const BRANCHES = ['if', 'then', 'else']

function schemaReader(root: JsonValue): {
  readonly root: readonly Schema[]
  items(schemas: readonly Schema[], at: number): readonly Schema[]
  member(schemas: readonly Schema[], name: string): readonly Schema[]
} {
  /** Everything that may have a say about the same value. */
  function together(start: readonly (JsonValue | undefined)[]): readonly Schema[] {
    const all = new Set<Schema>()
    const waiting = [...start]
    while (waiting.length > 0) {
      const next = waiting.pop()
      if (!isSchema(next) || all.has(next)) continue
      all.add(next)
      for (const name of ALTERNATIVES) waiting.push(...listOf(next[name]))
      for (const name of BRANCHES) waiting.push(next[name])
      waiting.push(...membersOf(next['dependentSchemas']))
      if ('$ref' in next) waiting.push(resolve(root, next['$ref']))
      if ('$dynamicRef' in next) waiting.push(UNKNOWN)
      // A member's name is shown as it is; where names are sensitive, the whole object goes.
      if (mayBeSensitive(next['propertyNames'] ?? true)) waiting.push(UNKNOWN)
    }
    return [...all]
  }

  return {
    root: together([root]),
    items: (schemas, at) =>
      together(
        schemas.flatMap((schema) => [
          listOf(schema['prefixItems'])[at],
          schema['items'],
          schema['contains'],
          schema['unevaluatedItems'],
        ]),
      ),
    // No pattern of a schema is run here: each of them is taken to match.
    member: (schemas, name) =>
      together(
        schemas.flatMap((schema) => {
          const named = ownMember(schema['properties'], name)
          const others = named === undefined ? [schema['additionalProperties'], schema['unevaluatedProperties']] : []
          return [named, ...membersOf(schema['patternProperties']), ...others]
        }),
      ),
  }
}

/** Stands for a schema that cannot be looked up here: what it says is not known, so nothing of the value is shown. */
const UNKNOWN: Schema = { [KEYWORD]: true }

/** A JSON Pointer into the same document, as a fragment. */
function resolve(root: JsonValue, reference: JsonValue | undefined): JsonValue {
  if (typeof reference !== 'string' || !/^#(?:\/|$)/.test(reference)) return UNKNOWN
  let found: JsonValue | undefined = root
  for (const part of reference
    .slice(2)
    .split('/')
    .slice(reference === '#' ? 1 : 0)) {
    const name = decodePart(part)
    found =
      name === undefined ? undefined : isList(found ?? null) ? listOf(found)[Number(name)] : ownMember(found, name)
    if (found === undefined) return UNKNOWN
  }
  return found
}

function decodePart(part: string): string | undefined {
  try {
    return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
  } catch {
    return undefined
  }
}

function carriesKeyword(value: JsonValue): boolean {
  return carriesName(value, (name) => name === KEYWORD)
}

function mayBeSensitive(schema: JsonValue): boolean {
  return carriesName(schema, (name) => name === KEYWORD || name.endsWith('Ref') || name === '$ref')
}

function carriesName(value: JsonValue, isSought: (name: string) => boolean): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (isList(value)) return value.some((item) => carriesName(item, isSought))
  return Object.entries(value).some(([name, member]) => isSought(name) || carriesName(member, isSought))
}

function collectTexts(value: JsonValue, into: Set<string>): void {
  if (typeof value === 'string' || typeof value === 'number') {
    if (String(value).length >= SHORTEST_SOUGHT) into.add(String(value))
  } else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) collectTexts(member, into)
  }
}

function ownMember(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isSchema(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

function membersOf(value: JsonValue | undefined): readonly JsonValue[] {
  return isSchema(value) ? Object.values(value) : []
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return value !== undefined && isList(value) ? value : []
}

function isSchema(value: JsonValue | undefined): value is Schema {
  return typeof value === 'object' && value !== null && !isList(value)
}
