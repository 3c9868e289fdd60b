/**
 * The conformance program's loop: one JSON request a line on standard input, one JSON answer a line on standard output. Owns the streams alone; what a
 * request means is `answer-line.ts`, the protocol is `spec-tests/PROTOCOL.md`.
 */
import { answerLine, answerOverlong } from './answer-line.ts'
import { OVERLONG, splitLines } from './split-lines.ts'

/** A manifest of 8 MiB may grow sixfold when every character of it is escaped. */
const MAX_LINE_BYTES = 64 * 1024 * 1024

/** Ends with the input, or when nobody reads the answers any more. */
export async function runConformance(): Promise<void> {
  for await (const line of splitLines(process.stdin, MAX_LINE_BYTES)) {
    const answer = line === OVERLONG ? answerOverlong(MAX_LINE_BYTES) : answerLine(line)
    if (answer !== undefined && !process.stdout.write(`${answer}\n`)) await drained()
    if (process.stdout.destroyed) return
  }
}

function drained(): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      process.stdout.off('drain', done).off('close', done)
      resolve()
    }
    process.stdout.on('drain', done).on('close', done)
  })
}
