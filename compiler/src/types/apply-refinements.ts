/**
 * Refinements by name on a type: `length`, `pattern`, `range`, `decimals`, `unique`. They intersect with what the type already has and may only narrow
 * it; a refinement that leaves no value is an error.
 */
import {
  refinementNotApplicable,
  repeatedRefinement,
  unboundedLength,
  uniqueElements,
} from '../diagnostics/catalogue/types.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { BytesType, JsonType, ListType, Type } from '../program/type.ts'
import type { Location, Span } from '../source/span.ts'
import type { Refinement } from '../syntax/tree.ts'
import { nearMiss } from '../text/near-miss.ts'
import { readPatternLiteral } from './read-pattern-literal.ts'
import { narrowBytes, narrowLength, narrowRange, narrowSize } from './refine-range.ts'
import { narrowTimeRange } from './refine-time.ts'
import { readDecimals, readUnique, refuseValue } from './refinement-value.ts'
import type { TypeScope } from './resolve-type.ts'
import { settleText } from './settle-text.ts'
import { showType } from './show-type.ts'
import { isTime } from './time-interval.ts'

/** Which refinements a kind takes, in the words of the language. */
const APPLICABLE: Readonly<Record<string, readonly string[]>> = {
  int: ['range'],
  float: ['range', 'decimals'],
  string: ['length', 'pattern'],
  timestamp: ['range'],
  duration: ['range'],
  bytes: ['size'],
  json: ['bytes'],
  list: ['length', 'unique'],
  map: ['size'],
}

const MOST_BYTES = 16 * 2 ** 20
const MOST_JSON = 2 ** 20

/** `span` is the whole type, for what concerns several refinements together. */
export function applyRefinements(
  base: Type,
  refinements: readonly Refinement[],
  span: Span,
  scope: TypeScope,
  reporter: Reporter,
): Type | undefined {
  const written = new Set<string>()
  let type: Type | undefined = base
  for (const refinement of refinements) {
    if (!isApplicable(base, refinement, written, scope, reporter)) return undefined
    written.add(refinement.name.text)
    type = applyOne(type, refinement, scope, reporter)
    if (type === undefined) return undefined
  }
  const location = { file: scope.file, span }
  if (type.kind === 'string') return settleText(type, written.has('length'), location, reporter)
  if (type.kind === 'bytes') return settleBytes(type, written.has('size'), location, reporter)
  if (type.kind === 'json') return settleJson(type, written.has('bytes'), location, reporter)
  if (type.kind === 'list' && type.unique) return settleUnique(type, span, scope, reporter)
  return type
}

function isApplicable(
  base: Type,
  { name }: Refinement,
  written: ReadonlySet<string>,
  scope: TypeScope,
  reporter: Reporter,
): boolean {
  const location = { file: scope.file, span: name.span }
  const applicable = APPLICABLE[base.kind] ?? []
  if (!applicable.includes(name.text)) {
    const near = nearMiss(name.text, applicable)
    const known = applicable.map((candidate) => `\`${candidate}\``).join(' and ')
    const help =
      near === undefined ? (known === '' ? 'it takes none' : `it takes ${known}`) : `did you mean \`${near}\`?`
    reporter.report(refinementNotApplicable, location, { type: nameOf(base), refinement: name.text }, { help })
    return false
  }
  if (!written.has(name.text)) return true
  reporter.report(repeatedRefinement, location, { refinement: name.text })
  return false
}

function nameOf(type: Type): string {
  return showType(type).replaceAll('`', '')
}

function applyOne(type: Type, refinement: Refinement, scope: TypeScope, reporter: Reporter): Type | undefined {
  const { name, value } = refinement
  switch (name.text) {
    case 'range':
      if (isTime(type)) return narrowTimeRange(type, refinement, scope, reporter)
      return type.kind === 'int' || type.kind === 'float' ? narrowRange(type, refinement, scope, reporter) : undefined
    case 'length':
      return type.kind === 'string' || type.kind === 'list'
        ? narrowLength(type, refinement, scope, reporter)
        : undefined
    case 'size':
      return type.kind === 'bytes' || type.kind === 'map' ? narrowSize(type, refinement, scope, reporter) : undefined
    case 'bytes':
      return type.kind === 'json' ? narrowBytes(type, refinement, scope, reporter) : undefined
    case 'decimals':
      return type.kind === 'float' ? readDecimals(type, refinement, scope, reporter) : undefined
    case 'unique':
      return type.kind === 'list' ? readUnique(type, refinement, scope, reporter) : undefined
    default: {
      if (type.kind !== 'string') return undefined
      if (value.kind !== 'string') return refuseValue(refinement, 'a pattern such as `r"[a-z]+"`', scope, reporter)
      const pattern = readPatternLiteral(value.value, { file: scope.file, span: value.span }, value, reporter)
      if (pattern === undefined) return undefined
      return { ...type, patterns: [...(type.patterns ?? []), value.value] }
    }
  }
}

// INVARIANT L1: binary data has an upper size, written where the type is first used.
function settleBytes(type: BytesType, hasSize: boolean, location: Location, reporter: Reporter): BytesType | undefined {
  if ((hasSize || type.name !== undefined) && type.maxSize <= MOST_BYTES) return type
  const help = `bound the size, at most 16 MiB: \`Bytes(size: ..64 KiB)\``
  reporter.report(unboundedLength, location, { what: '`Bytes`', use: 'every value' }, { help })
  return undefined
}

// Nothing else says how much of it a guard has to look at. INVARIANT L1.
function settleJson(type: JsonType, hasBytes: boolean, location: Location, reporter: Reporter): JsonType | undefined {
  if ((hasBytes || type.name !== undefined) && type.maxBytes <= MOST_JSON) return type
  const help = 'bound it, at most 1 MiB: `Json(bytes: ..64 KiB)`'
  reporter.report(unboundedLength, location, { what: '`Json`', use: 'every value' }, { help })
  return undefined
}

// Equality has to be cheap and plain, and the number of comparisons bounded. INVARIANT L1.
function settleUnique(type: ListType, span: Span, scope: TypeScope, reporter: Reporter): ListType | undefined {
  const location = { file: scope.file, span }
  if (!['bool', 'int', 'float', 'string', 'enum'].includes(type.element.kind)) {
    reporter.report(uniqueElements, location, { type: showType(type.element) })
    return undefined
  }
  if (type.maxLength !== undefined) return type
  const help = 'bound the length: `List<…>(length: ..100, unique: true)`'
  reporter.report(unboundedLength, location, { what: 'the list', use: '`unique`' }, { help })
  return undefined
}
