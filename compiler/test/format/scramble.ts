/**
 * Other ways to write the same source: blanks, line breaks and comments put in, taken out and changed, one at a time, each kept while the parser is
 * content. Reaches places where nobody would write a comment, which is where formatters lose them.
 */
import { essenceOf } from './same-tree.ts'

/** `choices`: numbers that decide everything, three for each step. */
export function scramble(source: string, choices: readonly number[]): string {
  let text = source
  for (let index = 0; index + 2 < choices.length; index += 3) {
    const changed = change(text, choices[index]!, choices[index + 1]!, choices[index + 2]!)
    if (!essenceOf(changed).hasErrors) text = changed
  }
  return text
}

const PUT = [
  '\n',
  ' ',
  '  \t',
  '\n\n\n',
  ' // note\n',
  '\n// note\n',
  '\n  /// about\n',
  ' /// behind\n',
  ',',
  ', // x\n',
  '\r\n',
  '\n,',
] as const

function change(text: string, where: number, what: number, how: number): string {
  const borders = [...text.matchAll(/\s+|(?<=[^\w\s])(?=\S)|(?<=\S)(?=[^\w\s])/g)]
  const border = borders[where % Math.max(1, borders.length)]
  if (border === undefined) return text
  const put = PUT[what % PUT.length]!
  const [before, after] = [text.slice(0, border.index), text.slice(border.index + border[0].length)]
  switch (how % 3) {
    case 0:
      return before + border[0] + put + after
    case 1:
      return before + put + border[0] + after
    default:
      return before + put + after
  }
}
