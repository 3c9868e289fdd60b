/** Payloads too large for a log entry, each a file named by its SHA-256. Content cannot change under its name; a wrong byte is found on reading. */

import { hash } from 'node:crypto'
import { join } from 'node:path'
import { makeFolderDurably, readIfPresent, writeDurably } from './durable-file.ts'

export interface BlobStore {
  /** Hex digest, once durable. */
  put(bytes: Uint8Array): string
  /** Undefined when absent; throws when the bytes are not those of the name. */
  get(digest: string): Uint8Array | undefined
}

export function openBlobStore(folder: string): BlobStore {
  const pathOf = (digest: string) => join(folder, digest.slice(0, 2), digest)
  const get = (digest: string): Uint8Array | undefined => {
    if (!/^[0-9a-f]{64}$/.test(digest)) throw new RangeError('a blob is named by a SHA-256 digest in lower-case hex')
    const bytes = readIfPresent(pathOf(digest))
    return bytes === undefined ? undefined : wholeBlob(digest, bytes)
  }
  return {
    get,
    put(bytes) {
      const digest = hash('sha256', bytes)
      if (get(digest) === undefined) {
        makeFolderDurably(join(folder, digest.slice(0, 2)))
        writeDurably(pathOf(digest), bytes)
      }
      return digest
    },
  }
}

/** The bytes again. Throws when they are not those of the name. */
export function wholeBlob(digest: string, bytes: Uint8Array): Uint8Array {
  if (hash('sha256', bytes) !== digest) throw new Error(`the blob ${digest} is damaged`)
  return bytes
}
