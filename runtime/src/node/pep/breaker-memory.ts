/**
 * The last circuit breaker record that this data folder's enforcement point believed, in a file of its own: a store that is rolled back, or put in place of the
 * one that was there, does not take it along. Written before the record is obeyed; who wants it forgotten removes the file.
 */
import { utf8 } from 'clawql-manifest-validator'
import type { BreakerMemory } from '../../breaker/breaker-reader.ts'
import { readIfPresent, writeDurably } from '../worm/durable-file.ts'

export function breakerMemory(path: string): BreakerMemory {
  return {
    recall() {
      const bytes = readIfPresent(path)
      return bytes === undefined ? undefined : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    },
    remember: (text) => writeDurably(path, utf8(text), 0o600),
  }
}
