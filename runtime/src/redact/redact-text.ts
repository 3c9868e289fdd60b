/**
 * Finds personal data and secrets in text and blots them out. Deterministic: fixed recognisers with checksums where the thing has one, no model, no
 * context. What is found is named after Presidio's entities, plus SECRET. It errs on the side of blotting; digests never see its result.
 */
import { type Clues, cluesOf, MAY_CARD, MAY_EMAIL, MAY_IBAN, MAY_IPV4, MAY_IPV6, MAY_SECRET } from './may-hold.ts'
import { isCardNumber, isIban, isIpv4, isIpv6 } from './recognise-number.ts'

export interface RedactedSpan {
  /** Code points of the original text, end exclusive. */
  readonly start: number
  readonly end: number
  readonly kind: string
}

export interface RedactedText {
  readonly text: string
  readonly spans: readonly RedactedSpan[]
}

interface Recogniser {
  readonly kind: string
  /** Global and without nested quantifiers: bounded in length, or, for a key without an end, taking the rest of the text at once. */
  readonly pattern: RegExp
  /** Without this clue the pattern cannot match. */
  readonly clue: Clues
  readonly accepts?: (found: string) => boolean
}

/** Earlier ones win where two overlap. */
const RECOGNISERS: readonly Recogniser[] = [
  {
    kind: 'SECRET',
    pattern: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?:[\s\S]*?-----END [A-Z ]{0,30}PRIVATE KEY-----|[\s\S]*$)/g,
    clue: MAY_SECRET,
  },
  {
    kind: 'SECRET',
    pattern: /\beyJ[A-Za-z0-9_-]{8,2048}\.[A-Za-z0-9_-]{8,8192}\.[A-Za-z0-9_-]{8,2048}/g,
    clue: MAY_SECRET,
  },
  { kind: 'SECRET', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, clue: MAY_SECRET },
  { kind: 'SECRET', pattern: /\b(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{30,255}\b/g, clue: MAY_SECRET },
  { kind: 'SECRET', pattern: /\bgithub_pat_[A-Za-z0-9_]{20,255}\b/g, clue: MAY_SECRET },
  { kind: 'SECRET', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,255}/g, clue: MAY_SECRET },
  {
    kind: 'SECRET',
    pattern: /\b(?:sk|pk|rk)[-_](?:live|test|proj|ant)?[-_]?[A-Za-z0-9][A-Za-z0-9_-]{18,255}/g,
    clue: MAY_SECRET,
  },
  { kind: 'SECRET', pattern: /\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g, clue: MAY_SECRET },
  { kind: 'SECRET', pattern: /\bglpat-[A-Za-z0-9_-]{20,255}/g, clue: MAY_SECRET },
  { kind: 'SECRET', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g, clue: MAY_SECRET },
  { kind: 'SECRET', pattern: /\bBearer +[A-Za-z0-9._~+/-]{16,4096}=*/gi, clue: MAY_SECRET },
  {
    kind: 'EMAIL_ADDRESS',
    pattern: /[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,63}/g,
    clue: MAY_EMAIL,
  },
  {
    kind: 'IBAN_CODE',
    pattern: /\b[A-Za-z]{2}[0-9]{2}(?:[ -]?[A-Za-z0-9]){11,30}\b/g,
    clue: MAY_IBAN,
    accepts: isIban,
  },
  {
    kind: 'CREDIT_CARD',
    pattern: /\b[0-9](?:[ -]?[0-9]){12,18}\b/g,
    clue: MAY_CARD,
    accepts: isCardNumber,
  },
  {
    kind: 'IP_ADDRESS',
    pattern: /(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9]|\.[0-9])/g,
    clue: MAY_IPV4,
    accepts: isIpv4,
  },
  {
    kind: 'IP_ADDRESS',
    pattern: /(?<![0-9A-Za-z:.])[0-9A-Fa-f:]{2,39}(?:\.[0-9]{1,3}){0,3}(?![0-9A-Za-z:])/g,
    clue: MAY_IPV6,
    accepts: isIpv6,
  },
]

export function redactText(text: string): RedactedText {
  const clues = cluesOf(text)
  return clues === 0 ? { text, spans: [] } : redactWith(text, clues)
}

/** The text alone: for texts in which nothing is found, nothing is made. */
export function redactedText(text: string): string {
  const clues = cluesOf(text)
  return clues === 0 ? text : redactWith(text, clues).text
}

/** `clues`: which recognisers are asked. */
export function redactWith(text: string, clues: Clues): RedactedText {
  const found = findSpans(text, clues)
  if (found.length === 0) return { text, spans: [] }
  let redacted = ''
  let at = 0
  const spans: RedactedSpan[] = []
  let points = 0
  for (const { start, end, kind } of found) {
    redacted += `${text.slice(at, start)}<${kind}>`
    const from = points + countPoints(text.slice(at, start))
    points = from + countPoints(text.slice(start, end))
    spans.push({ start: from, end: points, kind })
    at = end
  }
  return { text: redacted + text.slice(at), spans }
}

/** In UTF-16 units, ascending, not overlapping. */
function findSpans(text: string, clues: Clues): readonly RedactedSpan[] {
  const taken: RedactedSpan[] = []
  // One mark per unit of the text: to compare every span with every other would take hours where a text is nothing but addresses.
  let marks: Uint8Array | undefined
  for (const { kind, pattern, clue, accepts } of RECOGNISERS) {
    if ((clues & clue) === 0) continue
    for (const match of text.matchAll(pattern)) {
      const found = accepts === undefined ? match[0] : longestAccepted(match[0], accepts)
      if (found === undefined) continue
      const span = { start: match.index, end: match.index + found.length, kind }
      marks ??= new Uint8Array(text.length)
      if (marks.subarray(span.start, span.end).includes(1)) continue
      marks.fill(1, span.start, span.end)
      taken.push(span)
    }
  }
  return taken.sort((left, right) => left.start - right.start)
}

/** A pattern may have run on into the next word: the longest prefix that passes the checksum counts. */
function longestAccepted(found: string, accepts: (text: string) => boolean): string | undefined {
  for (let end = found.length; end >= 2; end--) {
    if (end < found.length && /[A-Za-z0-9]/.test(found[end]!) && /[A-Za-z0-9]/.test(found[end - 1]!)) continue
    if (accepts(found.slice(0, end))) return found.slice(0, end)
  }
  return undefined
}

function countPoints(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}
