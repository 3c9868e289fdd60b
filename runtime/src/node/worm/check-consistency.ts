/** Two signed checkpoints of one log and a consistency proof, held against each other without the log: did the older one grow into the newer? */
import { fromBase64, verifyConsistency } from 'clawql-manifest-validator'
import { equalBytes } from '../../encoding/concat-bytes.ts'
import { type Checkpoint, openCheckpoint } from '../../worm/checkpoint.ts'
import { noteVerifier, parseVerifierKey } from '../../worm/verifier-key.ts'
import { verifyEd25519 } from './platform-hash.ts'

export type CheckedConsistency =
  | { readonly ok: true; readonly origin: string; readonly from: number; readonly to: number }
  | { readonly ok: false; readonly fault: string }

/** A proof has 64 hashes at most; so many lines are more than enough to refuse. */
const MAX_LINES = 130

/** `proof`: a base64 hash a line, as `clawql worm prove --from-size` writes it. */
export function checkConsistency(
  older: Uint8Array,
  newer: Uint8Array,
  proof: string,
  verifierKey: string,
): CheckedConsistency {
  const opened = [open(older, verifierKey), open(newer, verifierKey)] as const
  for (const [at, checkpoint] of opened.entries())
    if ('fault' in checkpoint) return no(`the ${at === 0 ? 'older' : 'newer'} checkpoint: ${checkpoint.fault}`)
  const [from, to] = opened
  if ('fault' in from || 'fault' in to) return no('a checkpoint cannot be read')
  if (to.size < from.size)
    return no(`the log was cut: it had ${from.size} entries, the newer checkpoint has ${to.size}`)
  if (to.size === from.size && !equalBytes(from.root, to.root))
    return no(`a fork: two checkpoints of ${to.size} entries, both signed, with different roots`)
  const hashes = hashesOf(proof)
  if (hashes === undefined) return no('the proof is not a list of hashes in base64, one a line')
  const holds =
    from.size === 0 || from.size === to.size
      ? hashes.length === 0
      : verifyConsistency(from.size, to.size, from.root, to.root, hashes)
  if (!holds)
    return no(
      `the proof does not lead from ${from.size} to ${to.size} entries: it is of other sizes, or the log was rewritten`,
    )
  return { ok: true, origin: to.origin, from: from.size, to: to.size }
}

function no(fault: string): CheckedConsistency {
  return { ok: false, fault }
}

function open(bytes: Uint8Array, verifierKey: string): Checkpoint | { readonly fault: string } {
  const key = parseVerifierKey(verifierKey)
  if (key === undefined) return { fault: 'the verifier key cannot be read' }
  const verifier = noteVerifier(key, verifyEd25519)
  const opened = openCheckpoint(bytes, [verifier], { origin: key.name, signedBy: verifier })
  return opened.ok ? opened.checkpoint : { fault: opened.fault }
}

function hashesOf(proof: string): readonly Uint8Array[] | undefined {
  const lines = proof.split('\n', MAX_LINES).filter((line) => line !== '')
  const hashes = lines.map((line) => (/^[A-Za-z0-9+/]{43}=$/.test(line) ? fromBase64(line) : undefined))
  return hashes.every((hash) => hash !== undefined) ? hashes : undefined
}
