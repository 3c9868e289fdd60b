/**
 * JSON Pointers (RFC 6901) into a value, built from the inside out: a fault is found deep in a value and each level that returns it prepends its
 * own segment.
 */

/** `'a/b~'` before `''` → `/a~1b~0`. */
export function prependSegment(segment: string | number, pointer: string): string {
  return `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}${pointer}`
}
