/**
 * The textual formats that the shape refers to by name: a linear pattern each, a description, and where a pattern cannot say it all, a test.
 * Owns no meaning beyond the form of one string.
 */
import { isBase64 } from '../bytes/base64.ts'
import { isSemverRange } from '../validate/semver-range.ts'

export interface Format {
  readonly description: string
  /** Anchored, without flags; also the JSON Schema's `pattern`. */
  readonly pattern: string
  readonly example: string
  /** What the pattern leaves open. */
  readonly test?: (text: string) => boolean
}

export type FormatName =
  | 'root'
  | 'semver'
  | 'semver-range'
  | 'action-id'
  | 'dotted-pattern'
  | 'name'
  | 'word'
  | 'currency'
  | 'base64'
  | 'path'
  | 'claims-path'

/** Code points, as JSON Schema counts. Longer text has none of these forms: names and keys are short, and no pattern runs on more. */
export const MAX_FORMATTED_LENGTH = 4096

const SEGMENT = '[A-Za-z0-9_-]+'
const NUMBER = '(?:0|[1-9][0-9]*)'
const LABEL = '(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)'

export const FORMATS: Readonly<Record<FormatName, Format>> = {
  root: {
    description: '64 lower-case hexadecimal digits',
    pattern: '^[0-9a-f]{64}$',
    example: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  },
  semver: {
    description: 'a semantic version such as 1.5.2',
    pattern: `^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-${LABEL}(?:\\.${LABEL})*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
    example: '1.5.2',
  },
  'semver-range': {
    description: 'a semver range such as ^1.1.0 or >=1.1.0 <2.0.0',
    pattern: '^[0-9A-Za-z.+*^~<>=| -]+$',
    example: '^1.1.0',
    test: isSemverRange,
  },
  'action-id': {
    description: 'a dotted name: segments of letters, digits, _ and -',
    pattern: `^${SEGMENT}(?:\\.${SEGMENT})*$`,
    example: 'asset.transfer_sensitive',
  },
  'dotted-pattern': {
    description: 'a dotted name in which * stands for one segment',
    pattern: `^(?:${SEGMENT}|\\*)(?:\\.(?:${SEGMENT}|\\*))*$`,
    example: 'asset.*',
  },
  name: {
    description: 'a name of letters, digits, _ and -',
    pattern: `^${SEGMENT}$`,
    example: 'finance-agent',
  },
  word: {
    description: 'text without white space',
    pattern: '^[^\\s]+$',
    example: 'repo:write',
  },
  currency: {
    description: 'a unit: a capital, then at most 15 letters or digits',
    pattern: '^[A-Z][A-Za-z0-9]{0,15}$',
    example: 'USD',
  },
  base64: {
    description: 'padded standard base64',
    pattern: '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$',
    example: 'AAECAw==',
    test: isBase64,
  },
  path: {
    description: 'a path of input fields joined by dots',
    pattern: '^[^.]+(?:\\.[^.]+)*$',
    example: 'asset_id',
  },
  'claims-path': {
    description: 'claims. or input. followed by a path of fields',
    pattern: '^(?:claims|input)(?:\\.[A-Za-z_][A-Za-z0-9_-]*)+$',
    example: 'claims.agent_id',
  },
}

const PATTERNS: Readonly<Record<string, RegExp>> = Object.fromEntries(
  Object.entries(FORMATS).map(([name, format]) => [name, new RegExp(format.pattern)]),
)

/** Whether `text` has the form. */
export function hasFormat(name: FormatName, value: string): boolean {
  return isShort(value) && PATTERNS[name]!.test(value) && (FORMATS[name].test?.(value) ?? true)
}

/** A code point is one unit of a string or two, so that most texts need no counting. */
function isShort(text: string): boolean {
  if (text.length <= MAX_FORMATTED_LENGTH) return true
  return text.length <= 2 * MAX_FORMATTED_LENGTH && [...text].length <= MAX_FORMATTED_LENGTH
}
