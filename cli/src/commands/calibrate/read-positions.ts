/**
 * Positions from a file or standard input, whichever of the two forms it has: JSONL, or NumPy's `.npy`, which is told by its first bytes. Reads piece by
 * piece, so that the size of a file is no matter, and stops at the first thing that is wrong.
 */
import { createReadStream, statSync } from 'node:fs'
import { isNpy, MAX_NPY_HEADER, type NpyHeader, type Position, readNpyHeader, readPosition } from '@clawql/compiler'
import { OVERLONG, splitLines } from '../../conformance/split-lines.ts'
import { UsageError } from '../../exit-status.ts'

/** What is wrong in the input, and on which line (from 1) or at which position (from 0) of the array. */
export interface InputFault {
  readonly message: string
  readonly line?: number
  readonly at?: { readonly run: number; readonly agent: number }
}

export interface PositionInput {
  readonly pieces: AsyncIterable<Uint8Array>
  /** Bytes, where they are known. */
  readonly size: number | undefined
}

const MAX_LINE = 8 * 1024 * 1024

/** `-` is standard input. Throws a usage error where there is no such file. */
export function openPositions(path: string): PositionInput {
  if (path === '-') return { pieces: process.stdin, size: undefined }
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) throw new UsageError(`there is no file \`${path}\``)
  if (stat.isDirectory()) throw new UsageError(`\`${path}\` is a directory, not a file`)
  return {
    pieces: createReadStream(path, { highWaterMark: 1024 * 1024 }),
    size: stat.isFile() ? stat.size : undefined,
  }
}

/** Hands every position to `add`, which may object. The vector is only lent: it is written over for the next one. */
export async function readPositions(
  input: PositionInput,
  add: (position: Position) => string | undefined,
): Promise<InputFault | undefined> {
  const iterator = input.pieces[Symbol.asyncIterator]()
  const start = await readStart(iterator)
  return isNpy(start)
    ? readArray(start, continued(iterator), input.size, add)
    : readLines(joined(start, continued(iterator)), add)
}

/** At least the longest head, or all there is. */
async function readStart(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for (let length = 0; length < MAX_NPY_HEADER; ) {
    const { value, done } = await iterator.next()
    if (done === true) break
    parts.push(value)
    length += value.length
  }
  return Buffer.concat(parts)
}

function continued(iterator: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => iterator }
}

async function* joined(start: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield start
  yield* rest
}

async function readLines(
  pieces: AsyncIterable<Uint8Array>,
  add: (position: Position) => string | undefined,
): Promise<InputFault | undefined> {
  let line = 0
  for await (const bytes of splitLines(pieces, MAX_LINE)) {
    line += 1
    if (bytes === OVERLONG) return { line, message: `the line is longer than ${MAX_LINE} bytes` }
    if (isBlank(bytes)) continue
    const position = readPosition(bytes)
    const message = typeof position === 'string' ? position : add(position)
    if (message !== undefined) return { line, message }
  }
  return undefined
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d)
}

async function readArray(
  start: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
  size: number | undefined,
  add: (position: Position) => string | undefined,
): Promise<InputFault | undefined> {
  const header = readNpyHeader(start.subarray(0, MAX_NPY_HEADER))
  if (typeof header === 'string') return { message: header }
  const { runs, agents, fileSize } = header
  const wrongSize = (actual: number): InputFault => ({
    message: `the file has ${actual} bytes, an array of this shape and type needs ${fileSize}`,
  })
  if (size !== undefined && size !== fileSize) return wrongSize(size)
  const bytes = new Uint8Array(header.dimension * header.itemSize)
  const vector = new Float64Array(header.dimension)
  let filled = 0
  let count = 0
  let length = header.offset
  for await (const piece of joined(start.subarray(header.offset), rest)) {
    length += piece.length
    if (length > fileSize) return wrongSize(length)
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + bytes.length - filled)
      bytes.set(part, filled)
      at += part.length
      filled += part.length
      if (filled < bytes.length) break
      filled = 0
      decodeNumbers(bytes, header, vector)
      const place = { run: Math.floor(count / agents), agent: count % agents }
      const message = add({ run: String(place.run), vector })
      if (message !== undefined) return { message, at: place }
      count += 1
    }
  }
  return count === runs * agents ? undefined : wrongSize(length)
}

function decodeNumbers(bytes: Uint8Array, { itemSize }: NpyHeader, into: Float64Array): void {
  const view = new DataView(bytes.buffer)
  if (itemSize === 4) for (let n = 0; n < into.length; n += 1) into[n] = view.getFloat32(n * 4, true)
  else for (let n = 0; n < into.length; n += 1) into[n] = view.getFloat64(n * 8, true)
}
