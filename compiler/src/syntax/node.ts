/** What every node of the syntax tree has, and the smallest of them. */
import type { Span } from '../source/span.ts'

export interface Node {
  readonly span: Span
}

/** One word as written. */
export interface Name extends Node {
  readonly text: string
}
