/**
 * Text that somebody else wrote, made safe to read on a terminal: what would move the cursor, change colours, turn the reading order round or not be seen at
 * all is written out as an escape. An approver must see what is there.
 */

/** C0 and C1 controls, zero-width and bidirectional controls, separators of lines, tags. */
const UNSEEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu

export function visible(text: string): string {
  return text.replaceAll(UNSEEN, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)
}

/** A value as indented JSON, line by line. */
export function visibleJson(value: unknown): readonly string[] {
  return JSON.stringify(value, null, 2).split('\n').map(visible)
}
