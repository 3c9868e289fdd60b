/**
 * Prints a pattern as the anchored regular expression that schemas and canonical CEL carry. The text means the same under ECMAScript with the `u` flag
 * and under RE2: no shorthand whose meaning differs between engines is left in it.
 */
import { type CodePointSet, complement, LAST_CODE_POINT } from './code-point-set.ts'
import type { Pattern, PatternNode } from './pattern.ts'

/** `^(?:…)$`; `\d \w \s` and `.` written as classes, other characters as themselves. */
export function patternToJsonSchema(pattern: Pattern): string {
  return `^(?:${print(pattern.root)})$`
}

function print(node: PatternNode): string {
  switch (node.kind) {
    case 'set':
      return printSet(node.set)
    case 'sequence':
      return node.items.map((item) => (item.kind === 'choice' ? `(?:${print(item)})` : print(item))).join('')
    case 'choice':
      return node.options.map(print).join('|')
    case 'repeat':
      return `${node.item.kind === 'set' ? print(node.item) : `(?:${print(node.item)})`}${printCounts(node.min, node.max)}`
  }
}

function printCounts(min: number, max: number | undefined): string {
  if (max === undefined) return min === 0 ? '*' : min === 1 ? '+' : `{${String(min)},}`
  if (min === 0 && max === 1) return '?'
  return min === max ? `{${String(min)}}` : `{${String(min)},${String(max)}}`
}

function printSet(set: CodePointSet): string {
  const [only] = set
  if (set.length === 1 && only![0] === only![1]) return printCharacter(only![0], '^$\\.*+?()[]{}|/')
  const negated = set.at(-1)![1] === LAST_CODE_POINT && complement(set).length > 0
  return `[${negated ? '^' : ''}${(negated ? complement(set) : set).map(printRange).join('')}]`
}

function printRange([first, last]: readonly [number, number]): string {
  const special = '^\\]['
  if (first === last) return printCharacter(first, `${special}-`)
  const dash = last === first + 1 ? '' : '-'
  return `${printCharacter(first, `${special}-`)}${dash}${printCharacter(last, `${special}-`)}`
}

function printCharacter(codePoint: number, special: string): string {
  if (codePoint < 0x20 || (codePoint >= 0x7f && codePoint < 0xa0))
    return `\\x${codePoint.toString(16).padStart(2, '0')}`
  const character = String.fromCodePoint(codePoint)
  return special.includes(character) ? `\\${character}` : character
}
