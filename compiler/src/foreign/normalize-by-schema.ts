/**
 * The normalisation that a published schema describes, done before anything judges an input: `default` fills an absent member, a null becomes absent
 * where the member is optional and its schema says that it may be null, −0 becomes 0. It follows `properties`, `items` and local `$ref`s, nothing
 * conditional, and leaves to the schema check what does not fit.
 */
import { isRecord, ownMember } from '../evaluate/own-member.ts'

type Members = Readonly<Record<string, unknown>>

const DEEPEST = 64
const MOST_REFERENCES = 16

/** The same value when nothing changes. Never throws on JSON. */
export function normalizeBySchema(schema: unknown, value: unknown): unknown {
  return normalizeValue(schema, value, { root: schema, depth: 0 })
}

interface Place {
  readonly root: unknown
  readonly depth: number
}

function normalizeValue(schema: unknown, value: unknown, place: Place): unknown {
  if (value === 0) return 0
  if (place.depth > DEEPEST) return value
  const node = variantOf(withoutNull(dereference(schema, place.root), place.root), value, place.root)
  const within = { ...place, depth: place.depth + 1 }
  if (Array.isArray(value)) return normalizeList(node, value, within)
  return isRecord(value) ? normalizeMembers(node, value, within) : value
}

function normalizeList(node: unknown, before: readonly unknown[], place: Place): unknown {
  const items = ownMember(node, 'items')
  const after = before.map((element) => normalizeValue(items, element, place))
  return after.every((element, index) => Object.is(element, before[index])) ? before : after
}

function normalizeMembers(node: unknown, value: Members, place: Place): unknown {
  const properties = ownMember(node, 'properties')
  const others = ownMember(node, 'additionalProperties')
  const members = new Map<string, unknown>(Object.entries(value))
  let changed = false
  for (const name of new Set([...Object.keys(isRecord(properties) ? properties : {}), ...members.keys()])) {
    const before = members.get(name)
    const isOther = isRecord(others) && ownMember(properties, name) === undefined
    const after = isOther ? normalizeValue(others, before, place) : normalizeMember(node, name, before, place)
    if (Object.is(before, after)) continue
    changed = true
    if (after === undefined) members.delete(name)
    else members.set(name, after)
  }
  return changed ? Object.fromEntries(members) : value
}

function normalizeMember(node: unknown, name: string, before: unknown, place: Place): unknown {
  const schema = ownMember(ownMember(node, 'properties'), name)
  const described = dereference(schema, place.root)
  const isAbsent =
    before === undefined || (before === null && !isRequired(node, name) && admitsNull(described, place.root))
  if (!isAbsent) return normalizeValue(schema, before, place)
  const fallback = ownMember(schema, 'default') ?? ownMember(described, 'default')
  return fallback === undefined || fallback === null ? undefined : copyOf(fallback)
}

function isRequired(node: unknown, name: string): boolean {
  const required = ownMember(node, 'required')
  return Array.isArray(required) && required.includes(name)
}

/** Said in words of the schema, not merely left open. */
function admitsNull(node: unknown, root: unknown): boolean {
  const type = ownMember(node, 'type')
  if (type === 'null' || (Array.isArray(type) && type.includes('null'))) return true
  const options = ownMember(node, 'anyOf') ?? ownMember(node, 'oneOf')
  return Array.isArray(options) && options.some((option) => ownMember(dereference(option, root), 'type') === 'null')
}

/** Of `anyOf: [S, { type: null }]` the S. */
function withoutNull(node: unknown, root: unknown): unknown {
  const options = ownMember(node, 'anyOf') ?? ownMember(node, 'oneOf')
  if (!Array.isArray(options)) return node
  const others = options
    .map((option) => dereference(option, root))
    .filter((option) => ownMember(option, 'type') !== 'null')
  return others.length === 1 && others.length < options.length ? others[0] : node
}

/** Of `oneOf` options told apart by `const` members, the only one whose members the value has. */
function variantOf(node: unknown, value: unknown, root: unknown): unknown {
  const options = ownMember(node, 'oneOf')
  if (!Array.isArray(options) || !isRecord(value)) return node
  const fitting = options.map((option) => dereference(option, root)).filter((option) => hasConstants(option, value))
  return fitting.length === 1 ? fitting[0] : node
}

function hasConstants(option: unknown, value: Members): boolean {
  const properties = ownMember(option, 'properties')
  const constants = Object.entries(isRecord(properties) ? properties : {}).flatMap(([name, schema]) => {
    const constant = ownMember(schema, 'const')
    return typeof constant === 'string' ? [{ name, constant }] : []
  })
  return constants.length > 0 && constants.every(({ name, constant }) => ownMember(value, name) === constant)
}

/** Follows `#/…` references; anything else stays as it is. */
function dereference(schema: unknown, root: unknown): unknown {
  let node = schema
  for (let followed = 0; followed < MOST_REFERENCES; followed++) {
    const reference = ownMember(node, '$ref')
    if (typeof reference !== 'string') return node
    if (reference === '#') node = root
    else if (reference.startsWith('#/')) node = pointedAt(root, reference.slice(2).split('/'))
    else return node
  }
  return node
}

function pointedAt(root: unknown, segments: readonly string[]): unknown {
  let node = root
  for (const segment of segments) {
    const name = decodeSegment(segment).replaceAll('~1', '/').replaceAll('~0', '~')
    node = Array.isArray(node) ? node[Number(name)] : ownMember(node, name)
  }
  return node
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf)
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyOf(member)]))
}
