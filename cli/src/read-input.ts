/** Reads what a verb was pointed at: a file, or standard input for `-`. JSON goes through the strict reader of Layer 0. */
import { readFileSync } from 'node:fs'
import { parseJson } from 'clawql-manifest-validator'
import { UsageError } from './exit-status.ts'

export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path === '-' ? 0 : path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new UsageError(`there is no file \`${path}\``)
    if (code === 'EISDIR') throw new UsageError(`\`${path}\` is a directory, not a file`)
    throw error
  }
}

/** `what` names the thing in the message: `the input`. */
export function readJson(path: string, what: string): unknown {
  const parsed = parseJson(readBytes(path))
  if (parsed.ok) return parsed.value
  throw new UsageError(`${what} (\`${path}\`) cannot be read: ${parsed.issue.message}`)
}
