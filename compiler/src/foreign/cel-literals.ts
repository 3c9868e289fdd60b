/**
 * Literals that the engine's parser lets through and CEL does not have: whole numbers beyond 64 bits, and escapes in strings that mean nothing. What is
 * read leniently would be enforced as something nobody wrote.
 */
import type { CelExpr } from './cel-budget.ts'

/** Whether a constant of the expression fits its type; true for everything that is no constant. */
export function isFittingConstant({ exprKind }: CelExpr): boolean {
  if (exprKind.case !== 'constExpr') return true
  const { constantKind } = exprKind.value
  if (constantKind.case === 'int64Value') return BigInt.asIntN(64, constantKind.value) === constantKind.value
  if (constantKind.case === 'uint64Value') return BigInt.asUintN(64, constantKind.value) === constantKind.value
  return true
}

/** Whether every escape in the strings of a source, which the parser has read, is one that CEL has. In time linear in the source. */
export function hasOnlyKnownEscapes(source: string): boolean {
  let index = 0
  while (index < source.length) {
    const character = source[index]
    if (source.startsWith('//', index)) index = endOfLine(source, index)
    else if (character === '"' || character === "'") {
      const end = endOfString(source, index, character)
      if (end === undefined) return false
      index = end
    } else index += 1
  }
  return true
}

const ESCAPE = /\\(?:[abfnrtv\\?"'`]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})/y
const RAW_PREFIX = /(?:^|[^A-Za-z0-9_])(?:[rR][bB]?|[bB][rR])$/

/** Behind the string that opens at `start`; undefined at an unknown escape. A raw string has none. */
function endOfString(source: string, start: number, quote: string): number | undefined {
  const isRaw = RAW_PREFIX.test(source.slice(Math.max(0, start - 3), start))
  const delimiter = source.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote
  let index = start + delimiter.length
  while (index < source.length && !source.startsWith(delimiter, index)) {
    if (isRaw || source[index] !== '\\') index += 1
    else {
      ESCAPE.lastIndex = index
      if (!ESCAPE.test(source)) return undefined
      index = ESCAPE.lastIndex
    }
  }
  return index + delimiter.length
}

function endOfLine(source: string, start: number): number {
  const end = source.indexOf('\n', start)
  return end < 0 ? source.length : end
}
