/**
 * Lengths of text in code points, the unit of every length in the language. Text must be well-formed; ill-formed text is refused before a length
 * is asked for.
 */

export function countCodePoints(text: string): number {
  let count = text.length
  for (let index = 0; index < text.length - 1; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0xd800 || unit > 0xdbff) continue
    const next = text.charCodeAt(index + 1)
    if (next < 0xdc00 || next > 0xdfff) continue
    count--
    index++
  }
  return count
}

/** Whether the number of code points lies in `min..max`, without counting where the number of code units already tells. */
export function hasLength(text: string, min: number, max: number | undefined): boolean {
  if (text.length < min || (max !== undefined && text.length > 2 * max)) return false
  if (text.length >= 2 * min && (max === undefined || text.length <= max)) return true
  const count = countCodePoints(text)
  return count >= min && (max === undefined || count <= max)
}
