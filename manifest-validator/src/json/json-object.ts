/** Reading and writing members of plain JSON objects without ever touching a prototype. */
import type { JsonValue } from '../manifest.generated.ts'

export type JsonRecord = Readonly<Record<string, unknown>>

export function isJsonObject(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The own member `name`, or undefined where `value` is no object or has none. */
export function member(value: unknown, name: string): unknown {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

/** The own member when it is a list, else an empty list. */
export function members(value: unknown, name: string): readonly unknown[] {
  const items = member(value, name)
  return Array.isArray(items) ? items : []
}

/** Sets an own member, `__proto__` included. */
export function setMember(object: { [key: string]: JsonValue }, key: string, value: JsonValue): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true })
  else object[key] = value
}
