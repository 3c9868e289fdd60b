/** Verifier keys as options: the key itself or a file that holds it. */
import { readFileSync } from 'node:fs'
import { UsageError } from '../exit-status.ts'

export function verifierKey(given: string): string {
  return /^[^+\s]+\+[0-9a-f]{8}\+/.test(given) ? given : readGiven(given).toString('utf8').trim()
}

export function readGiven(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** For options that may be repeated. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
