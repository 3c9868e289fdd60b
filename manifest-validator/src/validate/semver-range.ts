/**
 * A strict subset of semver ranges: comparators (`>=1.2.3`, `<2`, `=1.0.0`), `^`, `~`, partial and `x`/`*` versions, hyphen ranges, blanks for
 * "and", `||` for "or". Text it cannot read is no range, never a guess.
 */

interface Version {
  readonly numbers: readonly [number, number, number]
  readonly labels: readonly string[]
}

interface Comparator {
  readonly operator: '<' | '<=' | '>' | '>=' | '='
  readonly version: Version
}

export function isSemverRange(range: string): boolean {
  return parseRange(range) !== undefined
}

/** Whether the version `text` is in `range`; false when either cannot be read. A pre-release matches only a range naming one of its triple. */
export function isInSemverRange(text: string, range: string): boolean {
  const version = parseVersion(text)
  const alternatives = parseRange(range)
  if (version === undefined || alternatives === undefined) return false
  return alternatives.some(
    (comparators) => comparators.every((each) => holds(each, version)) && admits(comparators, version),
  )
}

function parseRange(range: string): readonly (readonly Comparator[])[] | undefined {
  if (range.length > 256) return undefined
  const alternatives: (readonly Comparator[])[] = []
  for (const part of range.split('||')) {
    const comparators = parseAlternative(part.trim())
    if (comparators === undefined) return undefined
    alternatives.push(comparators)
  }
  return alternatives
}

function parseAlternative(text: string): readonly Comparator[] | undefined {
  if (text === '') return undefined
  const hyphen = /^(\S+) +- +(\S+)$/.exec(text)
  if (hyphen !== null) return join(parseSimple(`>=${hyphen[1]!}`), parseSimple(`<=${hyphen[2]!}`))
  let comparators: readonly Comparator[] | undefined = []
  for (const simple of text.replace(/([<>]=?|[=^~]) +(?=[0-9xX*])/g, '$1').split(/ +/)) {
    comparators = join(comparators, parseSimple(simple))
  }
  return comparators
}

function join(
  left: readonly Comparator[] | undefined,
  right: readonly Comparator[] | undefined,
): readonly Comparator[] | undefined {
  return left === undefined || right === undefined ? undefined : [...left, ...right]
}

const SIMPLE =
  /^(\^|~|<=|>=|<|>|=)?(\d+|[xX*])(?:\.(\d+|[xX*])(?:\.(\d+|[xX*])(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?)?)?$/

/** One operator and one, possibly partial, version, as the comparators it stands for. */
function parseSimple(text: string): readonly Comparator[] | undefined {
  const match = SIMPLE.exec(text)
  if (match === null) return undefined
  const parts = readParts([match[2], match[3], match[4]])
  const labels = match[5] === undefined ? [] : match[5].split('.')
  if (parts === undefined || labels.some((label) => !isLabel(label)) || (labels.length > 0 && parts.length < 3))
    return undefined
  return expand(match[1] ?? '', parts, labels)
}

/** The numbers given before the first wildcard; undefined when one is unreadable or a number follows a wildcard. */
function readParts(texts: readonly (string | undefined)[]): readonly number[] | undefined {
  const numbers: number[] = []
  let open = false
  for (const text of texts) {
    const wild = text === undefined || /^[xX*]$/.test(text)
    if (wild) open = true
    else if (open || (text.length > 1 && text.startsWith('0')) || !Number.isSafeInteger(Number(text))) return undefined
    else numbers.push(Number(text))
  }
  return numbers
}

function expand(
  operator: string,
  parts: readonly number[],
  labels: readonly string[],
): readonly Comparator[] | undefined {
  const [major = 0, minor = 0, patch = 0] = parts
  const from: Version = { numbers: [major, minor, patch], labels }
  if (parts.length === 0) return operator === '<' || operator === '>' ? undefined : [at('>=', 0, 0, 0)]
  const next = parts.length === 1 ? at('<', major + 1, 0, 0) : at('<', major, minor + 1, 0)
  switch (operator) {
    case '^':
      if (major > 0 || parts.length === 1) return [{ operator: '>=', version: from }, at('<', major + 1, 0, 0)]
      if (minor > 0 || parts.length === 2) return [{ operator: '>=', version: from }, at('<', 0, minor + 1, 0)]
      return [{ operator: '>=', version: from }, at('<', 0, 0, patch + 1)]
    case '~':
      return [{ operator: '>=', version: from }, next]
    case '>':
      return parts.length === 3 ? [{ operator: '>', version: from }] : [{ ...next, operator: '>=' }]
    case '<=':
      return parts.length === 3 ? [{ operator: '<=', version: from }] : [next]
    case '>=':
    case '<':
      return [{ operator, version: from }]
    default:
      return parts.length === 3 ? [{ operator: '=', version: from }] : [{ operator: '>=', version: from }, next]
  }
}

function at(operator: Comparator['operator'], major: number, minor: number, patch: number): Comparator {
  return { operator, version: { numbers: [major, minor, patch], labels: [] } }
}

function parseVersion(text: string): Version | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(text)
  if (match === null) return undefined
  return {
    numbers: [Number(match[1]), Number(match[2]), Number(match[3])],
    labels: match[4] === undefined ? [] : match[4].split('.'),
  }
}

function isLabel(label: string): boolean {
  return /^(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)$/.test(label)
}

function holds(comparator: Comparator, version: Version): boolean {
  const order = compare(version, comparator.version)
  switch (comparator.operator) {
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
    case '=':
      return order === 0
  }
}

function admits(comparators: readonly Comparator[], version: Version): boolean {
  if (version.labels.length === 0) return true
  const sameTriple = (other: Version): boolean => version.numbers.every((number, i) => number === other.numbers[i])
  return comparators.some(({ version: bound }) => bound.labels.length > 0 && sameTriple(bound))
}

function compare(a: Version, b: Version): number {
  for (let i = 0; i < 3; i += 1) {
    const difference = a.numbers[i]! - b.numbers[i]!
    if (difference !== 0) return difference
  }
  if (a.labels.length === 0 || b.labels.length === 0) return b.labels.length - a.labels.length
  for (let i = 0; i < Math.max(a.labels.length, b.labels.length); i += 1) {
    const order = compareLabels(a.labels[i], b.labels[i])
    if (order !== 0) return order
  }
  return 0
}

/** Numbers below words, numbers by value, words by code unit, fewer labels below more. */
function compareLabels(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1
  const numericA = /^\d+$/.test(a)
  const numericB = /^\d+$/.test(b)
  if (numericA && numericB) return Number(a) - Number(b)
  if (numericA !== numericB) return numericA ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}
