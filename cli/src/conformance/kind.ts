/**
 * What every kind of request shares: its type, and the readers of inputs. Owns the forms of bytes and numbers in the protocol; a reader that
 * `require`s throws, one that reads returns undefined.
 */
import { fromBase64, fromHex } from 'clawql-manifest-validator'

export type JsonObject = Readonly<Record<string, unknown>>

/** From the input to the result. Throws where the input has not the shape of the kind. */
export type AnswerKind = (input: JsonObject) => object

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function requireText(input: JsonObject, name: string): string {
  const value = input[name]
  if (typeof value !== 'string') throw new TypeError(`${name} is a string`)
  return value
}

/** Any value, null among them; throws only where there is no such member. */
export function requireMember(input: JsonObject, name: string): unknown {
  if (!Object.hasOwn(input, name)) throw new TypeError(`the input has no ${name}`)
  return input[name]
}

/** A number, exact in a double, or plain decimal digits that name one. */
export function readWhole(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^(?:0|[1-9][0-9]*)$/.test(value) ? Number(value) : value
  return Number.isSafeInteger(number) ? (number as number) : undefined
}

export function readBase64(value: unknown): Uint8Array | undefined {
  return typeof value === 'string' ? fromBase64(value) : undefined
}

/** Undefined where one of the items is no base64. */
export function readBase64List(value: unknown): readonly Uint8Array[] | undefined {
  if (!Array.isArray(value)) return undefined
  const items = value.map(readBase64)
  return items.every((item) => item !== undefined) ? items : undefined
}

export function readHex(value: unknown): Uint8Array | undefined {
  return typeof value === 'string' ? fromHex(value.toLowerCase()) : undefined
}

/** The part of an issue that the protocol compares. */
export interface ComparedIssue {
  readonly code: string
  readonly pointer: string
}

/** Errors only: a warning refuses nothing. */
export function toComparedIssues(
  issues: readonly { readonly code: string; readonly pointer: string; readonly severity: string }[],
): ComparedIssue[] {
  return issues.filter(({ severity }) => severity === 'error').map(({ code, pointer }) => ({ code, pointer }))
}
