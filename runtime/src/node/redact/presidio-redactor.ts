/**
 * Redaction by a Presidio analyzer on the network: `POST /analyze` for each text, the spans that come back blotted out here. Whatever is not exactly an
 * answer to the question, or does not come in time, is a failure, and a failure shows nothing. No text is ever part of an error.
 */
import { type JsonValue, parseJson } from 'clawql-manifest-validator'
import { applySpans } from '../../redact/apply-spans.ts'
import { isList, withFreeNames } from '../../redact/json-members.ts'
import type { RedactedSpan } from '../../redact/redact-text.ts'
import { RedactionUnavailableError, type Redactor } from '../../redact/redactor.ts'
import { readBounded } from '../read-bounded.ts'

export interface PresidioOptions {
  /** Of the analyzer, `http:` or `https:`; `/analyze` is put behind it. */
  readonly url: string
  /** Default `en`. */
  readonly language?: string
  /** Default: all that the analyzer knows. */
  readonly entities?: readonly string[]
  /** 0 to 1. Default: the analyzer's own. */
  readonly scoreThreshold?: number
  /** For all texts of one value together. Default 5,000, at most 9,000: the enforcement point itself waits ten seconds. */
  readonly timeoutMs?: number
  /** An `authorization` header, say. */
  readonly headers?: Readonly<Record<string, string>>
}

const DEFAULT_TIMEOUT_MS = 5000
const LONGEST_TIMEOUT_MS = 9000
const AT_ONCE = 8
/** Of one answer. Every span takes more than twenty bytes, and a text has as many spans as it has words at most. */
const MAX_ANSWER_BYTES: number = 4 << 20
const ENTITY = /^[A-Z][A-Z0-9_]{0,63}$/

/** Throws `TypeError` where an option is none. */
export function createPresidioRedactor(options: PresidioOptions): Redactor {
  const ask = analyzer(options)
  const timeoutMs = Math.min(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, LONGEST_TIMEOUT_MS)
  if (!(timeoutMs > 0)) throw new TypeError('timeoutMs must be a positive number')
  return {
    async redact(value) {
      const texts = new Set<string>()
      collectTexts(value, texts)
      const redacted = await redactAll([...texts], ask, timeoutMs)
      return replaceTexts(value, redacted)
    },
  }
}

type Ask = (text: string, signal: AbortSignal) => Promise<readonly RedactedSpan[]>

/** A few at a time; the first failure is everybody's, and calls the others off. */
async function redactAll(texts: readonly string[], ask: Ask, timeoutMs: number): Promise<ReadonlyMap<string, string>> {
  const redacted = new Map<string, string>()
  const abort = new AbortController()
  const signal = AbortSignal.any([abort.signal, AbortSignal.timeout(timeoutMs)])
  let next = 0
  const work = async (): Promise<void> => {
    for (let text = texts[next++]; text !== undefined; text = texts[next++]) {
      const blotted = applySpans(text, await ask(text, signal))
      if (blotted === undefined)
        throw new RedactionUnavailableError('the analyzer names a span that the text does not have')
      redacted.set(text, blotted)
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, texts.length) }, work))
    return redacted
  } catch (error) {
    if (error instanceof RedactionUnavailableError) throw error
    if (error instanceof RangeError) throw new RedactionUnavailableError(`the analyzer: ${error.message}`)
    const isLate = signal.aborted && !abort.signal.aborted
    throw new RedactionUnavailableError(
      isLate ? `the analyzer did not answer within ${timeoutMs} ms` : 'the analyzer cannot be reached',
    )
  } finally {
    abort.abort()
  }
}

function analyzer({ url, language = 'en', entities, scoreThreshold, headers = {} }: PresidioOptions): Ask {
  const address = new URL(url)
  if (!/^https?:$/.test(address.protocol)) throw new TypeError('the analyzer’s url must begin with http: or https:')
  address.pathname = `${address.pathname.replace(/\/$/, '')}/analyze`
  const terms = {
    language,
    ...(entities === undefined ? {} : { entities }),
    ...(scoreThreshold === undefined ? {} : { score_threshold: scoreThreshold }),
  }
  return async (text, signal) => {
    const response = await fetch(address, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ text, ...terms }),
      // To whom the text goes was decided by whoever configured the address, not by whoever answers there.
      redirect: 'error',
      signal,
    })
    if (response.status !== 200) {
      await response.body?.cancel()
      throw new RedactionUnavailableError(`the analyzer answered with status ${response.status}`)
    }
    return parseAnswer(await readBounded(response, MAX_ANSWER_BYTES))
  }
}

/** A list of `{ start, end, entity_type, … }`, and nothing else. */
function parseAnswer(bytes: Uint8Array): readonly RedactedSpan[] {
  const parsed = parseJson(bytes)
  if (!parsed.ok || !isList(parsed.value)) throw new RedactionUnavailableError('the analyzer’s answer is not a list')
  return parsed.value.map((result) => {
    const members = new Map(typeof result === 'object' && result !== null ? Object.entries(result) : [])
    const [start, end, kind] = [members.get('start'), members.get('end'), members.get('entity_type')]
    if (typeof start !== 'number' || typeof end !== 'number' || typeof kind !== 'string' || !ENTITY.test(kind))
      throw new RedactionUnavailableError('the analyzer’s answer holds what is not a result')
    return { start, end, kind }
  })
}

/** What could say something about somebody: texts with a letter or digit, long whole numbers as they would be written, names that are more than a field's. */
function collectTexts(value: JsonValue, into: Set<string>): void {
  if (typeof value === 'string') {
    if (/[\p{L}\p{N}]/u.test(value)) into.add(value)
  } else if (typeof value === 'number') {
    if (Number.isSafeInteger(value) && Math.abs(value) >= SMALLEST_NUMBER) into.add(String(value))
  } else if (isList(value)) {
    for (const item of value) collectTexts(item, into)
  } else if (value !== null && typeof value === 'object') {
    for (const [name, member] of Object.entries(value)) {
      if (!FIELD_NAME.test(name)) collectTexts(name, into)
      collectTexts(member, into)
    }
  }
}

/** Seven digits: an amount or a count that people decide by stays visible. */
const SMALLEST_NUMBER = 1_000_000
/** A model of language takes `may` for a month. */
const FIELD_NAME = /^[a-z][a-z0-9_]{0,63}$/

function replaceTexts(value: JsonValue, redacted: ReadonlyMap<string, string>): JsonValue {
  if (typeof value === 'string') return redacted.get(value) ?? value
  if (typeof value === 'number') {
    const text = redacted.get(String(value))
    return text === undefined || text === String(value) ? value : text
  }
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map((item) => replaceTexts(item, redacted))
  return withFreeNames(
    Object.entries(value).map(([name, member]) => [redacted.get(name) ?? name, replaceTexts(member, redacted)]),
  )
}
