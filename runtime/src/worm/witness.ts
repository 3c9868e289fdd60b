/**
 * A witness (C2SP tlog-witness): remembers the largest checkpoint of each log it knows and cosigns another only when it continues that one. What it has
 * seen is kept before it answers, so that a witness that lost its power has not forgotten what it signed.
 */
import { utf8, verifyConsistency } from 'clawql-manifest-validator'
import { equalBytes } from '../encoding/concat-bytes.ts'
import { decodeUtf8 } from '../encoding/decode-utf8.ts'
import { openCheckpoint } from './checkpoint.ts'
import { formatSignatureLine, type NoteVerifier, parseNote } from './signed-note.ts'
import { parseAddCheckpoint } from './witness-request.ts'

export interface WitnessedTree {
  readonly size: number
  readonly root: Uint8Array
}

/** What a witness has seen, by origin. `put` returns once it is durable. */
export interface WitnessState {
  get(origin: string): WitnessedTree | undefined
  put(origin: string, tree: WitnessedTree, note: string): void
}

export interface Cosigner {
  readonly name: string
  readonly keyId: number
  /** `u64be seconds || signature` of a cosignature/v1 over the note's text. */
  cosign(text: Uint8Array, seconds: number): Uint8Array
}

export interface WitnessReply {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422
  readonly body: string
}

export interface Witness {
  /** One call at a time: state is read, judged and written without a pause. */
  addCheckpoint(body: Uint8Array, seconds: number): WitnessReply
}

/** `logs` are the keys of the logs it knows; a key's name is its log's origin. */
export function createWitness(logs: readonly NoteVerifier[], state: WitnessState, cosigner: Cosigner): Witness {
  return {
    addCheckpoint(body, seconds) {
      const text = decodeUtf8(body)
      const request = text === undefined ? undefined : parseAddCheckpoint(text)
      const bytes = utf8(request?.checkpoint ?? '')
      const note = parseNote(bytes)
      if (request === undefined || note === undefined) return reply(400, 'malformed request')
      const origin = note.text.slice(0, note.text.indexOf('\n'))
      const keys = logs.filter(({ name }) => name === origin)
      if (keys.length === 0) return reply(404, 'unknown log')
      const opened = openCheckpoint(bytes, keys, { origin })
      if (!opened.ok) return reply(403, opened.fault)

      const { size, root } = opened.checkpoint
      const known = state.get(origin) ?? { size: 0, root: new Uint8Array(0) }
      if (request.oldSize > size) return reply(400, 'the old size is larger than the checkpoint')
      if (request.oldSize !== known.size) return reply(409, String(known.size))
      if (size === known.size && known.size > 0 && !equalBytes(root, known.root)) return reply(409, String(known.size))
      if (!continues(known, { size, root }, request.proof)) return reply(422, 'consistency proof')

      state.put(origin, { size, root }, request.checkpoint)
      const signature = cosigner.cosign(utf8(note.text), seconds)
      return { status: 200, body: formatSignatureLine(cosigner.name, cosigner.keyId, signature) }
    },
  }
}

function continues(known: WitnessedTree, next: WitnessedTree, proof: readonly Uint8Array[]): boolean {
  if (known.size === 0) return proof.length === 0
  return verifyConsistency(known.size, next.size, known.root, next.root, proof)
}

function reply(status: WitnessReply['status'], reason: string): WitnessReply {
  return { status, body: `${reason}\n` }
}
