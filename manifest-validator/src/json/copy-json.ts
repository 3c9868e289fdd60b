/**
 * A private, deeply frozen copy of whatever a caller hands in, its keys in canonical order. Each property is read once, so what is validated is
 * what is used, and an object that lies, throws, loops or never ends is refused here and nowhere later.
 */

import { sortKeys } from '../canonical/sort-keys.ts'
import { createIssue, described, type Issue } from '../issues/issue.ts'
import type { IssueCode } from '../issues/issue-catalogue.ts'
import type { JsonValue } from '../manifest.generated.ts'
import { setMember } from './json-object.ts'
import { MAX_ACTIONS, MAX_BYTES, MAX_DEPTH, MAX_VALUES } from './limits.ts'

/** `isOrdered`: enumerating any object of the copy gives canonical order, so that `JSON.stringify` writes canonical JSON. */
export type Copied =
  | { readonly ok: true; readonly value: JsonValue; readonly isOrdered: boolean }
  | { readonly ok: false; readonly issue: Issue }

export function copyJson(value: unknown): Copied {
  const copier: Copier = { values: 0, units: 0, isOrdered: true, path: [] }
  try {
    const copy = copyValue(copier, value, 0)
    return { ok: true, value: copy, isOrdered: copier.isOrdered }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, issue: error.issue }
    // Only the caller's own code (a getter, a proxy) can throw anything else.
    return {
      ok: false,
      issue: createIssue('NOT_JSON', copier.path, described('a value that throws when read'), 'plain JSON values'),
    }
  }
}

interface Copier {
  values: number
  units: number
  isOrdered: boolean
  readonly path: (string | number)[]
}

/** Carries an issue out of the recursion; never leaves this file. */
class Refusal {
  readonly issue: Issue
  constructor(issue: Issue) {
    this.issue = issue
  }
}

function refuse(copier: Copier, code: IssueCode, found: string, allowed: string): never {
  throw new Refusal(createIssue(code, copier.path, described(found), allowed))
}

function copyValue(copier: Copier, value: unknown, depth: number): JsonValue {
  copier.values += 1
  if (copier.values > MAX_VALUES) refuse(copier, 'TOO_LARGE', 'more', `at most ${MAX_VALUES} values`)
  switch (typeof value) {
    case 'string':
      return copyText(copier, value)
    case 'number':
      return Number.isFinite(value) ? value : refuse(copier, 'NOT_JSON', String(value), 'a finite number')
    case 'boolean':
      return value
    case 'object':
      if (value === null) return null
      if (depth === MAX_DEPTH) refuse(copier, 'TOO_DEEP', `level ${depth + 1}`, `at most ${MAX_DEPTH} levels`)
      return Array.isArray(value) ? copyList(copier, value, depth + 1) : copyObject(copier, value, depth + 1)
    default:
      return refuse(copier, 'NOT_JSON', `a ${typeof value}`, 'plain JSON values')
  }
}

function copyText(copier: Copier, text: string): string {
  copier.units += text.length
  if (copier.units > MAX_BYTES) refuse(copier, 'TOO_LARGE', 'more', `at most ${MAX_BYTES} bytes`)
  if (!text.isWellFormed()) refuse(copier, 'ILL_FORMED_TEXT', 'a lone surrogate', 'surrogates in pairs')
  return text
}

function copyList(copier: Copier, list: readonly unknown[], depth: number): readonly JsonValue[] {
  const { length } = list
  if (depth === 2 && copier.path[0] === 'actions' && length > MAX_ACTIONS) {
    refuse(copier, 'TOO_MANY_ACTIONS', `${length} actions`, `at most ${MAX_ACTIONS}`)
  }
  const copy: JsonValue[] = []
  for (let i = 0; i < length; i += 1) {
    copier.path.push(i)
    copy.push(copyValue(copier, list[i], depth))
    copier.path.pop()
  }
  return Object.freeze(copy)
}

function copyObject(copier: Copier, object: object, depth: number): { readonly [key: string]: JsonValue } {
  const prototype: unknown = Object.getPrototypeOf(object)
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    refuse(copier, 'NOT_JSON', 'a class instance', 'a plain object')
  const source = object as Readonly<Record<string, unknown>>
  const copy: { [key: string]: JsonValue } = {}
  for (const key of sortKeys(Object.keys(source))) {
    copier.path.push(key)
    copyText(copier, key)
    if (isDigit(key.charCodeAt(0))) copier.isOrdered = false
    setMember(copy, key, copyValue(copier, source[key], depth))
    copier.path.pop()
  }
  return Object.freeze(copy)
}

/** Engines enumerate keys that look like array indexes first, whatever order they were set in. */
function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39
}
