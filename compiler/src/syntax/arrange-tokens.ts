/**
 * Gives the tokens the shape the grammar relies on: brackets balanced, newlines only where they separate entries, and one list per declaration, so
 * that a broken one cannot hide the next. What was missing or too much is reported here, and nowhere else.
 */
import type { IToken, TokenType } from 'chevrotain'
import { unclosedBracket, unmatchedBracket } from '../diagnostics/catalogue/syntax.ts'
import { bracketText, CLOSERS, isCloser, isOpener } from './brackets.ts'
import { SECTION_WORDS } from './keywords.ts'
import { continuesLine, demandsMore, isWord, startsDeclaration, startsEntry, startsSection } from './line-shape.ts'
import { makeToken } from './make-token.ts'
import type { SyntaxErrors } from './syntax-errors.ts'
import { tokenEnd, tokenSpan } from './token-span.ts'
import { At, Comma, LeftBrace, LeftParenthesis, Newline, RightBrace, RightParenthesis } from './tokens.ts'

/** The tokens of one declaration, or of a stretch that is none. Brackets are balanced, but for a lone `}` that is a list of its own. */
export type Segment = IToken[]

export function arrangeTokens(tokens: readonly IToken[], errors: SyntaxErrors): readonly Segment[] {
  const state: State = {
    errors,
    segments: [],
    current: [],
    open: [],
    levels: [{ parentheses: 0, brackets: 0 }],
    openSections: 0,
    onlyAnnotations: false,
    suspect: undefined,
  }
  let newline: IToken | undefined
  let indentation = 0
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!
    if (token.tokenType === Newline) {
      newline = token
      continue
    }
    if (newline !== undefined) {
      indentation = newline.image.length - 1 - newline.image.lastIndexOf('\n')
      beginLine(state, tokens, index, newline, indentation)
    }
    if (isOpener(token.tokenType)) open(state, token, indentation)
    else if (isCloser(token.tokenType)) close(state, token, newline === undefined ? undefined : indentation)
    else push(state, token)
    newline = undefined
  }
  closeAll(state)
  endSegment(state)
  return state.segments
}

interface State {
  readonly errors: SyntaxErrors
  readonly segments: Segment[]
  current: Segment
  readonly open: Opening[]
  /** Per open brace, and for the outside: how many parentheses and brackets are open directly in it. */
  readonly levels: { parentheses: number; brackets: number }[]
  openSections: number
  /** The current segment holds nothing but annotations so far. */
  onlyAnnotations: boolean
  /** A brace whose closing brace was indented less than itself: likely the one that lacks its own. */
  suspect: Opening | undefined
}

interface Opening {
  readonly token: IToken
  readonly closer: TokenType
  readonly indentation: number
  /** Opened by `input {` and the like. */
  readonly isSection: boolean
}

// Lines.

function beginLine(state: State, tokens: readonly IToken[], index: number, newline: IToken, indentation: number): void {
  if (indentation === 0 && state.open.length > 0 && startsDeclaration(tokens, index)) closeAll(state)
  const entry = startsEntry(tokens, index)
  if (entry) closeForgotten(state, tokens, index)
  const before = state.current.at(-1)
  if (before === undefined) return
  const top = state.open.at(-1)
  if (top !== undefined && top.closer !== RightBrace) return
  const goesOn = continuesLine(tokens, index) || (!entry && demandsMore(before, tokens[index]!))
  if (top === undefined) {
    if (state.onlyAnnotations && before.tokenType !== At) push(state, newline)
    else if (!goesOn) endSegment(state)
    return
  }
  const atEdge = before.tokenType === LeftBrace || before.tokenType === Comma || tokens[index]!.tokenType === RightBrace
  if (!goesOn && !atEdge) push(state, newline)
}

/** Closes what an entry at the beginning of a line shows to have been left open. */
function closeForgotten(state: State, tokens: readonly IToken[], index: number): void {
  const section = startsSection(tokens, index)
  for (let top = state.open.at(-1); top !== undefined && top.closer !== RightBrace; top = state.open.at(-1)) {
    const before = state.current.at(-1)!
    const type = before.tokenType
    const isArgument = top.closer === RightParenthesis && (type === LeftParenthesis || type === Comma)
    const mayBelong = isArgument || demandsMore(before, tokens[index]!)
    if (mayBelong && !section) return
    reportUnclosed(state, top)
    closeTop(state)
  }
  if (!section) return
  if (state.openSections === 0) return
  const depth = state.open.findLastIndex(({ isSection }) => isSection)
  reportUnclosed(state, state.open.at(-1)!)
  while (state.open.length > depth) closeTop(state)
}

// Segments.

function push(state: State, token: IToken): void {
  if (state.current.length === 0) state.onlyAnnotations = token.tokenType === At
  else if (state.onlyAnnotations && state.open.length === 0)
    state.onlyAnnotations = continuesAnnotations(state.current, token)
  state.current.push(token)
}

/** Still `@name`, `@name(…)`, or the line break behind it. */
function continuesAnnotations(current: readonly IToken[], token: IToken): boolean {
  const type = token.tokenType
  const before = current.at(-1)!
  if (before.tokenType === At) return isWord(token)
  return type === At || type === Newline || type === RightParenthesis || (type === LeftParenthesis && isWord(before))
}

function endSegment(state: State): void {
  if (state.current.length > 0) state.segments.push(state.current)
  state.current = []
  state.suspect = undefined
}

// Brackets.

function open(state: State, token: IToken, indentation: number): void {
  const before = state.current.at(-1)
  push(state, token)
  const isSection = token.tokenType === LeftBrace && before !== undefined && SECTION_WORDS.has(before.image)
  if (isSection) state.openSections++
  state.open.push({ token, closer: CLOSERS.get(token.tokenType)!, indentation, isSection })
  const level = state.levels.at(-1)!
  if (token.tokenType === LeftBrace) state.levels.push({ parentheses: 0, brackets: 0 })
  else if (token.tokenType === LeftParenthesis) level.parentheses++
  else level.brackets++
}

/** `indentation` is given when the closer begins its line. */
function close(state: State, token: IToken, indentation: number | undefined): void {
  const top = state.open.at(-1)
  if (top?.closer === token.tokenType) {
    if (token.tokenType === RightBrace && indentation !== undefined && indentation < top.indentation)
      state.suspect ??= top
    popTop(state, token)
    return
  }
  const level = state.levels.at(-1)!
  if (token.tokenType === RightBrace) {
    closeLevel(state, RightBrace)
    if (state.open.length > 0) close(state, token, indentation)
    else pushAlone(state, token)
  } else if (token.tokenType === RightParenthesis ? level.parentheses > 0 : level.brackets > 0) {
    closeLevel(state, token.tokenType)
    popTop(state, token)
  } else if (top !== undefined && top.closer !== RightBrace) {
    reportMismatch(state, top, token)
    popTop(state, makeToken(top.closer, token.image, token.startOffset))
  } else {
    state.errors.report(unmatchedBracket, tokenSpan(token), { closer: token.image })
  }
}

/** A brace that closes nothing is a list of its own: the parser sees it in the light of what stands before it. */
function pushAlone(state: State, token: IToken): void {
  endSegment(state)
  push(state, token)
  endSegment(state)
}

/** Closes what is open directly in the innermost brace, up to an opener that `until` closes; one report for all. */
function closeLevel(state: State, until: TokenType): void {
  let reported = false
  for (
    let top = state.open.at(-1);
    top !== undefined && top.closer !== RightBrace && top.closer !== until;
    top = state.open.at(-1)
  ) {
    if (!reported) reportUnclosed(state, top)
    reported = true
    closeTop(state)
  }
}

function closeAll(state: State): void {
  const top = state.open.at(-1)
  if (top === undefined) return
  reportUnclosed(state, top.closer === RightBrace ? (state.suspect ?? top) : top)
  while (state.open.length > 0) closeTop(state)
}

/** With a closer of no width behind the last token. */
function closeTop(state: State): void {
  popTop(state, makeToken(state.open.at(-1)!.closer, '', tokenEnd(state.current.at(-1)!)))
}

function popTop(state: State, closer: IToken): void {
  const { token, isSection } = state.open.pop()!
  if (isSection) state.openSections--
  if (token.tokenType === LeftBrace) state.levels.pop()
  else if (token.tokenType === LeftParenthesis) state.levels.at(-1)!.parentheses--
  else state.levels.at(-1)!.brackets--
  push(state, closer)
}

function reportUnclosed(state: State, { token, closer }: Opening): void {
  const text = bracketText(closer)
  state.errors.report(unclosedBracket, tokenSpan(token), { opener: token.image, closer: text })
}

function reportMismatch(state: State, { token, closer }: Opening, found: IToken): void {
  const text = bracketText(closer)
  state.errors.report(
    unmatchedBracket,
    tokenSpan(found),
    { closer: found.image },
    {
      help: `the \`${token.image}\` before it is closed by \`${text}\``,
      related: state.errors.related(tokenSpan(token), 'opened here'),
      fixes: [state.errors.fix(`write \`${text}\``, { span: tokenSpan(found), text })],
    },
  )
}
