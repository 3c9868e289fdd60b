/**
 * From the arranged tokens of a sound source to its layout: items, groups, the part each word plays, and each comment at its place. Keeps every token
 * but the separators, which the printer writes anew; decides nothing about lines.
 */
import type { Segment } from '../syntax/arrange-tokens.ts'
import { bracketText, CLOSERS, isCloser, isOpener } from '../syntax/brackets.ts'
import { SECTION_WORDS } from '../syntax/keywords.ts'
import { tokenEnd } from '../syntax/token-span.ts'
import { At, Comma, LeftBrace, LeftParenthesis, Newline } from '../syntax/tokens.ts'
import { type Comment, type Gap, NO_GAP, readGap } from './comments.ts'
import type { Annotation, Atom, Group, Item, Word } from './layout.ts'
import { mayBeginItem, mayBeginTypeArgument, mayContinueLine } from './line-starts.ts'
import type { TypeBrackets } from './type-brackets.ts'
import { groupIsAttached, type RowState, wordRole } from './word-role.ts'

export type Token = Segment[number]

export interface FileLayout {
  readonly items: readonly Item[]
  /** Comments behind the last declaration. */
  readonly after: readonly Comment[]
}

export function readLayout(text: string, segments: readonly Segment[], brackets: TypeBrackets): FileLayout {
  const items: OpenItem[] = []
  let end = 0
  for (const segment of segments) {
    const reader: Reader = { text, segment, brackets, at: 0, end, openers: [], openSections: 0 }
    const gap = gapHere(reader, items.length === 0)
    items.push(readItem(reader, takeTrailing(items.at(-1), gap)))
    end = reader.end
  }
  const rest = takeTrailing(items.at(-1), readGap(text, end, text.length, items.length === 0))
  return { items, after: rest.comments }
}

interface Reader {
  readonly text: string
  readonly segment: Segment
  readonly brackets: TypeBrackets
  /** Index in the segment of the next token. */
  at: number
  /** Where the last token that is no line break ended. */
  end: number
  /** The brackets open here; a type's `<` is none to the arranger, and none here. */
  readonly openers: Token[]
  openSections: number
}

type OpenItem = { -readonly [K in keyof Item]: Item[K] }

// Tokens and gaps.

function tokenHere(reader: Reader): Token | undefined {
  return reader.segment[reader.at]
}

function skipNewlines(reader: Reader): boolean {
  const { at } = reader
  while (tokenHere(reader)?.tokenType === Newline) reader.at++
  return reader.at > at
}

/** What stands between the last token and the next one that is no line break. */
function gapHere(reader: Reader, atStart = false): Gap {
  skipNewlines(reader)
  const token = tokenHere(reader)
  return token === undefined ? NO_GAP : readGap(reader.text, reader.end, token.startOffset, atStart)
}

function take(reader: Reader): Token {
  const token = reader.segment[reader.at++]!
  reader.end = tokenEnd(token)
  return token
}

// Items.

/** Reads from the first token of an item up to what ends it. */
function readItem(reader: Reader, gap: Gap, inType = false): OpenItem {
  const { segment, at, openers, openSections } = reader
  const mayBegin = inType
    ? mayBeginTypeArgument(segment, at, openers)
    : mayBeginItem(segment, at, openers, openSections)
  const annotations: Annotation[] = []
  while (tokenHere(reader)?.tokenType === At) annotations.push(readAnnotation(reader, annotations.length === 0))
  const atoms = readAtoms(reader, annotations.length === 0)
  return {
    leading: gap.comments,
    blankBefore: gap.blankAfter,
    annotations,
    atoms,
    mayBegin,
    beforeComma: [],
    trailing: undefined,
  }
}

function readAnnotation(reader: Reader, isFirst: boolean): Annotation {
  const atoms: Atom[] = []
  const state: RowState = { atoms, questions: 0 }
  readWord(reader, state, isFirst ? [] : gapHere(reader).comments)
  readWord(reader, state, gapHere(reader).comments)
  if (tokenHere(reader)?.tokenType === LeftParenthesis) readGroup(reader, state, gapHere(reader).comments)
  const wasBroken = gapHere(reader).breaks
  return { atoms, wasBroken }
}

function readAtoms(reader: Reader, isFirst: boolean): readonly Atom[] {
  const atoms: Atom[] = []
  const state: RowState = { atoms, questions: 0 }
  for (let token = tokenHere(reader); token !== undefined; token = tokenHere(reader)) {
    if (endsItem(reader, token)) return atoms
    const comments = isFirst && atoms.length === 0 ? [] : gapHere(reader).comments
    if (isOpener(token.tokenType) || isTypeOpener(reader, token)) readGroup(reader, state, comments)
    else readWord(reader, state, comments)
  }
  return atoms
}

function endsItem(reader: Reader, token: Token): boolean {
  const type = token.tokenType
  return type === Comma || type === Newline || isCloser(type) || isTypeCloser(reader, token)
}

function readWord(reader: Reader, state: RowState, before: readonly Comment[]): void {
  const mayBegin = mayContinueLine(reader.segment, reader.at, reader.openers)
  const token = take(reader)
  const role = wordRole(token, nextToken(reader), state)
  const word: Word = { kind: 'word', text: token.image, before, role, mayBegin }
  state.atoms.push(word)
}

function nextToken(reader: Reader): Token | undefined {
  return reader.segment.slice(reader.at, reader.at + 2).find(({ tokenType }) => tokenType !== Newline)
}

// Groups.

function isTypeOpener(reader: Reader, token: Token): boolean {
  return token.image === '<' && reader.brackets.openAfter.has(reader.end)
}

function isTypeCloser(reader: Reader, token: Token): boolean {
  return token.image === '>' && reader.brackets.closeAfter.has(reader.end)
}

function readGroup(reader: Reader, state: RowState, before: readonly Comment[]): void {
  const mayBegin = mayContinueLine(reader.segment, reader.at, reader.openers)
  const isType = tokenHere(reader)!.image === '<'
  const previous = reader.segment[reader.at - 1]
  const opener = take(reader)
  const attached = isType || groupIsAttached(opener.image, state)
  const isSection = opener.tokenType === LeftBrace && previous !== undefined && SECTION_WORDS.has(previous.image)
  if (!isType) reader.openers.push(opener)
  if (isSection) reader.openSections++
  const { items, after, wasBroken } = readItems(reader, isType)
  take(reader)
  if (!isType) reader.openers.pop()
  if (isSection) reader.openSections--
  const closer = isType ? '>' : bracketText(CLOSERS.get(opener.tokenType)!)
  const group: Group = {
    kind: 'group',
    opener: opener.image,
    closer,
    before,
    attached,
    items,
    wasBroken,
    after,
    mayBegin,
  }
  state.atoms.push(group)
}

/** The items up to the closer, which is not taken. */
function readItems(reader: Reader, inType: boolean): Pick<Group, 'items' | 'after' | 'wasBroken'> {
  const items: OpenItem[] = []
  const first = gapHere(reader)
  let gap = first
  for (;;) {
    const token = tokenHere(reader)
    if (token === undefined || (endsItem(reader, token) && token.tokenType !== Comma)) break
    items.push(readItem(reader, gap, inType))
    gap = readSeparator(reader, items.at(-1)!, !inType)
  }
  return { items, after: gap.comments, wasBroken: first.breaks }
}

/** Takes the separator behind an item, gives the item the comments that belong to it, and returns the rest. */
function readSeparator(reader: Reader, item: OpenItem, mayMove: boolean): Gap {
  const gap = gapHere(reader)
  if (tokenHere(reader)?.tokenType !== Comma) return takeTrailing(item, gap)
  take(reader)
  const behind = gapHere(reader)
  if (gap.comments.length === 0) return takeTrailing(item, behind)
  const trails = behind.comments[0]?.trails === true
  // Where none of them documents anything, the comma may move in front of the comments.
  if (mayMove && !gap.comments.some(({ documents }) => documents) && !(trails && behind.comments[0]!.documents)) {
    const own = behind.comments.map((comment) => ({ ...comment, trails: false }))
    return takeTrailing(item, { ...behind, comments: [...gap.comments, ...own] })
  }
  item.beforeComma = gap.comments
  return takeTrailing(item, behind)
}

/** A comment on the line of the item's end is the item's. */
function takeTrailing(item: OpenItem | undefined, gap: Gap): Gap {
  const [first, ...rest] = gap.comments
  if (item === undefined || first?.trails !== true) return gap
  item.trailing = first
  return { ...gap, comments: rest }
}
