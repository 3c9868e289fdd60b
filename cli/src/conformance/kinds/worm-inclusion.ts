/** `worm.inclusion`: whether a leaf hash is in the tree with this root. A proof that cannot be read proves nothing. */
import { verifyInclusion } from 'clawql-manifest-validator'
import { type JsonObject, readBase64, readBase64List, readWhole } from '../kind.ts'

export function wormInclusion(input: JsonObject): object {
  const leafHash = readBase64(input['leafHash'])
  const root = readBase64(input['root'])
  const proof = readBase64List(input['proof'])
  const index = readWhole(input['index'])
  const size = readWhole(input['size'])
  const isWhole =
    leafHash !== undefined && root !== undefined && proof !== undefined && index !== undefined && size !== undefined
  return { ok: isWhole && verifyInclusion(leafHash, index, size, proof, root) }
}
