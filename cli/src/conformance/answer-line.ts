/**
 * From the bytes of one request to the text of its answer. Owns the envelope (`id`, `kind`, `input`) and the promise that every line gets an answer
 * and nothing escapes as an exception.
 */

import { isObject, type JsonObject } from './kind.ts'
import { KINDS } from './kinds.ts'

/** Undefined for a blank line. */
export function answerLine(line: Uint8Array): string | undefined {
  let request: unknown
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line)
    if (text.trim() === '') return undefined
    request = JSON.parse(text)
  } catch {
    return JSON.stringify({ id: null, error: 'the line is not JSON in UTF-8' })
  }
  const id = isObject(request) ? readId(request['id']) : undefined
  if (!isObject(request) || id === undefined) {
    return JSON.stringify({ id: null, error: 'a request is {id, kind, input}, its id a number or a string' })
  }
  return JSON.stringify({ id, ...answerRequest(request) })
}

export function answerOverlong(maxBytes: number): string {
  return JSON.stringify({ id: null, error: `the line is longer than ${maxBytes} bytes` })
}

function readId(value: unknown): string | number | undefined {
  return typeof value === 'string' || typeof value === 'number' ? value : undefined
}

function answerRequest(request: JsonObject): object {
  const { kind } = request
  const input = Object.hasOwn(request, 'input') ? request['input'] : {}
  if (typeof kind !== 'string' || !isObject(input)) return { error: 'kind is a string, input an object' }
  const answer = KINDS.get(kind)
  if (answer === undefined) return { unsupported: true }
  try {
    return { result: answer(input) }
  } catch (error) {
    // An input out of shape, or one that exhausts the stack: refused, and the next line is read.
    return { error: error instanceof Error ? error.message : String(error) }
  }
}
