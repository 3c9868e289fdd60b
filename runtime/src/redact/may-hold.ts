/**
 * A quick look at a text, once through: which recognisers could find anything in it at all. It never decides that something is found, only that nothing can
 * be; the recognisers' own patterns need these characters, and so many of them.
 */

/** What a text may hold, as bits; 0 for a text in which nothing can be found. */
export type Clues = number
export const MAY_SECRET = 1
export const MAY_EMAIL = 2
export const MAY_IBAN = 4
export const MAY_CARD = 8
export const MAY_IPV4 = 16
export const MAY_IPV6 = 32
export const MAY_ANYTHING: Clues = 63

/** Shorter than any secret that has a recogniser: the shortest are a Slack token's prefix and ten characters more. */
const SHORTEST_SECRET = 15
/** How each secret that has a recogniser begins. One search for all of them: most texts hold none, and are not searched again. */
const SECRET_BEGINS =
  /-----BEGIN |eyJ|A[KS]IA|gh[opusr]_|github_pat_|xox|[spr]k[-_]|AIza|glpat-|npm_|[Bb][Ee][Aa][Rr][Ee][Rr] /

export function cluesOf(text: string): Clues {
  const { length } = text
  let digits = 0
  let at = false
  let dot = false
  let clues = 0
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index)
    // Letters, the most of a text, lie above all of these.
    if (unit > 0x40) continue
    if (unit >= 0x30 && unit <= 0x39) digits += 1
    else if (unit === 0x40) at = true
    else if (unit === 0x2e) dot = true
    else if (unit === 0x3a) clues = MAY_IPV6
  }
  if (dot && at) clues |= MAY_EMAIL
  if (dot && digits >= 4) clues |= MAY_IPV4
  if (digits >= 13) clues |= MAY_CARD
  if (length < SHORTEST_SECRET) return clues
  if (digits >= 2) clues |= MAY_IBAN
  return SECRET_BEGINS.test(text) ? clues | MAY_SECRET : clues
}
