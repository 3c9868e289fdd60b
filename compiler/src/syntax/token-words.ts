/** How messages speak of a token that was found. Wording only; nothing is decided here. */
import type { IToken } from 'chevrotain'
import { Text } from './tokens.ts'

/** Longer tokens are cut. */
const MAX_QUOTED = 40

export function describeToken(token: IToken): string {
  return token.tokenType === Text ? 'a text' : `\`${shortened(token.image)}\``
}

function shortened(image: string): string {
  return image.length <= MAX_QUOTED ? image : `${image.slice(0, MAX_QUOTED)}…`
}
