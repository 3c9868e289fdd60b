/**
 * Prints a row of words and groups: on one line when it fits, else broken in front of its loosest operators, and so on inward. What happens inside a
 * bracket is not decided here.
 */
import type { Atom, Group } from './layout.ts'
import { isRigid, type Measure } from './measure.ts'
import { spaceBetween } from './spacing.ts'
import type { Writer } from './writer.ts'

export const LINE_WIDTH = 120

export interface Printer {
  readonly writer: Writer
  readonly measure: Measure
  /** `trailing`: characters that must follow the group on its line. */
  readonly printGroup: (printer: Printer, group: Group, indent: number, trailing: number) => void
}

/** Where the lines of a row begin. */
export interface Margins {
  /** Of the line the row begins on. */
  readonly indent: number
  /** Of the lines it goes on with. */
  readonly continued: number
  /** Characters that must follow on its last line. */
  readonly trailing: number
}

/** Comments in front of the first word are the caller's. */
export function printRow(printer: Printer, atoms: readonly Atom[], margins: Margins): void {
  printPart(printer, { atoms, start: 0, end: atoms.length }, margins)
}

interface Part {
  readonly atoms: readonly Atom[]
  readonly start: number
  readonly end: number
}

function printPart(printer: Printer, part: Part, margins: Margins): void {
  const cuts = findCuts(part)
  if (cuts.length === 0) {
    printPiece(printer, part, margins)
    return
  }
  const pieces = [part.start, ...cuts].map((start, index) => ({ ...part, start, end: cuts[index] ?? part.end }))
  if (!isCutByComments(part, cuts) && (fits(printer, part, margins) || hugs(printer, part, pieces))) {
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) printer.writer.write(' ')
      const trailing = index === pieces.length - 1 ? margins.trailing : restOf(printer, part, piece.end, margins)
      printPart(printer, piece, { ...margins, trailing })
    }
    return
  }
  const { continued } = margins
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) {
      printer.writer.comments(part.atoms[piece.start]!.before, continued)
      printer.writer.newLine(continued)
    }
    printPart(printer, piece, {
      indent: index === 0 ? margins.indent : continued,
      continued: continued + 2,
      trailing: index === pieces.length - 1 ? margins.trailing : 0,
    })
  }
}

/** Binary operators in front of which a line may break, by how loosely they bind. */
const LOOSENESS: ReadonlyMap<string, number> = new Map([
  ['->', 1],
  ['=>', 2],
  ['?', 3],
  [':', 3],
  ['|', 3],
  ['||', 4],
  ['&&', 5],
  ...['==', '!=', '<', '<=', '>', '>=', 'in'].map((operator) => [operator, 6] as const),
  ['+', 7],
  ['-', 7],
  ['*', 8],
  ['/', 8],
  ['%', 8],
])

const TIGHTEST = 9

/** Indexes of the loosest operators of a part, but for one that begins it. */
function findCuts({ atoms, start, end }: Part): readonly number[] {
  let loosest = TIGHTEST
  let cuts: number[] = []
  for (let index = start + 1; index < end; index++) {
    const atom = atoms[index]!
    if (atom.kind === 'group' || atom.role !== 'operator' || !atom.mayBegin) continue
    const looseness = LOOSENESS.get(atom.text) ?? TIGHTEST
    if (looseness > loosest || looseness === TIGHTEST) continue
    if (looseness < loosest) cuts = []
    loosest = looseness
    cuts.push(index)
  }
  return cuts
}

/** A comment at one of the operators has broken the line there already. */
function isCutByComments({ atoms, end }: Part, cuts: readonly number[]): boolean {
  return cuts.some((cut) => atoms[cut]!.before.length > 0 || (cut + 1 < end && atoms[cut + 1]!.before.length > 0))
}

function fits({ writer, measure }: Printer, { atoms, start, end }: Part, { trailing }: Margins): boolean {
  const { width, breaks } = measure.row(atoms, start, end)
  return !breaks && writer.column + width + trailing <= LINE_WIDTH
}

/** `x in [`: a list at the end takes the lines, so the operator need not. */
function hugs({ writer, measure }: Printer, { atoms, start, end }: Part, pieces: readonly Part[]): boolean {
  const last = atoms[end - 1]!
  if (pieces.length !== 2 || last.kind !== 'group' || last.opener !== '[' || last.attached || isRigid(last))
    return false
  const before = measure.row(atoms, start, end - 1)
  return !before.breaks && writer.column + before.width + 1 + measure.atom(last).head <= LINE_WIDTH
}

/** Characters that stand between the part's piece that ends at `end` and the next place for a line break. */
function restOf({ measure }: Printer, { atoms, end: last }: Part, end: number, { trailing }: Margins): number {
  const { width, head, breaks } = measure.row(atoms, end, last)
  return 1 + (head < width || breaks ? head : width + trailing)
}

/** Words and groups without an operator to break at: only the groups can give way. */
function printPiece(printer: Printer, { atoms, start, end }: Part, margins: Margins): void {
  const trailing = trailingWidths(printer, { atoms, start, end }, margins.trailing)
  let { indent } = margins
  for (let index = start; index < end; index++) {
    const atom = atoms[index]!
    if (index > start) {
      if (atom.before.length > 0) {
        indent = margins.continued
        printer.writer.comments(atom.before, indent)
        printer.writer.newLine(indent)
      } else if (spaceBetween(atoms[index - 1]!, atom)) printer.writer.write(' ')
    }
    if (atom.kind === 'word') printer.writer.write(atom.text)
    else printer.printGroup(printer, atom, indent, trailing[index - start]!)
  }
}

/** For each atom, how much must follow on its line: up to the next place where the line may break. */
function trailingWidths({ measure }: Printer, { atoms, start, end }: Part, trailing: number): readonly number[] {
  const widths: number[] = []
  let following = trailing
  for (let index = end - 1; index >= start; index--) {
    widths.push(following)
    const atom = atoms[index]!
    const { width, head, breaks } = measure.atom(atom)
    const broken = index > start && atom.before.length > 0
    const space = index > start && spaceBetween(atoms[index - 1]!, atom) ? 1 : 0
    following = broken ? 0 : space + (head < width || breaks ? head : width + following)
  }
  return widths.reverse()
}
