/**
 * `worm.consistency`: whether a log only grew between two sizes. A proof that cannot be read proves nothing, and neither does one from the empty
 * tree, with which everything is consistent: the protocol refuses it, as the public vectors of transparency logs do.
 */
import { verifyConsistency } from 'clawql-manifest-validator'
import { type JsonObject, readBase64, readBase64List, readWhole } from '../kind.ts'

export function wormConsistency(input: JsonObject): object {
  const root1 = readBase64(input['root1'])
  const root2 = readBase64(input['root2'])
  const proof = readBase64List(input['proof'])
  const size1 = readWhole(input['size1'])
  const size2 = readWhole(input['size2'])
  const isWhole =
    root1 !== undefined && root2 !== undefined && proof !== undefined && size1 !== undefined && size2 !== undefined
  return { ok: isWhole && verifyConsistency(size1, size2, root1, root2, proof) }
}
