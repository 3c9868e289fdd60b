/**
 * Knows where the parts of a JSON Schema 2020-12 document are: its resources by URI, their anchors, and what each reference points at. Every reference
 * and pattern is looked at when the index is made, so that a schema that cannot be followed or run is refused before it judges anything.
 */
import { isRecord, ownMember } from '../../evaluate/own-member.ts'
import { compileSchemaPattern } from '../schema-pattern.ts'
import { resolveUri, splitFragment } from './uri-reference.ts'

export type SchemaObject = Readonly<Record<string, unknown>>
export type Schema = SchemaObject | boolean

/** A schema with a URI of its own; the root is one. */
export interface SchemaResource {
  readonly uri: string
  readonly root: SchemaObject
  readonly anchors: Map<string, SchemaObject>
  readonly dynamicAnchors: Map<string, SchemaObject>
  /** False where the resource's meta-schema leaves the validation vocabulary out. */
  readonly asserts: boolean
}

export interface SchemaIndex {
  /** The resource that an object of the document belongs to. */
  readonly resourceOf: (schema: SchemaObject) => SchemaResource
  /** What `$ref` or `$dynamicRef` in `schema` points at before the dynamic scope is asked. */
  readonly target: (schema: SchemaObject, reference: string) => Schema
}

/** Documents that may be referred to, by URI. */
export type RemoteSchemas = (uri: string) => unknown

const IN_ONE = [
  'additionalProperties',
  'propertyNames',
  'items',
  'contains',
  'not',
  'if',
  'then',
  'else',
  'unevaluatedItems',
  'unevaluatedProperties',
  'contentSchema',
]
const IN_LIST = ['allOf', 'anyOf', 'oneOf', 'prefixItems']
const IN_MAP = ['properties', 'patternProperties', '$defs', 'dependentSchemas', 'dependencies']
const VALIDATION = 'https://json-schema.org/draft/2020-12/vocab/validation'
const ROOT_URI = 'schema:root'
const MOST_OBJECTS = 100_000
const DEEPEST = 500

/** Throws where a reference leads nowhere, a pattern cannot run in linear time, or the document is too large. */
export function indexSchema(root: SchemaObject, remote: RemoteSchemas): SchemaIndex {
  const resources = new Map<string, SchemaResource>()
  const owners = new Map<SchemaObject, SchemaResource>()
  const references: (readonly [SchemaObject, string])[] = []

  function addResource(schema: SchemaObject, uri: string): SchemaResource {
    const resource = {
      uri,
      root: schema,
      anchors: new Map(),
      dynamicAnchors: new Map(),
      asserts: assertsOf(schema, remote),
    }
    resources.set(uri, resource)
    return resource
  }

  function add(schema: unknown, parent: SchemaResource, depth: number): void {
    if (!isRecord(schema) || owners.has(schema)) return
    if (depth > DEEPEST || owners.size > MOST_OBJECTS) throw new Error('the schema is too large')
    const id = ownMember(schema, '$id')
    const isResource = typeof id === 'string' && schema !== parent.root
    const resource = isResource ? addResource(schema, resolveUri(parent.uri, splitFragment(id)[0])) : parent
    owners.set(schema, resource)
    note(schema, resource)
    for (const key of IN_ONE) add(ownMember(schema, key), resource, depth + 1)
    for (const key of IN_LIST) for (const part of valuesOf(ownMember(schema, key))) add(part, resource, depth + 1)
    for (const key of IN_MAP) for (const part of valuesOf(ownMember(schema, key))) add(part, resource, depth + 1)
  }

  function note(schema: SchemaObject, resource: SchemaResource): void {
    const anchor = ownMember(schema, '$anchor')
    if (typeof anchor === 'string') resource.anchors.set(anchor, schema)
    const dynamic = ownMember(schema, '$dynamicAnchor')
    if (typeof dynamic === 'string') {
      resource.anchors.set(dynamic, schema)
      resource.dynamicAnchors.set(dynamic, schema)
    }
    const pattern = ownMember(schema, 'pattern')
    if (typeof pattern === 'string') compileSchemaPattern(pattern)
    const patterns = ownMember(schema, 'patternProperties')
    if (isRecord(patterns)) Object.keys(patterns).forEach(compileSchemaPattern)
    for (const key of ['$ref', '$dynamicRef']) {
      const reference = ownMember(schema, key)
      if (typeof reference === 'string') references.push([schema, reference])
    }
  }

  function addDocument(schema: SchemaObject, uri: string): SchemaResource {
    const id = ownMember(schema, '$id')
    const own = typeof id === 'string' ? resolveUri(uri, splitFragment(id)[0]) : uri
    const resource = addResource(schema, own)
    if (own !== uri) resources.set(uri, resource)
    add(schema, resource, 0)
    return resource
  }

  function resourceAt(uri: string): SchemaResource {
    const known = resources.get(uri)
    if (known !== undefined) return known
    const document = remote(uri)
    if (!isRecord(document)) throw new Error(`there is no schema ${uri}`)
    return addDocument(document, uri)
  }

  function resourceOf(schema: SchemaObject): SchemaResource {
    const resource = owners.get(schema)
    if (resource === undefined) throw new Error('the schema is not part of the document')
    return resource
  }

  function target(schema: SchemaObject, reference: string): Schema {
    const [uri, fragment] = splitFragment(reference)
    const base = resourceOf(schema)
    const resource = uri === '' ? base : resourceAt(resolveUri(base.uri, uri))
    if (fragment !== '' && !fragment.startsWith('/'))
      return resource.anchors.get(decoded(fragment)) ?? nowhere(reference)
    return pointedAt(resource, fragment) ?? nowhere(reference)
  }

  /** A pointer may lead through other resources, and to a place that only it declares to be a schema. */
  function pointedAt(from: SchemaResource, pointer: string): Schema | undefined {
    let resource = from
    let node: unknown = from.root
    for (const segment of pointer.split('/').slice(1)) {
      const name = decoded(segment).replaceAll('~1', '/').replaceAll('~0', '~')
      node = Array.isArray(node) ? (/^\d+$/.test(name) ? node[Number(name)] : undefined) : ownMember(node, name)
      if (isRecord(node)) resource = owners.get(node) ?? resource
    }
    if (isRecord(node)) add(node, resource, 0)
    return isRecord(node) || typeof node === 'boolean' ? node : undefined
  }

  addDocument(root, ROOT_URI)
  // Following one reference may add a document with more of them.
  for (let index = 0; index < references.length; index++) {
    const reference = references[index]
    if (reference !== undefined) target(...reference)
  }
  return { resourceOf, target }
}

function assertsOf(schema: SchemaObject, remote: RemoteSchemas): boolean {
  const meta = ownMember(schema, '$schema')
  if (typeof meta !== 'string') return true
  const vocabulary = ownMember(remote(splitFragment(meta)[0]), '$vocabulary')
  return vocabulary === undefined || ownMember(vocabulary, VALIDATION) !== undefined
}

function valuesOf(container: unknown): readonly unknown[] {
  return typeof container === 'object' && container !== null ? Object.values(container) : []
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return fragment
  }
}

function nowhere(reference: string): never {
  throw new Error(`the reference ${reference} leads nowhere`)
}
