/**
 * The position of a pattern being read, and the one way its reading ends early. The failure never leaves `parse-pattern.ts`, which turns it into
 * the returned error.
 */
import type { PatternError } from './pattern.ts'

/** `position` is a UTF-16 offset into `source`. */
export interface Reader {
  readonly source: string
  position: number
}

export class PatternFailure extends Error {
  readonly error: PatternError

  constructor(error: PatternError) {
    super(error.message)
    this.error = error
  }
}

/** Ends the reading. Without an end the error covers the character at `start`. */
export function fail(
  reader: Reader,
  reason: PatternError['reason'],
  message: string,
  start: number,
  end: number = start + ((reader.source.codePointAt(start) ?? 0) > 0xffff ? 2 : 1),
): never {
  const limit = reader.source.length
  throw new PatternFailure({
    kind: 'pattern-error',
    reason,
    message,
    start: Math.min(start, limit),
    end: Math.min(end, limit),
  })
}
