/** Verifier keys as options: the key itself or a file that holds it. */
import { readFileSync } from 'node:fs'
import { parseVerifierKey } from '@clawql/runtime'
import { UsageError } from '../exit-status.ts'

export function verifierKey(given: string): string {
  if (parseVerifierKey(given) !== undefined) return given
  let text: string
  try {
    text = readFileSync(given, 'utf8').trim()
  } catch {
    throw new UsageError(
      `${given} is neither a verifier key nor a file that holds one`,
      'a verifier key is NAME+ID+KEY; clawql log prints that of a log, clawql witness its own',
    )
  }
  if (parseVerifierKey(text) === undefined) throw new UsageError(`${given} holds no verifier key`)
  return text
}

export function readGiven(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** For options that may be repeated. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}
