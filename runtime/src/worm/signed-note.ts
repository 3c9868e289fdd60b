/**
 * Signed notes (C2SP signed-note): parsing, opening against known keys, signing. Strict: one malformed signature line spoils the note, a signature by a
 * known key that does not verify spoils it too, an unknown key is passed over. Which signature algorithm verifies is the caller's business.
 */
import { fromBase64, toBase64, utf8 } from 'clawql-manifest-validator'
import { concatBytes } from '../encoding/concat-bytes.ts'
import { decodeUtf8 } from '../encoding/decode-utf8.ts'

export interface NoteSignature {
  readonly name: string
  readonly keyId: number
  /** Without the four bytes of the key id. */
  readonly signature: Uint8Array
}

export interface ParsedNote {
  /** The signed text, final newline included. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

export interface NoteVerifier {
  readonly name: string
  readonly keyId: number
  verify(text: Uint8Array, signature: Uint8Array): boolean
}

export interface NoteSigner {
  readonly name: string
  readonly keyId: number
  sign(text: Uint8Array): Promise<Uint8Array>
}

export type OpenedNote =
  | {
      readonly ok: true
      readonly text: string
      readonly verified: readonly NoteSignature[]
      readonly unverified: readonly NoteSignature[]
    }
  | { readonly ok: false; readonly fault: string }

const MAX_NOTE_BYTES = 1_000_000
const MAX_SIGNATURES = 100
const SIGNATURE_LINE = /^— (\S+) (\S+)$/u

export function parseNote(bytes: Uint8Array): ParsedNote | undefined {
  const note = bytes.length > MAX_NOTE_BYTES ? undefined : decodeUtf8(bytes)
  if (note === undefined || /[\0-\x09\x0b-\x1f]/.test(note)) return undefined
  const split = note.lastIndexOf('\n\n')
  if (split < 0 || !note.endsWith('\n') || split + 2 >= note.length) return undefined
  const signatures: NoteSignature[] = []
  for (const line of note.slice(split + 2, -1).split('\n')) {
    const signature = parseSignatureLine(line)
    if (signature === undefined || signatures.length === MAX_SIGNATURES) return undefined
    signatures.push(signature)
  }
  return { text: note.slice(0, split + 1), signatures }
}

function parseSignatureLine(line: string): NoteSignature | undefined {
  const match = SIGNATURE_LINE.exec(line)
  const bytes = match === null ? undefined : fromBase64(match[2]!)
  if (bytes === undefined || bytes.length < 5 || !isKeyName(match![1]!)) return undefined
  return { name: match![1]!, keyId: readKeyId(bytes), signature: bytes.subarray(4) }
}

/** Ok when at least one known key signed it and no known key's signature is wrong. A key given twice is ambiguous once the note names it. */
export function openNote(bytes: Uint8Array, verifiers: readonly NoteVerifier[]): OpenedNote {
  const note = parseNote(bytes)
  if (note === undefined) return { ok: false, fault: 'malformed note' }
  const text = utf8(note.text)
  const verified: NoteSignature[] = []
  const unverified: NoteSignature[] = []
  const done = new Set<NoteVerifier>()
  for (const signature of note.signatures) {
    const known = verifiers.filter((verifier) => verifier.name === signature.name && verifier.keyId === signature.keyId)
    if (known.length > 1) return { ok: false, fault: `ambiguous key ${signature.name}+${hexKeyId(signature.keyId)}` }
    const [verifier] = known
    if (verifier === undefined) {
      unverified.push(signature)
    } else if (!done.has(verifier)) {
      if (!verifier.verify(text, signature.signature)) {
        return { ok: false, fault: `invalid signature for key ${signature.name}+${hexKeyId(signature.keyId)}` }
      }
      done.add(verifier)
      verified.push(signature)
    }
  }
  if (verified.length === 0) return { ok: false, fault: 'note has no verifiable signatures' }
  return { ok: true, text: note.text, verified, unverified }
}

/** `text` ends in a newline and holds no control character but newlines. */
export async function signNote(text: string, signer: NoteSigner): Promise<string> {
  if (!text.endsWith('\n') || /[\0-\x09\x0b-\x1f]/.test(text))
    throw new RangeError('a note ends in a newline, without control characters')
  const signature = await signer.sign(utf8(text))
  return `${text}\n${formatSignatureLine(signer.name, signer.keyId, signature)}`
}

export function formatSignatureLine(name: string, keyId: number, signature: Uint8Array): string {
  return `— ${name} ${toBase64(concatBytes(keyIdBytes(keyId), signature))}\n`
}

/** No space of any kind, no plus sign. */
export function isKeyName(name: string): boolean {
  return name.length > 0 && !/[\s+\u0085]/u.test(name) && name.isWellFormed()
}

export function hexKeyId(keyId: number): string {
  return keyId.toString(16).padStart(8, '0')
}

export function keyIdBytes(keyId: number): Uint8Array {
  return Uint8Array.of(keyId >>> 24, (keyId >>> 16) & 255, (keyId >>> 8) & 255, keyId & 255)
}

export function readKeyId(bytes: Uint8Array): number {
  return ((bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!) >>> 0
}
