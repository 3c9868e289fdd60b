/**
 * Expands what a case's input refers to: `{"$document": name, "$patch": [...]}` becomes the named document with the operations applied, and
 * `{"$repeat": value, "times": n}` the text so many times in a row or a list of so many of any other value. The
 * operations are the `add`, `remove` and `replace` of JSON Patch (RFC 6902); a reference or pointer that leads nowhere is an error in the suite.
 */
import { isJsonObject, type JsonObject, type JsonValue } from './case.ts'

export type Documents = ReadonlyMap<string, JsonValue>

/** Returns `value` with every reference in it expanded; throws where the suite itself is wrong. */
export function expandReferences(value: JsonValue, documents: Documents): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => expandReferences(item, documents))
  if (!isJsonObject(value)) return value
  if (Object.hasOwn(value, '$document')) return expandDocument(value, documents)
  if (Object.hasOwn(value, '$repeat')) return expandRepetition(value)
  // fromEntries defines properties, so a member named __proto__ stays a member.
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, expandReferences(member, documents)]))
}

function expandDocument(reference: JsonObject, documents: Documents): JsonValue {
  const name = String(reference['$document'])
  const found = documents.get(name)
  if (found === undefined) throw new Error(`no document named ${name}`)
  const patch = expandReferences(reference['$patch'] ?? [], documents)
  if (!Array.isArray(patch)) throw new Error(`the patch of ${name} is not a list`)
  const copy = structuredClone(found) as JsonValue
  return (patch as readonly JsonValue[]).reduce<JsonValue>(applyOperation, copy)
}

/** More would be a mistake in the suite. */
const MOST_TIMES = 16 * 1024 * 1024

function expandRepetition(repetition: JsonObject): JsonValue {
  const { $repeat: item = null, times } = repetition
  if (typeof times !== 'number' || !Number.isInteger(times) || times < 0 || times > MOST_TIMES)
    throw new Error(`repeated ${JSON.stringify(times)} times`)
  return typeof item === 'string' ? item.repeat(times) : Array.from({ length: times }, () => item)
}

/** Applies one operation to `target`, which this module owns, and returns the changed value. */
function applyOperation(target: JsonValue, operation: JsonValue): JsonValue {
  if (!isJsonObject(operation)) throw new Error('an operation is an object')
  const { op, path } = operation
  if (typeof path !== 'string' || (op !== 'add' && op !== 'remove' && op !== 'replace')) {
    throw new Error(`not an operation: ${JSON.stringify(operation)}`)
  }
  const value = operation['value']
  if (op !== 'remove' && value === undefined) throw new Error(`no value for ${path}`)
  if (path === '') return value ?? null
  const keys = path.slice(1).split('/').map(unescapePointer)
  const last = keys.pop() ?? ''
  const parent = keys.reduce<JsonValue>((node, key) => member(node, key, path), target)
  if (Array.isArray(parent)) changeList(parent as JsonValue[], last, op, value)
  else if (isJsonObject(parent)) changeObject(parent as Record<string, JsonValue>, last, op, value, path)
  else throw new Error(`${path} leads into a scalar`)
  return target
}

function changeList(
  list: JsonValue[],
  key: string,
  op: 'add' | 'remove' | 'replace',
  value: JsonValue | undefined,
): void {
  const at = key === '-' ? list.length : Number(key)
  const most = op === 'add' ? list.length : list.length - 1
  if (!Number.isInteger(at) || at < 0 || at > most) throw new Error(`no place ${key} in a list of ${list.length}`)
  if (op === 'add') list.splice(at, 0, value ?? null)
  else if (op === 'remove') list.splice(at, 1)
  else list[at] = value ?? null
}

function changeObject(
  object: Record<string, JsonValue>,
  key: string,
  op: 'add' | 'remove' | 'replace',
  value: JsonValue | undefined,
  path: string,
): void {
  if (op !== 'add' && !Object.hasOwn(object, key)) throw new Error(`nothing at ${path}`)
  if (op === 'remove') delete object[key]
  else
    Object.defineProperty(object, key, { value: value ?? null, enumerable: true, writable: true, configurable: true })
}

function member(node: JsonValue, key: string, path: string): JsonValue {
  const child = Array.isArray(node)
    ? (node as readonly JsonValue[])[Number(key)]
    : isJsonObject(node) && Object.hasOwn(node, key)
      ? node[key]
      : undefined
  if (child === undefined) throw new Error(`${path} leads nowhere`)
  return child
}

function unescapePointer(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~')
}
