/**
 * Checks a submission and prints it as the entry it will be, canonical JSON, in one pass and into the place where it will be written from: fields of the
 * envelope and of each kind's payload are known, so their order and their quoted names are made once. Says yes or nothing at all: what it does not take may still be
 * an entry, by `entry-leaf.ts`, and why it is none is told by `worm-entry.ts` and `payload-faults.ts`.
 */
import { countMembers } from '../encoding/count-members.ts'
import { asciiBytes, NO, putAscii, putBytes, putInteger, putText, putValue } from '../encoding/json-bytes.ts'
import { EVENT_KINDS } from './event-kinds.ts'
import { type FieldType, hasType } from './payload-type.ts'
import { putDigest, putName, putUuid, rememberingDigest } from './print-field.ts'
import { REQUIRED_FIELDS, type WormPayload, type WormSubmission } from './worm-entry.ts'
import { WORM_SOURCES } from './worm-source.ts'

interface PrintedField {
  readonly type: FieldType
  readonly name: string
  readonly optional: boolean
  readonly first: Uint8Array
  readonly later: Uint8Array
}

interface PrintedKind {
  /** From after the entry's id to before the manifest's root. */
  readonly kind: Uint8Array
  readonly fields: readonly PrintedField[]
}

const KINDS: ReadonlyMap<string, PrintedKind> = new Map(
  EVENT_KINDS.map(({ kind, fields }) => {
    const inOrder = [...fields].sort((left, right) => (left.name < right.name ? -1 : 1))
    const printed = inOrder.map(({ type, name, optional }) => {
      return { type, name, optional, first: asciiBytes(`{"${name}":`), later: asciiBytes(`,"${name}":`) }
    })
    return [kind, { kind: asciiBytes(`,"event_kind":"${kind}","manifest_root":`), fields: printed }]
  }),
)

const ACTION_LEAF_HASH = asciiBytes('{"action_leaf_hash":')
const AGENT_ID_FIRST = asciiBytes('{"agent_id":')
const AGENT_ID = asciiBytes(',"agent_id":')
const CLAIMS_HASH = asciiBytes(',"claims_hash":')
const CORRELATION_ID = asciiBytes(',"correlation_id":')
const ENTRY_ID = asciiBytes(',"entry_id":')
const PAYLOAD = asciiBytes(',"payload":')
const POLICY_VERSION = asciiBytes(',"policy_version":')
const SESSION_ID = asciiBytes(',"session_id":')
const SOURCE = asciiBytes(',"source":')
const TIMESTAMP_MS = asciiBytes(',"timestamp_ms":')
const WORM_SEQ = asciiBytes(',"worm_seq":')
const EMPTY = asciiBytes('{}')

const putLeafHash = rememberingDigest()
const putClaimsHash = rememberingDigest()
const putManifestRoot = rememberingDigest()
const putPolicyVersion = rememberingDigest()

/** Writes the entry with the number `seq` from `from` on and returns where it ends; `NO` where it has no room, or is not one of the usual. */
export function printEntry(target: Uint8Array, from: number, entry: WormSubmission, seq: number): number {
  const { action_leaf_hash: leaf, claims_hash: claims, timestamp_ms: time } = entry
  const kind = KINDS.get(entry.event_kind)
  const members = REQUIRED_FIELDS + (leaf === undefined ? 0 : 1) + (claims === undefined ? 0 : 1)
  if (kind === undefined || countMembers(entry) !== members) return NO
  if (Object.getPrototypeOf(entry) !== Object.prototype) return NO
  if (!Number.isSafeInteger(time) || time < 0 || !WORM_SOURCES.includes(entry.source)) return NO
  let at = from
  if (leaf === undefined) at = putBytes(target, at, AGENT_ID_FIRST)
  else at = putBytes(target, putLeafHash(target, putBytes(target, at, ACTION_LEAF_HASH), leaf), AGENT_ID)
  at = putName(target, at, entry.agent_id)
  if (claims !== undefined) at = putClaimsHash(target, putBytes(target, at, CLAIMS_HASH), claims)
  at = putName(target, putBytes(target, at, CORRELATION_ID), entry.correlation_id)
  at = putUuid(target, putBytes(target, at, ENTRY_ID), entry.entry_id)
  at = putManifestRoot(target, putBytes(target, at, kind.kind), entry.manifest_root)
  at = printFields(target, putBytes(target, at, PAYLOAD), kind.fields, entry.payload)
  at = putPolicyVersion(target, putBytes(target, at, POLICY_VERSION), entry.policy_version)
  at = putName(target, putBytes(target, at, SESSION_ID), entry.session_id)
  at = putText(target, putBytes(target, at, SOURCE), entry.source)
  at = putInteger(target, putBytes(target, at, TIMESTAMP_MS), time)
  at = putInteger(target, putBytes(target, at, WORM_SEQ), seq)
  return putAscii(target, at, '}')
}

/** A payload that fits its kind. */
export function printPayload(target: Uint8Array, from: number, kind: string, payload: WormPayload): number {
  const known = KINDS.get(kind)
  return known === undefined ? NO : printFields(target, from, known.fields, payload)
}

function printFields(target: Uint8Array, from: number, fields: readonly PrintedField[], payload: WormPayload): number {
  if (typeof payload !== 'object' || payload === null || Object.getPrototypeOf(payload) !== Object.prototype) return NO
  let at = from
  let present = 0
  for (let i = 0; i < fields.length; i++) {
    const { type, name, optional, first, later } = fields[i]!
    const value = payload[name]
    if (value === undefined && optional) continue
    at = printField(target, putBytes(target, at, present === 0 ? first : later), value, type)
    if (at < 0) return NO
    present += 1
  }
  // As many members as fields that were found: then there is no other.
  if (countMembers(payload) !== present) return NO
  return present === 0 ? putBytes(target, at, EMPTY) : putAscii(target, at, '}')
}

function printField(target: Uint8Array, at: number, value: unknown, type: FieldType): number {
  if (type === 'text') return typeof value === 'string' ? putText(target, at, value) : NO
  if (type === 'digest') return putDigest(target, at, value)
  return hasType(value, type) ? putValue(target, at, value) : NO
}
