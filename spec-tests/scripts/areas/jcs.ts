/**
 * Generates the cases of the area `jcs`: random values, spelt in a random non-canonical way, and random doubles by their bits. The expected text is
 * the oracle's; the spelling is written here, so that nothing of the library takes part.
 */
import { caseFile, type GeneratedCase, type GeneratedFile, serial } from '../case-file.ts'
import { canonicalText } from '../oracle/canonical-text.ts'
import { createRandom, type Random } from '../oracle/random.ts'

export function jcsCases(): readonly GeneratedFile[] {
  const random = createRandom(8785)
  const values = Array.from({ length: 160 }, () => randomValue(random, 4))
  const numbers = Array.from({ length: 60 }, () => Array.from({ length: 20 }, () => randomDouble(random)))
  return [
    caseFile('jcs', 'random', 'Random values in random spellings.', toCases(values, 'jcs.structure', random)),
    caseFile('jcs', 'powers', 'Powers of two whose shortest digits are not the nearest ones.', powerCases()),
    caseFile(
      'jcs',
      'doubles',
      'Random doubles, twenty a case, in random spellings.',
      toCases(numbers, 'jcs.numbers', random),
    ),
  ]
}

function toCases(values: readonly unknown[], clause: string, random: Random): GeneratedCase[] {
  return values.map((value, index) => ({
    id: serial(index),
    kind: 'jcs.canonicalize',
    clause,
    input: { json: spell(value, random) },
    expected: { canonical: canonicalText(value) },
  }))
}

/**
 * Below a power of two doubles lie twice as close as above it, so the shortest digits that read back may not be those nearest to it: a printer that
 * rounds the exact value to so many digits prints others. These are all the powers where it does.
 */
function powerCases(): GeneratedCase[] {
  const powers = Array.from({ length: 2098 }, (_, index) => index - 1074)
  const isOdd = (value: number): boolean => {
    const [digits = ''] = value.toExponential().split('e')
    return value.toExponential() !== value.toExponential(digits.replace(/\D/g, '').length - 1)
  }
  return powers
    .filter((power) => isOdd(2 ** power))
    .map((power) => ({
      id: power < 0 ? `minus-${-power}` : `plus-${power}`,
      kind: 'jcs.canonicalize',
      clause: 'jcs.numbers',
      input: { json: (2 ** power).toExponential(16) },
      expected: { canonical: canonicalText(2 ** power) },
    }))
}

function randomValue(random: Random, depth: number): unknown {
  const count = random.below(6)
  switch (random.below(depth > 0 ? 9 : 6)) {
    case 0:
      return random.pick([null, true, false])
    case 1:
      return random.below(1000) - 500
    case 2:
      return randomDouble(random)
    case 3:
    case 4:
    case 5:
      return randomText(random)
    case 6:
      return Array.from({ length: count }, () => randomValue(random, depth - 1))
    default:
      return Object.fromEntries(
        Array.from({ length: count }, () => [randomText(random), randomValue(random, depth - 1)]),
      )
  }
}

/** Any finite double: random bits, or a short decimal moved by a power of ten, where the layout rules change. */
function randomDouble(random: Random): number {
  if (random.below(2) === 0)
    return Number(`${random.below(2) ? '-' : ''}${1 + random.below(99999)}e${random.below(52) - 28}`)
  const view = new DataView(random.bytes(8).slice().buffer)
  const value = view.getFloat64(0)
  return Number.isFinite(value) ? value : random.below(2) / 3
}

const CHARACTERS = [
  'a',
  'b',
  'Z',
  '0',
  '9',
  '_',
  '-',
  ' ',
  '"',
  '\\',
  '/',
  '\n',
  '\t',
  '\u0000',
  '\u001f',
  '\u007f',
  '\u0080',
  'é',
  'ß',
  '€',
  '\u2028',
  'ﬁ',
  '\ue000',
  '\ufb33',
  '😀',
  '𝄞',
  '\u{10000}',
  '\u{10ffff}',
]

function randomText(random: Random): string {
  return Array.from({ length: random.below(7) }, () => random.pick(CHARACTERS)).join('')
}

function spell(value: unknown, random: Random): string {
  const space = (): string => random.pick(['', '', '', ' ', '\n', '\t', '\r\n  '])
  if (Array.isArray(value))
    return `[${space()}${value.map((item) => spell(item, random) + space()).join(`,${space()}`)}]`
  if (typeof value === 'string') return spellText(value, random)
  if (typeof value === 'number') return spellNumber(value, random)
  if (typeof value !== 'object' || value === null) return String(value)
  const members = random.shuffle(Object.entries(value))
  return `{${space()}${members.map(([key, member]) => `${spellText(key, random)}${space()}:${space()}${spell(member, random)}${space()}`).join(`,${space()}`)}}`
}

function spellText(text: string, random: Random): string {
  const units = text.split('').map((unit) => {
    const escaped = `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
    if (unit < ' ' || unit === '"' || unit === '\\')
      return random.below(2) ? escaped : JSON.stringify(unit).slice(1, -1)
    if (unit === '/') return random.pick(['/', '\\/', escaped])
    return random.below(5) === 0 && !isSurrogate(unit) ? escaped.toUpperCase().replace('U', 'u') : unit
  })
  return `"${units.join('')}"`
}

function isSurrogate(unit: string): boolean {
  return unit >= '\ud800' && unit <= '\udfff'
}

/** 17 significant digits always read back as the same double. */
function spellNumber(value: number, random: Random): string {
  return random.pick([
    String(value),
    value.toExponential(16),
    value.toExponential(19).replace('e', 'E'),
    value.toPrecision(17),
  ])
}
