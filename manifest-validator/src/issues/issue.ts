/**
 * What a refusal looks like, and the bounded list that collects refusals. Owns the form only: which codes exist and what they mean stands in the
 * catalogue.
 */
import { ISSUES, type IssueCode } from './issue-catalogue.ts'

/** One finding. `pointer` is a JSON Pointer (RFC 6901); `offset` a byte offset, where the input was text. */
export interface Issue {
  readonly code: IssueCode
  readonly severity: 'error' | 'warning'
  readonly pointer: string
  readonly message: string
  readonly found: string
  readonly allowed: string
  readonly offset?: number
}

export type Path = readonly (string | number)[]

/** More findings than this are counted as one: a hostile manifest must not cost unbounded memory. */
export const MAX_ISSUES = 1000

export interface IssueList {
  readonly errors: Issue[]
  readonly warnings: Issue[]
}

export function createIssueList(): IssueList {
  return { errors: [], warnings: [] }
}

/** Adds a finding at `path`, unless the list of its severity is full. */
export function report(list: IssueList, code: IssueCode, path: Path, found: unknown, allowed: string): void {
  const entry = ISSUES[code]
  const target = entry.severity === 'error' ? list.errors : list.warnings
  if (target.length > MAX_ISSUES) return
  if (target.length === MAX_ISSUES) {
    target.push(
      createIssue(entry.severity === 'error' ? 'TOO_MANY_ISSUES' : 'TOO_MANY_WARNINGS', [], MISSING, 'fewer findings'),
    )
    return
  }
  target.push(createIssue(code, path, found, allowed))
}

/** `found` is a plain value, `MISSING` or `described(…)`. */
export function createIssue(code: IssueCode, path: Path, found: unknown, permitted: string, offset?: number): Issue {
  const { severity, title } = ISSUES[code]
  const allowed = permitted.length > MAX_ALLOWED ? `${permitted.slice(0, MAX_ALLOWED)}…` : permitted
  const shown = describeFound(found)
  return Object.freeze({
    code,
    severity,
    pointer: toPointer(path),
    message: `${title}: expected ${allowed}, found ${shown}`,
    found: shown,
    allowed,
    ...(offset === undefined ? {} : { offset }),
  })
}

/** Stands for "nothing is there". */
export const MISSING: unique symbol = Symbol('missing')
/** Wraps a description that is to be shown as it is. */
export interface Described {
  readonly [DESCRIBED]: string
}
const DESCRIBED: unique symbol = Symbol('described')

export function described(text: string): Described {
  return { [DESCRIBED]: text }
}

/** Longer pointers end at the nearest ancestor that fits: a name of megabytes must not be repeated in every finding below it. */
const MAX_POINTER = 4096
const MAX_ALLOWED = 1000

export function toPointer(path: Path): string {
  let pointer = ''
  for (const segment of path) {
    const text = String(segment)
    if (pointer.length + text.length >= MAX_POINTER) return pointer
    pointer += `/${text.replaceAll('~', '~0').replaceAll('/', '~1')}`
  }
  return pointer
}

/** A short rendering of any value: never calls into it, never longer than about 80 characters. */
function describeFound(found: unknown): string {
  if (found === MISSING) return 'nothing'
  if (typeof found === 'string') return JSON.stringify(found.length > 64 ? `${found.slice(0, 63)}…` : found)
  if (typeof found === 'number' || typeof found === 'boolean' || found === null) return String(found)
  if (typeof found !== 'object') return `a ${typeof found}`
  if (DESCRIBED in found) return (found as Described)[DESCRIBED]
  return Array.isArray(found) ? `a list of ${found.length}` : 'an object'
}
