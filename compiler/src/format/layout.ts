/**
 * What the printer prints: a file as declarations, each a row of words and bracketed groups, groups as lists of items, with the comments in their
 * places. Says nothing about lines and widths.
 */
import type { Comment } from './comments.ts'

export interface Word {
  readonly kind: 'word'
  readonly text: string
  /** Comments in front of it, when it does not begin an item. */
  readonly before: readonly Comment[]
  readonly role: WordRole
  /** The grammar lets a line begin here. */
  readonly mayBegin: boolean
}

/** What decides the blank space around a word and whether a long line may break before it. */
export type WordRole =
  | 'plain'
  /** Stands tight against what follows: `@`, `!`, the minus of a negative number. */
  | 'prefix'
  /** Stands tight on both sides: `.`, `..`. */
  | 'tight'
  /** Stands tight against what precedes: `:`, the `?` of an optional field. */
  | 'suffix'
  /** A blank in front and behind. */
  | 'operator'
  | 'because'

export interface Group {
  readonly kind: 'group'
  readonly opener: string
  readonly closer: string
  readonly before: readonly Comment[]
  /** No blank in front: `f(x)`, `list[0]`, `List<T>`. */
  readonly attached: boolean
  readonly items: readonly Item[]
  /** The source breaks the line after the opener. */
  readonly wasBroken: boolean
  /** Comments in front of the closer. */
  readonly after: readonly Comment[]
  readonly mayBegin: boolean
}

export type Atom = Word | Group

export interface Item {
  readonly leading: readonly Comment[]
  readonly blankBefore: boolean
  readonly annotations: readonly Annotation[]
  readonly atoms: readonly Atom[]
  /** The grammar lets a line begin here. */
  readonly mayBegin: boolean
  /** Comments between the item and its comma, which then stays behind them. */
  readonly beforeComma: readonly Comment[]
  /** The comment behind the item on its line. */
  readonly trailing: Comment | undefined
}

export interface Annotation {
  readonly atoms: readonly Atom[]
  /** The source breaks the line after it. */
  readonly wasBroken: boolean
}
