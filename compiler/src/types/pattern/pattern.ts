/**
 * What a parsed pattern is: a regular expression of the linear subset as plain data. Groups are gone, every literal, class and `.` is a set of code
 * points; there is nothing in it that needs backtracking.
 */
import type { CodePointSet } from './code-point-set.ts'

export interface Pattern {
  readonly kind: 'pattern'
  readonly source: string
  readonly root: PatternNode
  /** Code points of the shortest and the longest string that matches; no longest: there is no limit. */
  readonly minLength: number
  readonly maxLength: number | undefined
}

export type PatternNode =
  | { readonly kind: 'set'; readonly set: CodePointSet }
  | { readonly kind: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  /** `max` undefined: any number of times. */
  | { readonly kind: 'repeat'; readonly item: PatternNode; readonly min: number; readonly max: number | undefined }

/**
 * Why a source is no pattern. `malformed`: not a regular expression; `not-linear`: one that the subset leaves out on purpose; `too-complex`: it would
 * need too many states. `start` and `end` are UTF-16 offsets in the source.
 */
export interface PatternError {
  readonly kind: 'pattern-error'
  readonly reason: 'malformed' | 'not-linear' | 'too-complex'
  readonly message: string
  readonly start: number
  readonly end: number
}
