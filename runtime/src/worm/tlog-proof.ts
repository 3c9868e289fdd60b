/** C2SP tlog-proof: one entry's index, inclusion proof and checkpoint in one text file that an offline verifier can check. */
import { fromBase64, toBase64 } from 'clawql-manifest-validator'

const HEADER = 'c2sp.org/tlog-proof@v1'
const MAX_HASHES = 63

export interface TlogProof {
  readonly index: number
  readonly hashes: readonly Uint8Array[]
  /** The checkpoint, a signed note. */
  readonly checkpoint: string
  readonly extra?: Uint8Array
}

export function formatTlogProof(proof: TlogProof): string {
  const extra = proof.extra === undefined ? '' : `extra ${toBase64(proof.extra)}\n`
  const hashes = proof.hashes.map((hash) => `${toBase64(hash)}\n`).join('')
  return `${HEADER}\n${extra}index ${proof.index}\n${hashes}\n${proof.checkpoint}`
}

export function parseTlogProof(text: string): TlogProof | undefined {
  const split = text.indexOf('\n\n')
  if (split < 0) return undefined
  const [header, ...lines] = text.slice(0, split).split('\n')
  if (header !== HEADER) return undefined
  const extraLine = lines[0]?.startsWith('extra ') ? lines.shift()! : undefined
  const extra = extraLine === undefined ? undefined : fromBase64(extraLine.slice('extra '.length))
  if (extraLine !== undefined && extra === undefined) return undefined
  const match = /^index (0|[1-9][0-9]*)$/.exec(lines.shift() ?? '')
  const index = Number(match?.[1])
  if (match === null || !Number.isSafeInteger(index) || lines.length > MAX_HASHES) return undefined
  const hashes = lines.map(fromBase64)
  if (!hashes.every((hash) => hash?.length === 32)) return undefined
  return {
    index,
    hashes: hashes as Uint8Array[],
    checkpoint: text.slice(split + 2),
    ...(extra === undefined ? {} : { extra }),
  }
}
