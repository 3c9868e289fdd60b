/** `worm.root`: the root of a log with these entries. */
import { leafHash, merkleRoot, toBase64 } from 'clawql-manifest-validator'
import { type JsonObject, readBase64List } from '../kind.ts'

export function wormRoot(input: JsonObject): object {
  const entries = readBase64List(input['entries'])
  if (entries === undefined) throw new TypeError('entries is a list of base64 texts')
  return { root: toBase64(merkleRoot(entries.map(leafHash))) }
}
