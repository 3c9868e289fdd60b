/**
 * Leaves out what the later phases say only because the parser could not read a part: what is wrong about the rest of the same line, and what the declaration
 * around it seems to lack. Once the part is mended, whatever is true of it is said. What the parser says always stays.
 */
import {
  actionWithoutEffects,
  approvalCases,
  confirmationWithoutApproval,
  idleApproval,
  missingEntry,
  missingReason,
  unequalWindows,
  unorderedApprovals,
  waivedConfirmation,
} from './catalogue/governance.ts'
import {
  nestedTooDeeply,
  reservedWord,
  unclosedBracket,
  unexpectedCharacter,
  unexpectedToken,
  unknownDeclaration,
  unknownSection,
  unmatchedBracket,
  wrongOperator,
} from './catalogue/syntax.ts'
import { incompleteTest } from './catalogue/tests.ts'
import type { Diagnostic } from './diagnostic.ts'

export interface ReadFile {
  readonly path: string
  readonly text: string
  /** Where each declaration begins, ascending. */
  readonly declarations: readonly number[]
}

/** Behind these something was left unread; the other errors of syntax are read as what is meant. */
const UNREAD: ReadonlySet<string> = new Set(
  [
    nestedTooDeeply,
    reservedWord,
    unclosedBracket,
    unexpectedCharacter,
    unexpectedToken,
    unknownDeclaration,
    unknownSection,
    unmatchedBracket,
    wrongOperator,
  ].map(({ code }) => code),
)

/** What a declaration lacks may stand in what was not read; so may the case of an approval, which decides how its lines stand together. */
const LACKING: ReadonlySet<string> = new Set(
  [
    actionWithoutEffects,
    approvalCases,
    confirmationWithoutApproval,
    idleApproval,
    incompleteTest,
    missingEntry,
    missingReason,
    unequalWindows,
    unorderedApprovals,
    waivedConfirmation,
  ].map(({ code }) => code),
)

/** Errors of syntax are those of the lexer and the parser, `CQ1…`. Keeps the order. */
export function withoutEchoes(diagnostics: readonly Diagnostic[], files: readonly ReadFile[]): readonly Diagnostic[] {
  const unread = Map.groupBy(
    diagnostics.filter(({ code }) => UNREAD.has(code)),
    ({ location }) => location.file,
  )
  if (unread.size === 0) return diagnostics
  const damage = new Map(
    files.flatMap((file) => {
      const found = unread.get(file.path)
      return found === undefined ? [] : [[file.path, damageOf(file, found)] as const]
    }),
  )
  return diagnostics.filter(({ code, location: { file, span } }) => {
    if (code.startsWith('CQ1')) return true
    const damaged = damage.get(file)
    return (
      damaged === undefined || !(damaged.line(span.start) || (LACKING.has(code) && damaged.declaration(span.start)))
    )
  })
}

interface Damage {
  readonly line: (offset: number) => boolean
  readonly declaration: (offset: number) => boolean
}

function damageOf({ text, declarations }: ReadFile, unread: readonly Diagnostic[]): Damage {
  const lines = new Set(unread.map(({ location }) => text.lastIndexOf('\n', location.span.start - 1)))
  const damaged = new Set(unread.map(({ location }) => indexOf(declarations, location.span.start)))
  return {
    line: (offset) => lines.has(text.lastIndexOf('\n', offset - 1)),
    declaration: (offset) => damaged.has(indexOf(declarations, offset)),
  }
}

/** Of the declaration that begins at the offset or last before it. */
function indexOf(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (starts[middle]! <= offset) low = middle + 1
    else high = middle
  }
  return low - 1
}
