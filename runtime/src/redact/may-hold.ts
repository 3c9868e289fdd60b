/**
 * A quick look at a text, once through: which recognisers could find anything in it at all. It never decides that something is found, only that nothing can
 * be; the recognisers' own patterns need these characters, and so many of them.
 */

export interface Clues {
  readonly length: number
  readonly digits: number
  readonly at: boolean
  readonly dot: boolean
  readonly colon: boolean
}

export function cluesOf(text: string): Clues {
  let digits = 0
  let at = false
  let dot = false
  let colon = false
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit >= 0x30 && unit <= 0x39) digits += 1
    else if (unit === 0x40) at = true
    else if (unit === 0x2e) dot = true
    else if (unit === 0x3a) colon = true
  }
  return { length: text.length, digits, at, dot, colon }
}
