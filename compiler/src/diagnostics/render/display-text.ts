/**
 * Text made safe and measurable for a terminal: tabs become spaces, control, bidirectional and invisible characters become visible escapes, so that a
 * hostile source, name or path can neither move the cursor nor reorder what a person reads. Knows nothing of diagnostics.
 */

/** Everything without a picture of its own. Variation selectors stay: they only choose between two pictures of one character. */
const INVISIBLE =
  /(?!\n|[\ufe00-\ufe0f])[\p{Control}\p{Format}\p{Line_Separator}\p{Paragraph_Separator}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu

/** Line feeds stay; a text that must keep to its line goes through `visibleLine`. */
export function visibleText(text: string): string {
  return text.replaceAll('\t', '    ').replace(INVISIBLE, escaped).toWellFormed()
}

export function visibleLine(text: string): string {
  return visibleText(text).replaceAll('\n', escaped)
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}

const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u

/** Columns that visible text takes in a terminal: combining marks 0, East Asian wide characters and emoji 2. */
export function displayWidth(visible: string): number {
  if (/^[ -~]*$/.test(visible)) return visible.length
  let width = 0
  for (const character of visible) {
    if (!/\p{Mark}/u.test(character)) width += WIDE.test(character) ? 2 : 1
  }
  return width
}
