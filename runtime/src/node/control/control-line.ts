/**
 * One line at the local door: which method is asked for, with what. Strict JSON, as everything that is signed, hashed or decided about: what two readers could
 * read in two ways, or a number that no double holds, is refused here with a code of its own, before anybody decides about it.
 */
import { parseJson, utf8 } from 'clawql-manifest-validator'
import type { PepRefusal } from '../../pep/refusal.ts'

export const CONTROL_METHODS = ['request', 'view', 'list', 'approve', 'deny', 'withdraw', 'cancel', 'resolve'] as const
export type ControlMethod = (typeof CONTROL_METHODS)[number]

interface Called {
  readonly id: unknown
  readonly method: ControlMethod
  readonly argument: unknown
}

/** Undefined where it asks for nothing that there is. */
export function readLine(line: string): Called | (Called & { readonly refusal: PepRefusal }) | undefined {
  const strict = line.isWellFormed() ? parseJson(utf8(line)) : undefined
  if (strict?.ok === true) return calledBy(strict.value)
  const loose = calledBy(looselyParsed(line))
  if (loose === undefined) return undefined
  const isRange = strict?.issue.code === 'JSON_NUMBER_TOO_LARGE'
  const message = strict === undefined ? 'the request is not well-formed text' : strict.issue.message
  return { ...loose, refusal: { code: isRange ? 'NUMBER_OUT_OF_RANGE' : 'REQUEST_UNREADABLE', message } }
}

function calledBy(value: unknown): Called | undefined {
  const members = new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : [])
  const method = CONTROL_METHODS.find((name) => name === members.get('method'))
  return method === undefined ? undefined : { id: members.get('id') ?? null, method, argument: members.get('argument') }
}

/** For the caller's own name of the call alone: nothing else of it is used. */
function looselyParsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
