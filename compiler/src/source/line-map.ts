/**
 * Where a code unit offset stands as line, character and UTF-8 byte. Built once per text by whoever renders positions; knows nothing of tokens.
 * Looking a position up costs a binary search and a bounded scan, however long the lines are.
 */

/** All counted from 0: `line` by line feeds, `character` in UTF-16 code units of the line, `offset` in UTF-8 bytes of the file. */
export interface Position {
  readonly line: number
  readonly character: number
  readonly offset: number
}

export interface LineMap {
  /** An offset outside the text counts as its nearest end. */
  position(offset: number): Position
}

/** Byte offsets are kept for every so many code units. */
const STRIDE = 1024

export function createLineMap(text: string): LineMap {
  const starts = lineStarts(text)
  const bytes = byteCheckpoints(text)
  return {
    position(offset) {
      const at = Math.max(0, Math.min(offset, text.length))
      const line = lastNotAbove(starts, at)
      return { line, character: at - starts[line]!, offset: byteOffset(text, bytes, at) }
    },
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', feed + 1)) starts.push(feed + 1)
  return starts
}

/** Index of the last element that is not above `value`; `ascending` begins with 0. */
function lastNotAbove(ascending: readonly number[], value: number): number {
  let low = 0
  let high = ascending.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (ascending[middle]! <= value) low = middle
    else high = middle - 1
  }
  return low
}

/** UTF-8 bytes before each multiple of `STRIDE`. */
function byteCheckpoints(text: string): readonly number[] {
  const checkpoints = [0]
  for (let start = 0; start + STRIDE <= text.length; start += STRIDE) {
    checkpoints.push(checkpoints.at(-1)! + byteLength(text, start, start + STRIDE))
  }
  return checkpoints
}

function byteOffset(text: string, checkpoints: readonly number[], offset: number): number {
  const index = Math.floor(offset / STRIDE)
  return checkpoints[index]! + byteLength(text, index * STRIDE, offset)
}

/** A surrogate counts 2, so that a pair makes the 4 bytes of its character wherever the text is cut. */
function byteLength(text: string, start: number, end: number): number {
  let bytes = 0
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at)
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3
  }
  return bytes
}
