/**
 * Which of an issuer's pinned keys it publishes now, by its JSON Web Key Set: from a file, or over HTTPS. A set takes keys back and never brings one: what is
 * trusted is what the manifest pins. A set that has not been had for too long says nothing, and then nothing is accepted.
 */
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { MAX_JWK_SET_BYTES, type PublishedKey, parseJwkSet } from '../../claims/jwk-set.ts'
import { readBounded } from '../read-bounded.ts'

export interface JwksOptions {
  /** `https:` address, `http:` of this very machine, or a file. */
  readonly from: string
  /** How long a set counts before it is asked for again. Default 300,000. */
  readonly refreshMs?: number
  /** How long a set counts at most where it cannot be had again. Default 3,600,000. */
  readonly trustMs?: number
  readonly timeoutMs?: number
  /** Never goes back, milliseconds. */
  readonly monotonicMs?: () => number
}

export interface PinnedName {
  readonly kid: string
  readonly alg: string
}

export interface PublishedKeys {
  /** Rejects where it cannot be told. */
  has(name: PinnedName, key: KeyObject): Promise<boolean>
}

const REFRESH_MS = 300_000
const TRUST_MS = 3_600_000
const TIMEOUT_MS = 5000
/** A key that is missing may just have been published; it is looked for no more often than this. */
const ASK_AGAIN_MS = 10_000

/** Throws `TypeError` where the address is none. */
export function publishedKeys({
  from,
  refreshMs = REFRESH_MS,
  trustMs = TRUST_MS,
  timeoutMs = TIMEOUT_MS,
  monotonicMs = () => performance.now(),
}: JwksOptions): PublishedKeys {
  const fetchSet = reader(from, timeoutMs)
  let had: { readonly keys: readonly PublishedKey[]; readonly atMs: number } | undefined
  let askedAtMs = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | undefined
  let failure: unknown

  /** One question at a time, however many wait for the answer. */
  function ask(): Promise<void> {
    askedAtMs = monotonicMs()
    asking ??= fetchSet()
      .then((keys) => {
        had = { keys, atMs: askedAtMs }
      })
      .catch((error: unknown) => {
        failure = error
      })
      .finally(() => {
        asking = undefined
      })
    return asking
  }

  return {
    async has(name, key) {
      if (had === undefined || !(monotonicMs() - had.atMs < refreshMs)) await askUnlessJustAsked()
      if (!isIn(had?.keys, name, key)) await askUnlessJustAsked()
      if (had === undefined || !(monotonicMs() - had.atMs < trustMs))
        throw new Error('the issuer’s key set cannot be had', { cause: failure })
      return isIn(had.keys, name, key)
    },
  }

  async function askUnlessJustAsked(): Promise<void> {
    if (asking !== undefined) await asking
    else if (!(monotonicMs() - askedAtMs < ASK_AGAIN_MS)) await ask()
  }
}

function isIn(keys: readonly PublishedKey[] | undefined, { kid, alg }: PinnedName, key: KeyObject): boolean {
  const found = keys?.find((published) => published.kid === kid)
  if (found === undefined || (found.alg !== undefined && found.alg !== alg)) return false
  try {
    return createPublicKey({ key: found.jwk as JsonWebKey, format: 'jwk' }).equals(key)
  } catch {
    return false
  }
}

function reader(from: string, timeoutMs: number): () => Promise<readonly PublishedKey[]> {
  const read = /^https?:/i.test(from) ? overHttp(new URL(from), timeoutMs) : () => fromFile(from)
  return async () => {
    const keys = parseJwkSet(await read())
    if (typeof keys === 'string') throw new Error(keys)
    return keys
  }
}

function overHttp(address: URL, timeoutMs: number): () => Promise<Uint8Array> {
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(address.hostname)
  if (address.protocol !== 'https:' && !isLocal)
    throw new TypeError('a key set is fetched over https:, or from this very machine')
  return async () => {
    // Whom to ask was decided by whoever configured the address, not by whoever answers there.
    const response = await fetch(address, {
      redirect: 'error',
      headers: { accept: 'application/jwk-set+json, application/json' },
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (response.status === 200) return readBounded(response, MAX_JWK_SET_BYTES)
    await response.body?.cancel()
    throw new Error(`the key set’s place answered with status ${response.status}`)
  }
}

async function fromFile(path: string): Promise<Uint8Array> {
  let file: FileHandle | undefined
  try {
    file = await open(path)
    const bytes = Buffer.alloc(MAX_JWK_SET_BYTES + 1)
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0)
    return bytes.subarray(0, bytesRead)
  } finally {
    await file?.close()
  }
}
