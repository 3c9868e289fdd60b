/**
 * Finds ill-formed UTF-16 anywhere in a value whose shape no type describes: the extra members of an open record, the input of a foreign manifest.
 * It keeps its own stack, so that depth costs no call frames, and visits each object once, so that shared or cyclic values end.
 */
import { prependSegment } from './json-pointer.ts'

interface Place {
  readonly value: unknown
  readonly path: string
}

/** The JSON Pointer of the first ill-formed string, or of the member whose key is one, in reading order; undefined where all text is well-formed. */
export function illFormedText(root: unknown): string | undefined {
  const seen = new Set<object>()
  const pending: Place[] = [{ value: root, path: '' }]
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    const { value, path } = place
    if (typeof value === 'string' && !value.isWellFormed()) return path
    if (typeof value !== 'object' || value === null || seen.has(value)) continue
    seen.add(value)
    const children: Place[] = []
    for (const [key, child] of Object.entries(value)) {
      const childPath = path + prependSegment(key, '')
      if (!key.isWellFormed()) return childPath
      if (typeof child === 'string' || (typeof child === 'object' && child !== null)) {
        children.push({ value: child, path: childPath })
      }
    }
    for (const child of children.reverse()) pending.push(child)
  }
  return undefined
}
