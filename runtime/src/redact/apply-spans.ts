/** Blots spans out of a text that somebody else found: they may overlap, touch and come in any order. Judges whether they can be spans of this text at all. */
import type { RedactedSpan } from './redact-text.ts'

/** Undefined where a span is none of this text, which is reason to believe nothing that came with it. `start` and `end` count code points. */
export function applySpans(text: string, spans: readonly RedactedSpan[]): string | undefined {
  if (spans.length === 0) return text
  const points = Array.from(text)
  const sorted = [...spans].sort((left, right) => left.start - right.start || right.end - left.end)
  let blotted = ''
  let at = 0
  for (const { start, end, kind } of sorted) {
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end)) return undefined
    if (start < 0 || end <= start || end > points.length) return undefined
    // What reaches into an earlier span goes with it, and is no second one.
    if (start >= at) blotted += `${points.slice(at, start).join('')}<${kind}>`
    at = Math.max(at, end)
  }
  return blotted + points.slice(at).join('')
}
