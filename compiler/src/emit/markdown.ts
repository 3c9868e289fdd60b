/** Text in Markdown, whatever it contains: as code, as plain words, in a cell of a table. */

export function code(text: string): string {
  const runs = text.match(/`+/g) ?? []
  const fence = '`'.repeat(1 + Math.max(0, ...runs.map((run) => run.length)))
  return fence.length === 1 ? `\`${text}\`` : `${fence} ${text} ${fence}`
}

/** A description is text, not markup: it must not open a table, a tag or a heading. */
export function plain(text: string): string {
  return text.replace(/[<>&|\\`*_[\]#]/g, (character) => `\\${character}`)
}

export function cell(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')
}

/** Rows of cells that are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}
