/**
 * The inputs at which an expression changes its mind: for each comparison of something read from the input with a constant, the input with that
 * member just below, at and just above; for each comparison of two members, both equal; for each question about a text, texts that answer it either way.
 * What is asked of each element of a list becomes a list of such elements. It reads the expression, it does not evaluate it.
 */

import type { BinaryExpr, CallExpr, Expr, LiteralExpr, QuantifierExpr } from '../program/expression.ts'
import { visitExpression } from '../program/visit-expression.ts'
import { fractionDigits } from '../types/fraction-digits.ts'
import { aroundNumber } from './boundary-values.ts'
import { patternEdges } from './pattern-edges.ts'
import { createRandom, seedFor } from './random.ts'
import { synthesiseText } from './synthesise-text.ts'
import { firstOf } from './take-turns.ts'

/** Member names from the root down. */
export type MemberPath = readonly string[]

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', 'in'])
const LONGEST_TEXT = 5_000
const LONGEST_MATCH = 64
const MOST_EDGES = 8

/** Replacements for a valid input: at `path` stands `value`, or what stands at `copyOf`. */
export type Replacement =
  | { readonly path: MemberPath; readonly value: unknown }
  | { readonly path: MemberPath; readonly copyOf: MemberPath }

/** In reading order. Several paths beside one constant each get its neighbourhood. */
export function expressionBoundaries(expression: Expr): readonly Replacement[] {
  const found: Replacement[] = []
  visitExpression(expression, (part) => {
    if (part.kind === 'has') {
      const path = inputPath(part)
      if (path !== undefined) found.push({ path, value: undefined })
    }
    if (part.kind === 'binary' && COMPARISONS.has(part.operator)) found.push(...comparisonBoundaries(part))
    if (part.kind === 'call') found.push(...textBoundaries(part))
    if (part.kind === 'quantifier') found.push(...elementBoundaries(part))
  })
  return found
}

function textBoundaries(call: CallExpr): readonly Replacement[] {
  const [receiver] = call.arguments
  const path = receiver && inputPath(receiver)
  return path === undefined ? [] : textsAbout(call).map((value) => ({ path, value }))
}

/** Texts at which the answer of `startsWith`, `endsWith`, `contains` or `matches` changes, where what is asked for is written out. */
function textsAbout({ builtin, arguments: [, asked] }: CallExpr): readonly string[] {
  if (asked?.kind !== 'literal' || typeof asked.value !== 'string') return []
  const text = asked.value
  if (builtin === 'startsWith' || builtin === 'endsWith' || builtin === 'contains')
    return [text, `${text}x`, `x${text}`, `x${text}x`, text.slice(1), text.slice(0, -1), '']
  if (builtin !== 'matches') return []
  const type = { minLength: 0, maxLength: LONGEST_MATCH, patterns: [text] }
  const matching = synthesiseText(type, createRandom(seedFor(0, text)))
  if (matching === undefined) return []
  return [
    matching,
    `${matching}x`,
    `x${matching}`,
    matching.slice(1),
    ...firstOf(patternEdges(text, matching), MOST_EDGES),
  ]
}

/** `list.all(x, x > 5)`, `list.exists(x, x.startsWith("a"))`: each element at which the answer changes alone, and all of them together. */
function elementBoundaries({ range, body }: QuantifierExpr): readonly Replacement[] {
  const path = range.type.kind === 'list' ? inputPath(range) : undefined
  if (path === undefined) return []
  const elements: unknown[] = []
  const isElement = (expression: Expr | undefined): boolean => expression?.kind === 'variable' && expression.depth === 0
  visitExpression(body, (part) => {
    if (part.kind === 'call' && isElement(part.arguments[0])) elements.push(...textsAbout(part))
    if (part.kind !== 'binary' || !COMPARISONS.has(part.operator)) return
    const constant = isElement(part.left) ? part.right : isElement(part.right) ? part.left : undefined
    if (constant?.kind === 'literal') elements.push(...neighbours(constant))
  })
  const distinct = [...new Set(elements)]
  const lists = [[], distinct, ...distinct.map((element) => [element])]
  return distinct.length === 0 ? [] : lists.map((value) => ({ path, value }))
}

/** Around a limit for everything numeric that the measure reads. */
export function measureBoundaries(measure: Expr, limit: number): readonly Replacement[] {
  return inputPaths(measure).flatMap((path) =>
    aroundNumber(limit, fractionDigits(limit)).map((value) => ({ path, value })),
  )
}

function comparisonBoundaries({ left, right }: BinaryExpr): readonly Replacement[] {
  const [leftPath, rightPath] = [inputPath(left), inputPath(right)]
  if (leftPath !== undefined && rightPath !== undefined) return [{ path: leftPath, copyOf: rightPath }]
  return [...beside(left, right), ...beside(right, left)]
}

function beside(reading: Expr, constant: Expr): readonly Replacement[] {
  if (constant.kind === 'list') return constant.elements.flatMap((element) => beside(reading, element))
  if (constant.kind !== 'literal') return []
  const { value } = constant
  if (reading.kind === 'call' && reading.builtin === 'size' && typeof value === 'number') {
    return sizes(reading.arguments[0], value)
  }
  return inputPaths(reading).flatMap((path) => neighbours(constant).map((near) => ({ path, value: near })))
}

function neighbours({ value, type }: LiteralExpr): readonly unknown[] {
  if (typeof value === 'boolean') return [true, false]
  if (typeof value === 'string') return [value, `${value}x`, value.slice(1)]
  if (type.kind === 'int') return [value - 1, value, value + 1]
  return aroundNumber(value, type.kind === 'float' ? type.decimals : undefined)
}

function sizes(measured: Expr | undefined, size: number): readonly Replacement[] {
  const path = measured === undefined ? undefined : inputPath(measured)
  if (path === undefined || measured?.type.kind !== 'string' || size > LONGEST_TEXT) return []
  return [size - 1, size, size + 1]
    .filter((length) => length >= 0)
    .map((length) => ({ path, value: '😀'.repeat(length) }))
}

function inputPaths(expression: Expr): readonly MemberPath[] {
  const paths = new Map<string, MemberPath>()
  visitExpression(expression, (part) => {
    if (part.kind !== 'field') return
    const path = inputPath(part)
    if (path !== undefined) paths.set(JSON.stringify(path), path)
  })
  return [...paths.values()].filter(
    (path, _, all) => !all.some((other) => other.length > path.length && startsWith(other, path)),
  )
}

function startsWith(longer: MemberPath, prefix: MemberPath): boolean {
  return prefix.every((name, index) => longer[index] === name)
}

function inputPath(expression: Expr): MemberPath | undefined {
  if (expression.kind !== 'field' && expression.kind !== 'has') return undefined
  const { object, field } = expression
  if (object.kind === 'root') return object.root === 'input' ? [field] : undefined
  const before = inputPath(object)
  return before === undefined ? undefined : [...before, field]
}

/** The input with the replacement made; records on the way that are absent are made. */
export function replaceMember(input: unknown, replacement: Replacement): unknown {
  const value = 'copyOf' in replacement ? memberAt(input, replacement.copyOf) : replacement.value
  return withMember(input, replacement.path, value)
}

function withMember(record: unknown, [name, ...rest]: MemberPath, value: unknown): unknown {
  if (name === undefined) return value
  const members = typeof record === 'object' && record !== null ? { ...record } : {}
  return { ...members, [name]: withMember(memberAt(members, [name]), rest, value) }
}

function memberAt(record: unknown, path: MemberPath): unknown {
  let at = record
  for (const name of path) {
    if (typeof at !== 'object' || at === null) return undefined
    at = Object.getOwnPropertyDescriptor(at, name)?.value
  }
  return at
}
