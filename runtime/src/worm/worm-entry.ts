/**
 * The envelope that every component writes to the log (build plan section 7, with D14, D17, D24, D26), and the check an entry passes before the writer
 * gives it a number. Nothing here touches a disk; nothing here repairs an entry: it is whole, or it is refused with every reason.
 */
import { countMembers } from '../encoding/count-members.ts'
import { isDigest } from '../encoding/is-digest.ts'
import { WORM_SOURCES, type WormSource } from './worm-source.ts'

/** A JSON object; its shape is told by `event_kind`. */
export type WormPayload = { readonly [key: string]: unknown }

/** What a caller submits: everything but the number, which only the writer gives. */
export interface WormSubmission {
  /** UUID, chosen by the caller. */
  readonly entry_id: string
  readonly timestamp_ms: number
  /** Lower-case hex of the root of the manifest in force. */
  readonly manifest_root: string
  /** Hex PolicyLeaf (D24). */
  readonly policy_version: string
  readonly session_id: string
  readonly agent_id: string
  readonly source: WormSource
  /** One action's whole life shares it. */
  readonly correlation_id: string
  readonly event_kind: string
  readonly payload: WormPayload
  /** Present when the entry is about one action type (D17). */
  readonly action_leaf_hash?: string
  readonly claims_hash?: string
}

/** `worm_seq` is the leaf's index in the tree, from 0. */
export interface WormEntry extends WormSubmission {
  readonly worm_seq: number
}

const REQUIRED = new Set([
  'entry_id',
  'timestamp_ms',
  'manifest_root',
  'policy_version',
  'session_id',
  'agent_id',
  'source',
  'correlation_id',
  'event_kind',
  'payload',
])
const OPTIONAL = new Set(['action_leaf_hash', 'claims_hash'])
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const EVENT_KIND = /^(?:[A-Z][A-Z0-9_]{0,63}|x-[a-z0-9]+(?:[.-][a-z0-9]+)*)$/
const MAX_KIND_CHARACTERS = 64
export const REQUIRED_FIELDS: number = REQUIRED.size
export const MAX_NAME_CHARACTERS = 1024

const NONE: readonly string[] = []

/** Every reason why the value is not a submission; empty when it is one. What the kind demands of the payload is told by `payloadFaults`. */
export function submissionFaults(value: unknown): readonly string[] {
  if (!isObject(value)) return ['an entry must be an object']
  if (isSubmission(value)) return NONE
  const faults: string[] = []
  for (const name of REQUIRED) if (!Object.hasOwn(value, name)) faults.push(`missing ${name}`)
  for (const name of Object.keys(value)) {
    if (name === 'worm_seq') faults.push('worm_seq is given by the writer, never by the caller')
    else if (!REQUIRED.has(name) && !OPTIONAL.has(name)) faults.push(`unknown field ${name}`)
  }
  for (const [name, isValid, wanted] of FIELDS) {
    if (Object.hasOwn(value, name) && !isValid(value[name])) faults.push(`${name} must be ${wanted}`)
  }
  return faults
}

/** The quick way to yes. Each field is right, and there are as many members as fields: then none is missing and there is no other. */
function isSubmission(value: Record<string, unknown>): boolean {
  const { action_leaf_hash: leaf, claims_hash: claims } = value
  const members = REQUIRED.size + (leaf === undefined ? 0 : 1) + (claims === undefined ? 0 : 1)
  return (
    countMembers(value) === members &&
    Object.getPrototypeOf(value) === Object.prototype &&
    isUuid(value['entry_id']) &&
    isTime(value['timestamp_ms']) &&
    isDigest(value['manifest_root']) &&
    isDigest(value['policy_version']) &&
    isName(value['session_id']) &&
    isName(value['agent_id']) &&
    isSource(value['source']) &&
    isName(value['correlation_id']) &&
    isKind(value['event_kind']) &&
    isObject(value['payload']) &&
    (leaf === undefined || isDigest(leaf)) &&
    (claims === undefined || isDigest(claims))
  )
}

const FIELDS: readonly (readonly [string, (value: unknown) => boolean, string])[] = [
  ['entry_id', isUuid, 'a lower-case UUID'],
  ['timestamp_ms', isTime, 'a safe integer, not negative'],
  ['manifest_root', isDigest, 'a SHA-256 digest in lower-case hex'],
  ['policy_version', isDigest, 'a SHA-256 digest in lower-case hex'],
  ['session_id', isName, 'a text of 1 to 1,024 characters'],
  ['agent_id', isName, 'a text of 1 to 1,024 characters'],
  ['source', isSource, `one of ${WORM_SOURCES.join(', ')}`],
  ['correlation_id', isName, 'a text of 1 to 1,024 characters'],
  ['event_kind', isKind, 'upper-case words joined by _, or a name that begins with x-, of at most 64 characters'],
  ['payload', isObject, 'an object'],
  ['action_leaf_hash', isDigest, 'a SHA-256 digest in lower-case hex'],
  ['claims_hash', isDigest, 'a SHA-256 digest in lower-case hex'],
]

function isUuid(value: unknown): boolean {
  return typeof value === 'string' && UUID.test(value)
}

function isTime(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isSource(value: unknown): boolean {
  return WORM_SOURCES.includes(value as WormSource)
}

function isKind(value: unknown): boolean {
  return typeof value === 'string' && value.length <= MAX_KIND_CHARACTERS && EVENT_KIND.test(value)
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_NAME_CHARACTERS && value.isWellFormed()
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
