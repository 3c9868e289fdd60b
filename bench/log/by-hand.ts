/** The append path written by hand for one shape of entry: canonical JSON, leaf hash, Merkle frontier, one write and one fdatasync into a preallocated file. */
import { hash } from 'node:crypto'
import { closeSync, fdatasyncSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type Append, groupCommit } from './group.ts'
import { ENTRIES, printByHand } from './job.ts'

const FILE_BYTES = 64 << 20

/** A file of zeros, synced, that is written round and round. */
export function preallocated(folder: string, name: string): number {
  const file = openSync(join(folder, name), 'w+')
  const zeros = Buffer.alloc(1 << 20)
  for (let at = 0; at < FILE_BYTES; at += zeros.length) writeSync(file, zeros, 0, zeros.length, at)
  fsyncSync(file)
  return file
}

export function byHand(folder: string): { readonly append: Append; readonly close: () => void } {
  const file = preallocated(folder, 'by-hand')
  const block = Buffer.allocUnsafe(4 << 20)
  const frontier = createFrontier()
  let position = 0
  let seq = 0
  const append = groupCommit((group) => {
    let end = 0
    for (const n of group) {
      const from = end + 3
      const length = block.write(printByHand(ENTRIES[n & 1023]!, seq++), from, 'utf8')
      block.writeUInt16BE(length, end)
      block[from - 1] = 0
      end = from + length
      frontier(hash('sha256', block.subarray(from - 1, end), 'binary'))
    }
    if (position + end > FILE_BYTES) position = 0
    writeSync(file, block, 0, end, position)
    fdatasyncSync(file)
    position += end
  })
  return { append, close: () => closeSync(file) }
}

function createFrontier(): (leaf: string) => void {
  const edge: string[] = []
  const pair = Buffer.alloc(65, 1)
  let size = 0
  return (leaf) => {
    let node = leaf
    let level = 0
    for (let left = size; left % 2 === 1; left = (left - 1) / 2) {
      pair.write(edge[level]!, 1, 'binary')
      pair.write(node, 33, 'binary')
      node = hash('sha256', pair, 'binary')
      level += 1
    }
    edge[level] = node
    size += 1
  }
}
