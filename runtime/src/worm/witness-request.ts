/** The body of a C2SP tlog-witness `add-checkpoint` request: the size that the witness cosigned last, a consistency proof from there, and the checkpoint. */
import { fromBase64, toBase64 } from 'clawql-manifest-validator'

export interface AddCheckpoint {
  readonly oldSize: number
  readonly proof: readonly Uint8Array[]
  /** A signed note. */
  readonly checkpoint: string
}

const MAX_HASHES = 63

export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): string {
  return `old ${oldSize}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${checkpoint}`
}

/** Undefined for any other spelling. */
export function parseAddCheckpoint(text: string): AddCheckpoint | undefined {
  const split = text.indexOf('\n\n')
  if (split < 0) return undefined
  const [first, ...lines] = text.slice(0, split).split('\n')
  const match = /^old (0|[1-9][0-9]*)$/.exec(first ?? '')
  const oldSize = Number(match?.[1])
  const proof = lines.map(fromBase64)
  if (match === null || !Number.isSafeInteger(oldSize) || proof.length > MAX_HASHES) return undefined
  if (!proof.every((hash) => hash?.length === 32)) return undefined
  return { oldSize, proof: proof as Uint8Array[], checkpoint: text.slice(split + 2) }
}
