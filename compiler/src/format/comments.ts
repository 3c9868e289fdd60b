/**
 * The comments of a source, each with the token it stands in front of. Reads the gaps between tokens, where a sound source has nothing but blank space
 * and comments; which comment documents what is not decided here, only that none changes its place among the tokens.
 */

export interface Comment {
  /** As it will be printed. */
  readonly text: string
  /** `///`: may be content, so it never moves past a token, and never between the end of a line and a line of its own. */
  readonly documents: boolean
  /** Behind a token on the same line. */
  readonly trails: boolean
  readonly blankBefore: boolean
}

export interface Gap {
  readonly comments: readonly Comment[]
  /** A line break stands somewhere in it. */
  readonly breaks: boolean
  /** Between the last comment, or the token before, and the token after stands an empty line. */
  readonly blankAfter: boolean
}

export const NO_GAP: Gap = { comments: [], breaks: false, blankAfter: false }

/** `atStart`: nothing stands before the gap, so no comment trails anything. */
export function readGap(text: string, start: number, end: number, atStart: boolean): Gap {
  const between = text.slice(start, end)
  if (between === '' || between === ' ') return NO_GAP
  const lines = between.split('\n')
  const comments: Comment[] = []
  let blank = false
  for (const [index, line] of lines.entries()) {
    const content = line.trim()
    const trails = index === 0 && !atStart
    if (content === '') {
      // The first line ends the token's own, the last one leads to the next token.
      if (index > 0 && index < lines.length - 1) blank = true
      continue
    }
    comments.push({ ...readComment(content), trails, blankBefore: blank })
    blank = false
  }
  return { comments, breaks: lines.length > 1, blankAfter: blank }
}

function readComment(content: string): Pick<Comment, 'text' | 'documents'> {
  if (!content.startsWith('///') || content.startsWith('////')) return { text: content, documents: false }
  const words = content.slice(3).replace(/^ /, '')
  return { text: words === '' ? '///' : `/// ${words}`, documents: true }
}
