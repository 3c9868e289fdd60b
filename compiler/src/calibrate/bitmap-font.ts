/** A font of five by seven dots for what a histogram says: digits, points, and the letters of its words. An unknown character is a hollow box. */

export const GLYPH_WIDTH = 5
export const GLYPH_HEIGHT = 7

/** Five columns each, two hexadecimal digits a column, the lowest bit on top. */
const COLUMNS: Readonly<Record<string, string>> = {
  ' ': '0000000000',
  '-': '0808080808',
  '.': '0060600000',
  ',': '0050300000',
  _: '4040404040',
  '0': '3e5149453e',
  '1': '00427f4000',
  '2': '4261514946',
  '3': '2141454b31',
  '4': '1814127f10',
  '5': '2745454539',
  '6': '3c4a494930',
  '7': '0171090503',
  '8': '3649494936',
  '9': '064949291e',
  N: '7f0408107f',
  S: '4649494931',
  V: '1f2040201f',
  c: '3844444420',
  e: '3854545418',
  f: '087e090102',
  i: '00447d4000',
  n: '7c08040478',
  o: '3844444438',
  r: '7c08040408',
  s: '4854545420',
  t: '043f444020',
  u: '3c4040207c',
  v: '1c2040201c',
}
const UNKNOWN = '7f4141417f'

/** The dots that are set: column from the left, row from the top. */
export function glyphOf(character: string): readonly (readonly [number, number])[] {
  const columns = (Object.hasOwn(COLUMNS, character) ? COLUMNS[character] : undefined) ?? UNKNOWN
  const dots: [number, number][] = []
  for (let column = 0; column < GLYPH_WIDTH; column += 1) {
    const bits = Number.parseInt(columns.slice(column * 2, column * 2 + 2), 16)
    for (let row = 0; row < GLYPH_HEIGHT; row += 1) if ((bits >> row) & 1) dots.push([column, row])
  }
  return dots
}

export function hasGlyph(character: string): boolean {
  return Object.hasOwn(COLUMNS, character)
}
