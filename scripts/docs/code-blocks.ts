/** The fenced code blocks of a Markdown file, in order. Knows Markdown's fences and nothing else. */

export interface CodeBlock {
  /** First word after the fence: `claw`, `console`, `ts`… Empty when there is none. */
  readonly language: string
  /** The rest of the info string. */
  readonly flags: readonly string[]
  readonly text: string
  /** Line of the opening fence, from 1. */
  readonly line: number
}

export function codeBlocks(markdown: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = []
  const lines = markdown.split('\n')
  for (let at = 0; at < lines.length; at += 1) {
    const open = /^(\s*)(`{3,}|~{3,})\s*(.*)$/.exec(lines[at] ?? '')
    if (open === null) continue
    const [, , fence = '```', info = ''] = open
    const start = at + 1
    at = start
    while (at < lines.length && !(lines[at] ?? '').trim().startsWith(fence)) at += 1
    const [language = '', ...flags] = info.trim().split(/\s+/)
    blocks.push({ language, flags, text: `${lines.slice(start, at).join('\n')}\n`, line: start })
  }
  return blocks
}
