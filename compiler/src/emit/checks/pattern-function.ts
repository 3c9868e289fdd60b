/**
 * Prints the automaton of a pattern as a function over a well-formed text: a chain of comparisons where the automaton is a chain, then a loop, then a
 * table where there are many states. No engine that backtracks is in it and nothing is allocated.
 */
import { checkedPattern } from '../../types/pattern/checked-pattern.ts'
import { LAST_CODE_POINT } from '../../types/pattern/code-point-set.ts'
import type { Dfa } from '../../types/pattern/dfa.ts'
import { patternToDfa } from '../../types/pattern/pattern-to-dfa.ts'
import { code, type Line, type } from '../code.ts'
import type { GeneratedModule } from '../generated-module.ts'
import { invariant } from '../invariant.ts'

/** Above this many states a table is shorter and quicker than branches. */
const MOST_BRANCHED_STATES = 24

/**
 * The name of a function `(text: string) => boolean` that says whether the whole text matches; `hint` ends the name. The text must be well-formed
 * unless `isAsciiPattern`.
 */
export function patternFunction(module: GeneratedModule, source: string, hint: string): string {
  return module.once(`pattern ${source}`, () => {
    const dfa = dfaOf(source)
    const name = module.unique(`matches${hint}`)
    module.add(printPatternFunction(module, name, source, dfa))
    return name
  })
}

/** True when nothing but ASCII can match: then a match proves the text well-formed and its length a number of code points. */
export function isAsciiPattern(source: string): boolean {
  return lastLivePoint(dfaOf(source)) < 0x80
}

function dfaOf(source: string): Dfa {
  const dfa = patternToDfa(checkedPattern(source))
  invariant(!('kind' in dfa), `the checker let the pattern r"${source}" through, whose automaton is too large`)
  return dfa
}

function printPatternFunction(module: GeneratedModule, name: string, source: string, dfa: Dfa): readonly Line[] {
  const head = [
    `// Whole text: ${JSON.stringify(source)}`,
    code`function ${name}(text${type(': string')})${type(': boolean')} {`,
  ]
  if (dfa.transitions.length > MOST_BRANCHED_STATES)
    return [...printTables(module, name, dfa), ...head, tableLoop(name, dfa), '}']
  return [...head, readsUnits(dfa) ? chainThenLoop(dfa) : branchLoop(dfa, dfa.start, '0', POINT_READER), '}']
}

// How the loop reads and goes on: by code units where no character beyond them can match, else by code points.
interface Reader {
  readonly read: string
  readonly stepInHead: string
  readonly stepInBody: readonly string[]
}

const UNIT_READER: Reader = { read: 'const point = text.charCodeAt(at)', stepInHead: ' at++', stepInBody: [] }
const POINT_READER: Reader = {
  read: 'const point = text.codePointAt(at) ?? 0',
  stepInHead: '',
  stepInBody: ['at += point > 0xffff ? 2 : 1'],
}

// A surrogate unit must not pass for a character of its own, so a live range over the surrogates needs code points too.
function readsUnits(dfa: Dfa): boolean {
  return liveRanges(dfa).every(([first, last]) => last < 0xd800 || (first > 0xdfff && last <= 0xffff))
}

/** A path without a choice is compared place by place; what follows is a loop. */
function chainThenLoop(dfa: Dfa): readonly Line[] {
  const incoming = countIncoming(dfa)
  const conditions: string[] = []
  let state = dfa.start
  for (;;) {
    const targets = targetsOf(dfa, state)
    const [only] = targets
    const isLink = only !== undefined && targets.length === 1 && only.target !== state && !dfa.accept[state]
    if (!isLink || incoming[only.target] !== 1 || incoming[dfa.start] !== 0) break
    conditions.push(condition(only.ranges, `text.charCodeAt(${String(conditions.length)})`, false))
    state = only.target
  }
  const length = conditions.length
  const lines: Line[] = []
  if (length > 0) lines.push(`if (text.length < ${String(length)}) return false`)
  lines.push(...conditions.map((text) => `if (${text}) return false`))
  const targets = targetsOf(dfa, state)
  const [self] = targets
  if (targets.length === 0) lines.push(`return text.length === ${String(length)}`)
  else if (targets.length === 1 && self?.target === state && dfa.accept[state]) {
    lines.push(
      `for (let at = ${String(length)}; at < text.length; at++) {`,
      ['const point = text.charCodeAt(at)', `if (${condition(self.ranges, 'point', false)}) return false`],
      '}',
      'return true',
    )
  } else lines.push(...branchLoop(dfa, state, String(length), UNIT_READER))
  return lines
}

// Edges into each state from others; a loop on a state itself does not count.
function countIncoming(dfa: Dfa): readonly number[] {
  const counts = dfa.transitions.map(() => 0)
  dfa.transitions.forEach((row, state) => {
    for (const target of new Set(row)) if (target !== -1 && target !== state) counts[target]!++
  })
  return counts
}

function branchLoop(dfa: Dfa, start: number, from: string, reader: Reader): readonly Line[] {
  const reachable = reachableFrom(dfa, start)
  const cases = reachable.map((state): readonly Line[] => {
    const moves = targetsOf(dfa, state).flatMap(({ target, ranges }): readonly Line[] => {
      const test = condition(ranges, 'point', true)
      if (target === state) return [`if (${test}) break`]
      return [`if (${test}) {`, [`state = ${String(target)}`, 'break'], '}']
    })
    return [`case ${String(state)}:`, [...moves, 'return false']]
  })
  return [
    `let state = ${String(start)}`,
    `for (let at = ${from}; at < text.length;${reader.stepInHead}) {`,
    [reader.read, ...reader.stepInBody, 'switch (state) {', [...cases.flat(), 'default:', ['return false']], '}'],
    '}',
    `return ${statesTest(reachable.filter((state) => dfa.accept[state]))}`,
  ]
}

function reachableFrom(dfa: Dfa, start: number): readonly number[] {
  const reached = new Set([start])
  for (const state of reached) {
    for (const { target } of targetsOf(dfa, state)) reached.add(target)
  }
  return [...reached].sort((a, b) => a - b)
}

function printTables(module: GeneratedModule, name: string, dfa: Dfa): readonly Line[] {
  const ascii = Array.from({ length: 128 }, (_, point) => classOf(dfa, point))
  module.unique(`${name}Classes`)
  module.unique(`${name}Next`)
  return [
    `const ${name}Classes = new Uint8Array([${ascii.join(', ')}])`,
    `const ${name}Next = new Int16Array([`,
    dfa.transitions.map((row) => `${row.join(', ')},`),
    '])',
    '',
  ]
}

function tableLoop(name: string, dfa: Dfa): readonly Line[] {
  const ranges = dfa.boundaries
    .map((first, index): [number, number] => [first, dfa.classes[index]!])
    .filter(([first], index) => first > 127 || (dfa.boundaries[index + 1] ?? LAST_CODE_POINT + 1) > 128)
  // Highest range first: each test then needs one comparison.
  const beyond = ranges
    .reverse()
    .map(([first, number], index) =>
      index === ranges.length - 1 ? String(number) : `point >= ${String(first)} ? ${String(number)} : `,
    )
  const accepted = dfa.accept.flatMap((accepts, state) => (accepts ? [state] : []))
  return [
    'let state = 0',
    'for (let at = 0; at < text.length; ) {',
    [
      'const point = text.codePointAt(at) ?? 0',
      'at += point > 0xffff ? 2 : 1',
      code`const column = point < 128 ? ${name}Classes[point]${type('!')} : ${beyond.join('')}`,
      code`state = ${name}Next[state * ${dfa.classCount} + column]${type('!')}`,
      'if (state < 0) return false',
    ],
    '}',
    `return ${statesTest(accepted)}`,
  ]
}

// Runs of consecutive states become one comparison each.
function statesTest(states: readonly number[]): string {
  const runs: [number, number][] = []
  for (const state of states) {
    const last = runs.at(-1)
    if (last !== undefined && last[1] === state - 1) last[1] = state
    else runs.push([state, state])
  }
  if (runs.length === 0) return 'false'
  return runs
    .map(([first, last]) =>
      first === last ? `state === ${String(first)}` : `(state >= ${String(first)} && state <= ${String(last)})`,
    )
    .join(' || ')
}

type Range = readonly [number, number]

interface Move {
  readonly target: number
  readonly ranges: readonly Range[]
}

/** The states one step away with the characters that lead there, in the order of the first character. */
function targetsOf(dfa: Dfa, state: number): readonly Move[] {
  const moves = new Map<number, [number, number][]>()
  dfa.boundaries.forEach((first, index) => {
    const target = dfa.transitions[state]![dfa.classes[index]!]!
    if (target === -1) return
    const last = (dfa.boundaries[index + 1] ?? LAST_CODE_POINT + 1) - 1
    const ranges = moves.get(target) ?? []
    const previous = ranges.at(-1)
    if (previous !== undefined && previous[1] === first - 1) previous[1] = last
    else ranges.push([first, last])
    moves.set(target, ranges)
  })
  return [...moves].map(([target, ranges]) => ({ target, ranges }))
}

function liveRanges(dfa: Dfa): readonly Range[] {
  return dfa.transitions.flatMap((_, state) => targetsOf(dfa, state).flatMap((move) => move.ranges))
}

function lastLivePoint(dfa: Dfa): number {
  return liveRanges(dfa).reduce((highest, [, last]) => Math.max(highest, last), 0)
}

function classOf(dfa: Dfa, point: number): number {
  let index = 0
  while (index + 1 < dfa.boundaries.length && dfa.boundaries[index + 1]! <= point) index++
  return dfa.classes[index]!
}

/** `point` in (or, when `isIn` is false, outside of) the ranges. */
function condition(ranges: readonly Range[], point: string, isIn: boolean): string {
  const inside = ranges.map(([first, last]) => {
    if (first === last) return `${point} === ${String(first)}`
    if (first === 0) return `${point} <= ${String(last)}`
    if (last === LAST_CODE_POINT) return `${point} >= ${String(first)}`
    return `${point} >= ${String(first)} && ${point} <= ${String(last)}`
  })
  if (isIn)
    return inside.length === 1
      ? inside[0]!
      : inside.map((text) => (text.includes('&&') ? `(${text})` : text)).join(' || ')
  const [only] = inside
  if (inside.length === 1 && ranges[0]![0] === ranges[0]![1]) return only!.replace(' === ', ' !== ')
  return `!(${inside.map((text) => (inside.length > 1 && text.includes('&&') ? `(${text})` : text)).join(' || ')})`
}
