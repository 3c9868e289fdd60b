/** The same Ed25519 key for the same name, in every process of a test. */
import { createHash, createPrivateKey, type KeyObject } from 'node:crypto'

const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex')

export function seededKey(name: string): KeyObject {
  const seed = createHash('sha256').update(`clawql test key ${name}`).digest()
  return createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' })
}
