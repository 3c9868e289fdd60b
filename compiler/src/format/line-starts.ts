/**
 * Where a line may begin without changing what the source means: the same judgements by which the arranger reads line breaks, asked the other way
 * round. The printer breaks lines nowhere else.
 */
import type { Segment } from '../syntax/arrange-tokens.ts'
import { continuesLine, demandsMore, startsEntry, startsSection } from '../syntax/line-shape.ts'
import { Comma, LeftBrace, LeftParenthesis, Newline } from '../syntax/tokens.ts'

type Token = Segment[number]

/** The token at `index` begins an item. `openers`: the brackets open there. */
export function mayBeginItem(
  segment: Segment,
  index: number,
  openers: readonly Token[],
  openSections: number,
): boolean {
  const top = openers.at(-1)
  if (top === undefined) return true
  if (top.tokenType === LeftBrace) return openSections === 0 || !startsSection(segment, index)
  return mayContinueInside(segment, index, top)
}

/** The token at `index` begins an argument of a type, in `<…>`; these are no brackets to the arranger. */
export function mayBeginTypeArgument(segment: Segment, index: number, openers: readonly Token[]): boolean {
  const inBraces = openers.at(-1)?.tokenType === LeftBrace
  return (inBraces && tokenBefore(segment, index)?.tokenType === Comma) || mayContinueLine(segment, index, openers)
}

/** The token at `index` stands inside an item; on a line of its own it still does. */
export function mayContinueLine(segment: Segment, index: number, openers: readonly Token[]): boolean {
  const top = openers.at(-1)
  if (top !== undefined && top.tokenType !== LeftBrace) return mayContinueInside(segment, index, top)
  if (continuesLine(segment, index)) return true
  const before = tokenBefore(segment, index)
  return before !== undefined && !startsEntry(segment, index) && demandsMore(before, segment[index]!)
}

/** In parentheses and brackets line breaks mean nothing, unless the line looks like an entry and the bracket therefore forgotten. */
function mayContinueInside(segment: Segment, index: number, top: Token): boolean {
  if (!startsEntry(segment, index)) return true
  if (startsSection(segment, index)) return false
  const before = tokenBefore(segment, index)
  if (before === undefined) return false
  const isArgument = top.tokenType === LeftParenthesis && (before === top || before.tokenType === Comma)
  return isArgument || demandsMore(before, segment[index]!)
}

function tokenBefore(segment: Segment, index: number): Token | undefined {
  let at = index - 1
  while (segment[at]?.tokenType === Newline) at--
  return segment[at]
}
