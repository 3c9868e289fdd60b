/**
 * Takes a log's checkpoint to a witness and keeps what comes back: `checkpoint.cosigned` beside the log, the note with the witnesses' lines. A witness that
 * refuses has seen another history, and that is thrown, never worked around.
 */
import { join } from 'node:path'
import { utf8 } from 'clawql-manifest-validator'
import { openCheckpoint } from '../../worm/checkpoint.ts'
import { formatSignatureLine, openNote, parseNote } from '../../worm/signed-note.ts'
import { noteVerifier, parseVerifierKey } from '../../worm/verifier-key.ts'
import { formatAddCheckpoint } from '../../worm/witness-request.ts'
import { readIfPresent, writeDurably } from './durable-file.ts'
import { verifyEd25519 } from './platform-hash.ts'
import { proveConsistency, readCheckpoint } from './prove-entry.ts'

export const COSIGNED_FILE = 'checkpoint.cosigned'
/** A witness that takes longer is asked again another time. */
const WITNESS_ANSWERS_MS = 10_000

export interface WitnessAddress {
  readonly url: string
  readonly verifierKey: string
}

export class WitnessRefusedError extends Error {
  override readonly name = 'WitnessRefusedError'
  readonly status: number
  constructor(name: string, status: number, reason: string) {
    super(`the witness ${name} refused the checkpoint (${status}): ${reason.trim()}`)
    this.status = status
  }
}

/** Every witness must cosign. Returns how many entries are covered. */
export async function cosignCheckpoint(
  folder: string,
  logKey: string,
  witnesses: readonly WitnessAddress[],
): Promise<number> {
  const { note, checkpoint } = readCheckpoint(folder, logKey)
  let cosigned = note
  for (const witness of witnesses) {
    const line = await askWitness(folder, logKey, witness, note, checkpoint.size)
    const key = parseVerifierKey(witness.verifierKey)
    if (key === undefined) throw new Error(`${witness.verifierKey} is no verifier key`)
    const opened = openNote(utf8(note + line), [noteVerifier(key, verifyEd25519)])
    if (!opened.ok) throw new Error(`the witness ${key.name} answered with no cosignature of its own: ${opened.fault}`)
    const own = opened.verified[0]!
    cosigned += formatSignatureLine(own.name, own.keyId, own.signature)
  }
  writeDurably(join(folder, COSIGNED_FILE), utf8(cosigned))
  return checkpoint.size
}

/** What the witness knows is asked of the witness: a guess first, then the size it names. */
async function askWitness(
  folder: string,
  logKey: string,
  { url, verifierKey }: WitnessAddress,
  note: string,
  size: number,
): Promise<string> {
  let oldSize = lastCosigned(folder)
  for (let left = 1; ; left--) {
    const proof = oldSize === 0 || oldSize > size ? [] : proveConsistency(folder, oldSize, size, logKey).proof
    const body = formatAddCheckpoint({ oldSize: Math.min(oldSize, size), proof, checkpoint: note })
    const signal = AbortSignal.timeout(WITNESS_ANSWERS_MS)
    const response = await fetch(new URL('/add-checkpoint', url), { method: 'POST', body, signal })
    const text = await response.text()
    if (response.status === 200) return text
    const known = Number(text)
    const mayAsk =
      response.status === 409 && left > 0 && Number.isSafeInteger(known) && known <= size && known !== oldSize
    if (!mayAsk)
      throw new WitnessRefusedError(
        parseVerifierKey(verifierKey)?.name ?? url,
        response.status,
        reasonOf(response.status, text, size),
      )
    oldSize = known
  }
}

function reasonOf(status: number, text: string, size: number): string {
  if (status !== 409) return text
  return Number(text) > size
    ? `it has seen ${text.trim()} entries, this log has ${size}: the log was cut`
    : `it has seen another log of ${text.trim()} entries`
}

function lastCosigned(folder: string): number {
  const bytes = readIfPresent(folder, COSIGNED_FILE)
  const text = bytes === undefined ? undefined : parseNote(bytes)?.text
  return text === undefined ? 0 : Number(text.split('\n')[1])
}

export interface WitnessPolicy {
  readonly verifierKeys: readonly string[]
  /** So many of them must have cosigned. */
  readonly threshold: number
}

/** A checkpoint of this log that enough witnesses cosigned, or why it is none. */
export function openCosigned(
  bytes: Uint8Array,
  logKey: string,
  policy: WitnessPolicy,
): ReturnType<typeof openCheckpoint> {
  const log = parseVerifierKey(logKey)
  const witnesses = policy.verifierKeys.map(parseVerifierKey)
  if (log === undefined || witnesses.includes(undefined)) return { ok: false, fault: 'a verifier key cannot be read' }
  const own = noteVerifier(log, verifyEd25519)
  const verifiers = witnesses.map((key) => noteVerifier(key!, verifyEd25519))
  const opened = openCheckpoint(bytes, [own, ...verifiers], { origin: log.name, signedBy: own })
  if (!opened.ok) return opened
  const count = opened.verified.filter(({ name, keyId }) =>
    verifiers.some((verifier) => verifier.name === name && verifier.keyId === keyId),
  ).length
  return count >= policy.threshold
    ? opened
    : { ok: false, fault: `${count} of ${policy.threshold} witnesses cosigned it` }
}
