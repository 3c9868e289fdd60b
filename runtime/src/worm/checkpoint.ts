/** Checkpoints (C2SP tlog-checkpoint): origin, size and root as a note. What follows the root is kept as extension lines and never interpreted. */
import { fromBase64, toBase64 } from 'clawql-manifest-validator'
import { type NoteSignature, type NoteVerifier, openNote } from './signed-note.ts'

export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
  /** Lines after the root, each ending in a newline; empty here. */
  readonly extension: string
}

export function formatCheckpoint(origin: string, size: number, root: Uint8Array): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`
}

/** The three lines; undefined when a line is missing, the size is no plain decimal within 2^53, or the root no canonical base64 of 32 bytes. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const checkpoint = parseCheckpointBody(text)
  return checkpoint?.root.length === 32 ? checkpoint : undefined
}

/** The same without a rule for the root's length: a checkpoint of a tree over another hash. */
export function parseCheckpointBody(text: string): Checkpoint | undefined {
  const match = /^([^\n]+)\n(0|[1-9][0-9]*)\n([^\n]+)\n((?:[^\n]*\n)*)$/u.exec(text)
  if (match === null) return undefined
  const size = Number(match[2])
  const root = fromBase64(match[3]!)
  if (!Number.isSafeInteger(size) || root === undefined) return undefined
  return { origin: match[1]!, size, root, extension: match[4]! }
}

export type OpenedCheckpoint =
  | {
      readonly ok: true
      readonly checkpoint: Checkpoint
      readonly text: string
      readonly verified: readonly NoteSignature[]
    }
  | { readonly ok: false; readonly fault: string }

/**
 * A note that a known key signed and whose text is a checkpoint. `wanted.signedBy` demands one particular key among its signers (the log's own, where
 * cosigners are known too), `wanted.origin` one particular log.
 */
export function openCheckpoint(
  bytes: Uint8Array,
  verifiers: readonly NoteVerifier[],
  wanted: { readonly origin?: string; readonly signedBy?: NoteVerifier } = {},
): OpenedCheckpoint {
  const note = openNote(bytes, verifiers)
  if (!note.ok) return note
  const checkpoint = parseCheckpoint(note.text)
  if (checkpoint === undefined) return { ok: false, fault: 'the note is no checkpoint' }
  if (wanted.origin !== undefined && checkpoint.origin !== wanted.origin) {
    return { ok: false, fault: `the checkpoint is of ${checkpoint.origin}, not of ${wanted.origin}` }
  }
  const key = wanted.signedBy
  if (key !== undefined && !note.verified.some(({ name, keyId }) => name === key.name && keyId === key.keyId)) {
    return { ok: false, fault: `the checkpoint is not signed by ${key.name}` }
  }
  return { ok: true, checkpoint, text: note.text, verified: note.verified }
}
