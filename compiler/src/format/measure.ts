/**
 * How wide the parts of a layout are on one line, and which cannot stand on one line at all. Each part is measured once, so the whole costs time in
 * proportion to the source.
 */
import type { Atom, Group, Item } from './layout.ts'
import { spaceBetween } from './spacing.ts'

export interface Size {
  /** Characters up to the first line break that cannot be avoided. */
  readonly width: number
  /** There is such a break. */
  readonly breaks: boolean
  /** Characters up to the first place where a line could be broken, at the latest. */
  readonly head: number
}

export interface Measure {
  atom(atom: Atom): Size
  /** The row of `atoms` from `start` to `end`, both as indexes; the blank in front of the first is not counted. */
  row(atoms: readonly Atom[], start?: number, end?: number): Size
  item(item: Item): Size
  /** Its items stand on lines of their own, whatever their width. */
  isSpread(group: Group): boolean
}

export function createMeasure(): Measure {
  const groups = new Map<Group, Size & { readonly spread: boolean }>()
  const items = new Map<Item, Size>()

  function group(of: Group): Size & { readonly spread: boolean } {
    let size = groups.get(of)
    if (size === undefined) {
      size = measureGroup(of)
      groups.set(of, size)
    }
    return size
  }

  function measureGroup(of: Group): Size & { readonly spread: boolean } {
    const sizes = of.items.map(item)
    const spread = hasComments(of) || (of.items.length > 0 && (wantsLines(of) || breaksInside(of, sizes)))
    if (spread) return { width: of.opener.length, breaks: true, head: of.opener.length, spread }
    const padding = of.opener === '{' && sizes.length > 0 ? 1 : 0
    let width = of.opener.length + padding
    for (const [index, size] of sizes.entries()) {
      width += (index > 0 ? 2 : 0) + size.width
      if (size.breaks) return { width, breaks: true, head: headOf(of, width), spread }
    }
    width += padding + of.closer.length
    return { width, breaks: false, head: headOf(of, width), spread }
  }

  function headOf(of: Group, width: number): number {
    const inner = huggedGroup(of)
    if (inner !== undefined) return of.opener.length + group(inner).head
    return isRigid(of) ? width : of.opener.length
  }

  function item(of: Item): Size {
    let size = items.get(of)
    if (size === undefined) {
      size = measureItem(of)
      items.set(of, size)
    }
    return size
  }

  function measureItem({ annotations, atoms }: Item): Size {
    let width = 0
    for (const annotation of annotations) {
      const size = row(annotation.atoms)
      width += size.width + 1
      if (size.breaks || annotation.wasBroken) return { width, breaks: true, head: width }
    }
    if (annotations.length > 0 && firstComments(atoms)) return { width, breaks: true, head: width }
    const size = row(atoms)
    return { width: width + size.width, breaks: size.breaks, head: width + size.head }
  }

  function row(atoms: readonly Atom[], start = 0, end = atoms.length): Size {
    let width = 0
    let head: number | undefined
    for (let index = start; index < end; index++) {
      const atom = atoms[index]!
      if (index > start) {
        if (atom.before.length > 0 || isReason(atom)) return { width, breaks: true, head: head ?? width }
        if (spaceBetween(atoms[index - 1]!, atom)) width++
      }
      const size = sizeOf(atom)
      if (size.head < size.width || size.breaks) head ??= width + size.head
      width += size.width
      if (size.breaks) return { width, breaks: true, head: head ?? width }
    }
    return { width, breaks: false, head: head ?? width }
  }

  function sizeOf(atom: Atom): Size {
    if (atom.kind === 'group') return group(atom)
    const lineEnd = atom.text.indexOf('\n')
    const width = lineEnd < 0 ? atom.text.length : lineEnd
    return { width, breaks: lineEnd >= 0, head: width }
  }

  return { atom: sizeOf, row, item, isSpread: (of) => group(of).spread }
}

/** A reason stands on a line of its own. */
export function isReason(atom: Atom): boolean {
  return atom.kind === 'word' && atom.role === 'because'
}

function firstComments(atoms: readonly Atom[]): boolean {
  return (atoms[0]?.before.length ?? 0) > 0
}

function hasComments({ items, after }: Group): boolean {
  return (
    after.length > 0 ||
    items.some(
      ({ leading, beforeComma, trailing }) => leading.length > 0 || beforeComma.length > 0 || trailing !== undefined,
    )
  )
}

/** A block, or a list, that begins with a line break in the source is meant to have lines. */
function wantsLines({ opener, attached, wasBroken }: Group): boolean {
  return wasBroken && (opener === '{' || (opener === '[' && !attached))
}

/** What holds a line break is spread, unless the group inside takes the lines. */
function breaksInside(of: Group, sizes: readonly Size[]): boolean {
  return of.opener !== '<' && huggedGroup(of) === undefined && sizes.some(({ breaks }) => breaks)
}

/** `([ … ])`, `f({ … })`: the only thing inside is a group, which takes the lines for both. */
export function huggedGroup({ opener, items }: Group): Group | undefined {
  const [atom, ...others] = items[0]?.atoms ?? []
  const isAlone = items.length === 1 && others.length === 0 && items[0]!.annotations.length === 0
  return isAlone && opener !== '{' && opener !== '<' && atom?.kind === 'group' ? atom : undefined
}

/** Never broken by its width. */
export function isRigid({ opener, items }: Group): boolean {
  return items.length === 0 || opener === '<'
}
