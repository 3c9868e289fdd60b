#!/usr/bin/env node
/**
 * The conformance program of this implementation: one JSON request a line on standard input, one JSON answer a line on standard output. Owns the
 * streams alone; what a request means is `conformance/`, the protocol is `spec-tests/PROTOCOL.md`.
 */
import { once } from 'node:events'
import { answerLine, answerOverlong } from './conformance/answer-line.ts'
import { OVERLONG, splitLines } from './conformance/split-lines.ts'

/** A manifest of 8 MiB may grow sixfold when every character of it is escaped. */
const MAX_LINE_BYTES = 64 * 1024 * 1024

for await (const line of splitLines(process.stdin, MAX_LINE_BYTES)) {
  const answer = line === OVERLONG ? answerOverlong(MAX_LINE_BYTES) : answerLine(line)
  if (answer !== undefined && !process.stdout.write(`${answer}\n`)) await once(process.stdout, 'drain')
}
