/**
 * `checkpoint.verify`: a signed checkpoint against verifier keys, over whatever hash the log uses, so that the root's length is not asked. A key that
 * cannot be read spoils the list: whom it meant is not known.
 */
import { noteVerifier, openNote, parseVerifierKey } from '@clawql/runtime'
import { utf8, verifyEd25519 } from 'clawql-manifest-validator'
import { type JsonObject, readBase64, readWhole, requireText } from '../kind.ts'

export function checkpointVerify(input: JsonObject): object {
  const note = requireText(input, 'note')
  const texts = input['vkeys']
  if (!Array.isArray(texts)) throw new TypeError('vkeys is a list of texts')
  const keys = texts.map((text: unknown) => (typeof text === 'string' ? parseVerifierKey(text) : undefined))
  if (!note.isWellFormed() || !keys.every((key) => key !== undefined)) return { ok: false }
  const verifiers = keys.map((key) => noteVerifier(key, verifyEd25519))
  const opened = openNote(utf8(note), verifiers)
  return (opened.ok ? readCheckpoint(opened.text) : undefined) ?? { ok: false }
}

/** Origin, size and root of the note's text, as they are written there. */
function readCheckpoint(text: string): object | undefined {
  const [origin, digits, root] = text.split('\n')
  const size = readWhole(digits)
  const isWhole = origin !== '' && size !== undefined && root !== '' && readBase64(root) !== undefined
  return isWhole ? { ok: true, origin, size, root } : undefined
}
