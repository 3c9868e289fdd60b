/**
 * Prints a layout: one form for each content, lines of at most 120 characters where the content allows it. Breaks lines only where the layout says
 * that one may begin, and never moves a comment past a word.
 */
import type { Comment } from './comments.ts'
import type { Atom, Group, Item } from './layout.ts'
import { createMeasure, huggedGroup, isReason, isRigid } from './measure.ts'
import { LINE_WIDTH, type Printer, printRow } from './print-row.ts'
import type { FileLayout } from './read-layout.ts'
import { spaceBetween } from './spacing.ts'
import { createWriter } from './writer.ts'

export function printLayout({ items, after }: FileLayout): string {
  const printer: Printer = { writer: createWriter(), measure: createMeasure(), printGroup }
  const { writer } = printer
  for (const [index, item] of items.entries()) {
    const previous = items[index - 1]
    const separate = previous !== undefined && needsBlank(printer, previous, item)
    printLeading(printer, item, 0, previous === undefined ? 'nothing' : separate ? 'apart' : 'line')
    printItem(printer, item, 0, 0)
    if (item.trailing) writer.comments([item.trailing], 0)
  }
  printComments(printer, after, 0, items.length === 0)
  return items.length + after.length === 0 ? '' : `${writer.text()}\n`
}

/** Declarations of several lines stand apart from their neighbours, and so do heading, imports and the rest. */
function needsBlank({ measure }: Printer, previous: Item, item: Item): boolean {
  if (item.blankBefore || item.leading.some(({ blankBefore }) => blankBefore)) return false
  const isLong = [previous, item].some((one) => measure.item(one).breaks || measure.item(one).width > LINE_WIDTH)
  return isLong || previous.leading.length + item.leading.length > 0 || kindOf(previous) !== kindOf(item)
}

/** Declarations are all of one kind. */
function kindOf({ atoms }: Item): string {
  const first = atoms[0]
  return first?.kind === 'word' && (first.text === 'module' || first.text === 'import') ? first.text : ''
}

/** `after`: what stands in front: nothing at all, a line, a line that an empty one is to follow. */
function printLeading({ writer }: Printer, item: Item, indent: number, after: 'nothing' | 'line' | 'apart'): void {
  let isFirst = after === 'nothing'
  const blank = (wanted: boolean): void => {
    if (!isFirst) writer.newLine(indent)
    if (wanted && !isFirst) writer.newLine(indent)
    isFirst = false
  }
  for (const [index, comment] of item.leading.entries()) {
    blank(comment.blankBefore || (index === 0 && after === 'apart'))
    writer.write(comment.text)
  }
  if (isFirst) return
  blank(item.blankBefore || (item.leading.length === 0 && after === 'apart'))
}

function printComments({ writer }: Printer, comments: readonly Comment[], indent: number, isFirst: boolean): void {
  const [first, ...rest] = comments
  if (isFirst && first !== undefined) writer.write(first.text)
  writer.comments(isFirst ? rest : comments, indent)
}

// Items.

function printItem(printer: Printer, item: Item, indent: number, trailing: number): void {
  printAnnotations(printer, item, indent, trailing)
  const reason = item.atoms.findIndex((atom, index) => index > 0 && isReason(atom))
  const contract = reason < 0 ? item.atoms : item.atoms.slice(0, reason)
  printContract(printer, contract, indent, reason < 0 ? trailing : 0)
  if (reason < 0) return
  const because = item.atoms.slice(reason)
  const [{ before } = { before: [] }, text] = because
  printer.writer.comments(before, indent + 2)
  // Behind a line break the word is one of the language only while nothing stands between it and its text.
  if (before.length === 0 && text !== undefined && text.before.length > 0) printer.writer.write(' ')
  else printer.writer.newLine(indent + 2)
  printRow(printer, because, { indent: indent + 2, continued: indent + 4, trailing })
}

function printAnnotations(printer: Printer, item: Item, indent: number, trailing: number): void {
  const { writer, measure } = printer
  const { width, breaks } = measure.item(item)
  const isLong = writer.column + width + (breaks ? 0 : trailing) > LINE_WIDTH
  for (const [index, { atoms, wasBroken }] of item.annotations.entries()) {
    printRow(printer, atoms, { indent, continued: indent + 2, trailing: 0 })
    const next = item.annotations[index + 1]?.atoms[0] ?? item.atoms[0]
    writer.comments(next?.before ?? [], indent)
    if (wasBroken || isLong) writer.newLine(indent)
    else writer.write(' ')
  }
}

/** A block at the end keeps the item's own indentation; a head of several lines then stands out from the block's content. */
function printContract(printer: Printer, atoms: readonly Atom[], indent: number, trailing: number): void {
  const block = atoms.at(-1)
  if (atoms.length < 2 || block?.kind !== 'group' || block.opener !== '{') {
    printRow(printer, atoms, { indent, continued: indent + 2, trailing })
    return
  }
  const { writer, measure } = printer
  const head = atoms.slice(0, -1)
  const { width, head: least, breaks } = measure.atom(block)
  const space = spaceBetween(head.at(-1)!, block) ? ' ' : ''
  const needed = space.length + (least < width || breaks ? least : width + trailing)
  printRow(printer, head, { indent, continued: indent + 4, trailing: needed })
  if (block.before.length > 0) {
    writer.comments(block.before, indent + 4)
    writer.newLine(indent)
  } else writer.write(space)
  printGroup(printer, block, indent, trailing)
}

// Groups.

function printGroup(printer: Printer, group: Group, indent: number, trailing: number): void {
  const { writer, measure } = printer
  const { width, breaks } = measure.atom(group)
  const fits = writer.column + width + (breaks ? 0 : trailing) <= LINE_WIDTH
  if (!measure.isSpread(group) && (fits || isRigid(group) || huggedGroup(group) !== undefined))
    printInline(printer, group, indent, trailing)
  else printSpread(printer, group, indent)
}

function printInline(printer: Printer, { opener, closer, items }: Group, indent: number, trailing: number): void {
  const { writer } = printer
  const padding = opener === '{' && items.length > 0 ? ' ' : ''
  writer.write(opener + padding)
  for (const [index, item] of items.entries()) {
    const isLast = index === items.length - 1
    printItem(printer, item, indent, isLast ? padding.length + closer.length + trailing : 1)
    if (!isLast) writer.write(', ')
  }
  writer.write(padding + closer)
}

function printSpread(printer: Printer, group: Group, indent: number): void {
  const { writer } = printer
  const { opener, closer, items, after } = group
  const inner = indent + 2
  writer.write(opener)
  for (const [index, item] of items.entries()) {
    const isLast = index === items.length - 1
    printOpening(printer, items, index, inner)
    const comma = commaBehind(group, index)
    printItem(printer, item, inner, comma.length)
    if (item.beforeComma.length > 0) {
      writer.comments(item.beforeComma, inner)
      writer.newLine(inner)
      writer.write(',')
    } else if (isLast || opener !== '{' || items[index + 1]!.mayBegin || item.trailing) writer.write(comma)
    else writer.write(',')
    if (item.trailing) writer.comments([item.trailing], inner)
  }
  writer.comments(items.length > 0 ? after : withoutBlank(after), inner)
  writer.newLine(indent)
  writer.write(closer)
}

/** Blocks separate by lines; lists by commas, the last of which is written too. */
function commaBehind({ opener, attached, items }: Group, index: number): string {
  if (opener === '{') return ''
  return index < items.length - 1 || (opener === '[' && !attached) ? ',' : ''
}

/** Leads to where an item begins: its comments, and a line of its own where the grammar lets it have one. */
function printOpening(printer: Printer, items: readonly Item[], index: number, indent: number): void {
  const { writer } = printer
  const item = items[index]!
  const previous = items[index - 1]
  if (item.leading.length === 0 && !item.mayBegin && previous?.trailing === undefined) {
    if (previous !== undefined) writer.write(' ')
    return
  }
  writer.comments(previous === undefined ? withoutBlank(item.leading) : item.leading, indent)
  const isFirst = previous === undefined && item.leading.every(({ trails }) => trails)
  writer.newLine(indent)
  if (item.blankBefore && !isFirst) writer.newLine(indent)
}

/** No empty line follows the opener, nor the comment behind it. */
function withoutBlank(comments: readonly Comment[]): readonly Comment[] {
  const first = comments.findIndex(({ trails }) => !trails)
  return comments.map((comment, index) => (index === first ? { ...comment, blankBefore: false } : comment))
}
