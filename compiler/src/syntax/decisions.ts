/**
 * What decides at each choice of the grammar, by the kinds of the tokens ahead: what chevrotain finds out about the grammar, laid out as tables. Reads no
 * token itself.
 */
import {
  getLookaheadPaths,
  type ILookaheadStrategy,
  LLkLookaheadStrategy,
  type LookaheadProductionType,
  type TokenType,
} from 'chevrotain'

/**
 * For the index of the next token's type: the alternative that begins so, or those that a gate or the token behind it tells apart, in the order of the
 * grammar; undefined where none does. To enter an optional part is its alternative 0.
 */
export type Decision = readonly (number | readonly Candidate[] | undefined)[]

export interface Candidate {
  readonly alternative: number
  /** Whether the second token fits, for the index of its type; undefined where any does. */
  readonly second: readonly (true | undefined)[] | undefined
}

/** Alternatives, each with the sequences of tokens that it may begin with. */
type Paths = readonly (readonly (readonly TokenType[])[])[]

export type Choice = LookaheadProductionType

export interface Lookahead {
  /** For chevrotain, which tells it of every choice in the grammar. */
  readonly strategy: ILookaheadStrategy
  /** The tokens that a choice may begin with; `use` is the number in `OPTION2`. */
  pathsOf(rule: string, choice: Choice, use: number): Paths
}

/** Nothing is worked out before it is asked for: most files meet few of the choices. */
export function createLookahead(maxLookahead: number): Lookahead {
  const paths = new Map<string, () => Paths>()
  const byChevrotain = new LLkLookaheadStrategy({ maxLookahead })
  return {
    strategy: {
      validate: (options) => byChevrotain.validate(options),
      buildLookaheadForAlternation({ rule, prodOccurrence: occurrence, maxLookahead: limit }) {
        paths.set(keyOf(rule.name, 'Alternation', occurrence), () =>
          getLookaheadPaths({ occurrence, rule, prodType: 'Alternation', maxLookahead: limit }),
        )
        return () => undefined
      },
      buildLookaheadForOptional({ rule, prodType, prodOccurrence: occurrence, maxLookahead: limit }) {
        // The second of the two is what may follow.
        paths.set(keyOf(rule.name, prodType, occurrence), () =>
          getLookaheadPaths({ occurrence, rule, prodType, maxLookahead: limit }).slice(0, 1),
        )
        return () => false
      },
    },
    pathsOf: (rule, choice, use) => paths.get(keyOf(rule, choice, use))!(),
  }
}

function keyOf(rule: string, choice: Choice, use: number): string {
  return `${rule} ${choice} ${use}`
}

/** `gated`: an alternative may be closed when its turn comes, so that none is settled by tokens alone. */
export function decisionOf(paths: Paths, gated: boolean): Decision {
  const candidates: Candidate[][] = []
  for (const [alternative, sequences] of paths.entries()) {
    for (const [first, second] of sequences) {
      for (const index of indexesOf(first!)) {
        candidates[index] ??= []
        addCandidate(candidates[index], alternative, second)
      }
    }
  }
  // Holes would make every look up slower than it need be.
  return Array.from(candidates, (list) => {
    if (list === undefined) return undefined
    const [{ alternative, second }] = list as [Candidate]
    return second === undefined && !gated ? alternative : list
  })
}

function addCandidate(list: Candidate[], alternative: number, second: TokenType | undefined): void {
  const known = list.at(-1)
  const fits = second === undefined ? undefined : fitting(second)
  if (known?.alternative !== alternative) list.push({ alternative, second: fits })
  else list[list.length - 1] = { alternative, second: joined(known.second, fits) }
}

function fitting(type: TokenType): (true | undefined)[] {
  const fits: (true | undefined)[] = []
  for (const index of indexesOf(type)) fits[index] = true
  return Array.from(fits)
}

function joined(a: Candidate['second'], b: Candidate['second']): Candidate['second'] {
  if (a === undefined || b === undefined) return undefined
  return Array.from({ length: Math.max(a.length, b.length) }, (_, index) => a[index] ?? b[index])
}

/** The type itself and, for a category, its members. */
function indexesOf({ tokenTypeIdx, categoryMatches }: TokenType): readonly number[] {
  return [tokenTypeIdx!, ...categoryMatches!]
}
