/**
 * Documentation as content: `///` lines become the one text that goes into the manifest.
 */
import type { Documentation } from '../syntax/tree.ts'

/** Lines joined by a space, paragraphs (parted by an empty line) by a newline; the empty string when there is none. */
export function descriptionOf(doc: Documentation | undefined): string {
  if (doc === undefined) return ''
  const paragraphs: string[][] = [[]]
  for (const line of doc.text.split('\n').map((text) => text.trim())) {
    if (line === '') paragraphs.push([])
    else paragraphs.at(-1)?.push(line)
  }
  return paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join(' '))
    .join('\n')
}

/** `{ doc }` where there is one, for spreading into a declaration. */
export function docOf(doc: Documentation | undefined): { readonly doc?: string } {
  const text = descriptionOf(doc)
  return text === '' ? {} : { doc: text }
}
