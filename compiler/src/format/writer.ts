/**
 * Text as it is printed: knows the column, begins lines at an indentation, never leaves blanks at the end of one. Knows nothing of the language.
 */
import type { Comment } from './comments.ts'

export interface Writer {
  readonly column: number
  write(text: string): void
  newLine(indent: number): void
  /** Comments, those that trail behind what was written last and the others on lines of their own; the line after them is not begun. */
  comments(comments: readonly Comment[], indent: number): void
  text(): string
}

export function createWriter(): Writer {
  const parts: string[] = []
  let column = 0
  let pending: number | undefined

  function write(text: string): void {
    if (text === '') return
    if (pending !== undefined) {
      parts.push(' '.repeat(pending))
      column = pending
      pending = undefined
    }
    parts.push(text)
    const line = text.lastIndexOf('\n')
    column = line < 0 ? column + text.length : text.length - line - 1
  }

  function newLine(indent: number): void {
    parts.push('\n')
    pending = indent
  }

  return {
    get column() {
      return pending ?? column
    },
    write,
    newLine,
    comments(comments, indent) {
      for (const [index, comment] of comments.entries()) {
        if (comment.trails && index === 0) write(' ')
        else {
          newLine(indent)
          if (comment.blankBefore) newLine(indent)
        }
        write(comment.text)
      }
    },
    text: () => parts.join(''),
  }
}
