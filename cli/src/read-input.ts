/** Reads what a verb was pointed at: a file, or standard input for `-`. JSON goes through the strict reader of Layer 0. */
import { readFileSync, readSync, statSync } from 'node:fs'
import { parseJson } from 'clawql-manifest-validator'
import { UsageError } from './exit-status.ts'

/** Above what any reader of these bytes takes. */
const MOST_BYTES = 64 * 1024 * 1024

export function readBytes(path: string): Uint8Array {
  if (path === '-') return readStandardInput()
  try {
    const { size } = statSync(path)
    if (size > MOST_BYTES) throw new UsageError(`\`${path}\` is too large to read: ${size} bytes`)
    return readFileSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new UsageError(`there is no file \`${path}\``)
    if (code === 'EISDIR') throw new UsageError(`\`${path}\` is a directory, not a file`)
    throw error
  }
}

/** Piece by piece: standard input may be a pipe that has nothing to read yet, which is no error. */
function readStandardInput(): Uint8Array {
  const pieces: Uint8Array[] = []
  let length = 0
  for (;;) {
    const piece = Buffer.allocUnsafe(65_536)
    const count = readSome(piece)
    if (count === 0) return Buffer.concat(pieces, length)
    length += count
    if (length > MOST_BYTES) throw new UsageError(`standard input is too large: more than ${MOST_BYTES} bytes`)
    pieces.push(piece.subarray(0, count))
  }
}

function readSome(into: Uint8Array): number {
  for (;;) {
    try {
      return readSync(0, into)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EOF') return 0
      if (code === 'EISDIR') throw new UsageError('standard input is a directory, not a file')
      if (code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
  }
}

/** `what` names the thing in the message: `the input`. */
export function readJson(path: string, what: string): unknown {
  const parsed = parseJson(readBytes(path))
  if (parsed.ok) return parsed.value
  const { message, offset } = parsed.issue
  const at = offset === undefined ? '' : ` (byte ${offset})`
  throw new UsageError(`${what} (\`${path}\`) cannot be read: ${message}${at}`)
}
