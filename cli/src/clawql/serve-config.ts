/** The configuration of `clawql serve`: its shape, and a reading that takes nothing else. It opens nothing. */
import { UsageError } from '../exit-status.ts'
import { readJson } from '../read-input.ts'
import { isUid } from './data-folder.ts'

/** `clawql.json`; paths from its own folder. */
export interface ServeConfig {
  readonly data: string
  readonly artifacts: string
  readonly pinned_root: string
  /** A module whose default export maps handler names to functions. */
  readonly handlers: string
  /** Key reference → base64 of a raw Ed25519 key. */
  readonly base_model_keys: Readonly<Record<string, string>>
  readonly audience?: string
  /** Users beside this process's own who may come to its sockets. */
  readonly allow_uids?: readonly number[]
  readonly log?: LogConfig
  readonly presidio?: PresidioConfig
  readonly breaker?: BreakerConfig
  /** Issuer → `https:` address, or file, of the key set it publishes. */
  readonly jwks?: Readonly<Record<string, string>>
}

/** How the enforcement point reads the circuit breaker. */
export interface BreakerConfig {
  /** Whether a Watchdog must have written a record. Default `required`, since somebody spoke of it. */
  readonly watchdog?: 'required' | 'if-present'
  /** The embedded store that the Watchdog writes to, where it is not the data folder's own. */
  readonly store?: string
  /** Stricter bounds than the manifest's on the age of the Watchdog's last sign of life. */
  readonly conservative_after_ms?: number
  readonly blind_after_ms?: number
}

/** As Presidio's own names have it. */
export interface PresidioConfig {
  readonly url: string
  readonly language?: string
  readonly entities?: readonly string[]
  readonly score_threshold?: number
  readonly timeout_ms?: number
}

interface LogConfig {
  /** The writer in this very process instead of one of its own. */
  readonly in_process?: boolean
  /** A writer that hangs for so long is killed and started again. */
  readonly hang_after_ms?: number
  /** Who must cosign its checkpoints. */
  readonly witnesses?: readonly { readonly url: string; readonly key: string }[]
}

export function readConfig(path: string): ServeConfig {
  const value = parsed(path)
  const missing = isConfig(value)
  if (typeof missing === 'string') throw new UsageError(`${path}: ${missing}`)
  return value as ServeConfig
}

function parsed(path: string): unknown {
  try {
    return readJson(path, 'the configuration')
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new UsageError(
      error.message.includes('cannot be read') ? error.message : `the configuration cannot be read: ${error.message}`,
      'name it with --config; docs/reference/runtime.md says what is in it',
    )
  }
}

const MEMBERS = [
  'data',
  'artifacts',
  'pinned_root',
  'handlers',
  'base_model_keys',
  'audience',
  'allow_uids',
  'log',
  'presidio',
  'breaker',
  'jwks',
]

/** True, or what is wrong with it. A member that is not known is refused: what was meant to restrict would restrict nothing. */
function isConfig(value: unknown): true | string {
  const members = new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : [])
  const unknown = [...members.keys()].find((name) => !MEMBERS.includes(name))
  if (unknown !== undefined) return `there is no member ${unknown}; there are ${MEMBERS.join(', ')}`
  for (const name of ['data', 'artifacts', 'pinned_root', 'handlers'])
    if (typeof members.get(name) !== 'string') return `${name} must be a text`
  const keys = members.get('base_model_keys')
  if (typeof keys !== 'object' || keys === null || !Object.values(keys).every((key) => typeof key === 'string')) {
    return 'base_model_keys must map key references to base64 keys'
  }
  const audience = members.get('audience')
  if (audience !== undefined && typeof audience !== 'string') return 'audience must be a text'
  for (const [name, check] of PARTS) {
    const wrong = members.has(name) ? check(members.get(name)) : true
    if (wrong !== true) return wrong
  }
  return true
}

const PARTS: readonly (readonly [string, (value: unknown) => true | string])[] = [
  ['allow_uids', isUidList],
  ['log', isLogConfig],
  ['presidio', (value) => isPartOf('presidio', PRESIDIO, value)],
  ['breaker', isBreakerConfig],
  ['jwks', isJwksConfig],
]

function isUidList(value: unknown): true | string {
  return Array.isArray(value) && value.every(isUid) ? true : 'allow_uids must be a list of users by number'
}

const LOG_MEMBERS: readonly string[] = ['in_process', 'hang_after_ms', 'witnesses']
/** Below, a busy machine looks like a hang. */
const LEAST_HANG_MS = 1_000
const MOST_HANG_MS = 3_600_000

function isLogConfig(value: unknown): true | string {
  if (typeof value !== 'object' || value === null) return 'log must be an object'
  const members = new Map<string, unknown>(Object.entries(value))
  const unknown = [...members.keys()].find((name) => !LOG_MEMBERS.includes(name))
  if (unknown !== undefined) return `log has no member ${unknown}; there are ${LOG_MEMBERS.join(', ')}`
  const inProcess = members.get('in_process') ?? false
  if (typeof inProcess !== 'boolean') return 'log.in_process must be true or false'
  const hang = members.get('hang_after_ms') ?? LEAST_HANG_MS
  if (typeof hang !== 'number' || !(hang >= LEAST_HANG_MS && hang <= MOST_HANG_MS))
    return `log.hang_after_ms must be a number from ${LEAST_HANG_MS} to ${MOST_HANG_MS}`
  const witnesses = members.get('witnesses')
  if (witnesses === undefined) return true
  const areWitnesses =
    Array.isArray(witnesses) && witnesses.every((one) => typeof one?.url === 'string' && typeof one?.key === 'string')
  return areWitnesses ? true : 'log.witnesses must be a list of { url, key }'
}

const PRESIDIO: Readonly<Record<string, (value: unknown) => boolean>> = {
  url: (value) => typeof value === 'string' && /^https?:/.test(value) && URL.canParse(value),
  language: (value) => value === undefined || typeof value === 'string',
  entities: (value) => value === undefined || (Array.isArray(value) && value.every((one) => typeof one === 'string')),
  score_threshold: (value) => value === undefined || (typeof value === 'number' && value >= 0 && value <= 1),
  timeout_ms: (value) => value === undefined || (typeof value === 'number' && value > 0),
}

function isJwksConfig(value: unknown): true | string {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isMap && Object.values(value).every((from) => typeof from === 'string' && from !== '')
    ? true
    : 'jwks must map issuers to addresses or files'
}

const BREAKER: Readonly<Record<string, (value: unknown) => boolean>> = {
  watchdog: (value) => value === undefined || value === 'required' || value === 'if-present',
  store: (value) => value === undefined || (typeof value === 'string' && value !== ''),
  conservative_after_ms: isDuration,
  blind_after_ms: isDuration,
}

function isBreakerConfig(value: unknown): true | string {
  const wrong = isPartOf('breaker', BREAKER, value)
  if (wrong !== true) return wrong
  const { conservative_after_ms: some, blind_after_ms: full } = value as BreakerConfig
  return some === undefined || full === undefined || some <= full
    ? true
    : 'breaker.blind_after_ms must not be less than breaker.conservative_after_ms'
}

function isDuration(value: unknown): boolean {
  return value === undefined || (typeof value === 'number' && value > 0)
}

/** A member that is not known is refused: who misspells what is to be found would send everything out and find nothing. */
function isPartOf(
  part: string,
  shape: Readonly<Record<string, (value: unknown) => boolean>>,
  value: unknown,
): true | string {
  if (typeof value !== 'object' || value === null) return `${part} must be an object`
  const members = new Map<string, unknown>(Object.entries(value))
  const unknown = [...members.keys()].find((name) => !Object.hasOwn(shape, name))
  if (unknown !== undefined) return `${part} has no member ${unknown}; there are ${Object.keys(shape).join(', ')}`
  const wrong = Object.entries(shape).find(([name, isRight]) => !isRight(members.get(name)))
  return wrong === undefined ? true : `${part}.${wrong[0]} is missing or not what it should be`
}
