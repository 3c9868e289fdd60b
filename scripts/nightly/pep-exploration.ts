/**
 * The night's share of the enforcement point's exploration: `node scripts/nightly/pep-exploration.ts [TRACES]`. Every state within each of several bounds, to
 * the last, and random traces by the million. Prints its counts; status 1 at the first state in which a promise is broken.
 */
import { BASE, explore, explorePairs, SCENARIOS, wander } from '../../runtime/test/support/explore-pep.ts'

const TRACES = Number(process.argv[2] ?? 10_000_000)
const TRACES_AT_ONCE = 100_000
const ONE = { crashes: 1, logFailures: 1, breakerMoves: 1, withdrawals: 0 }
/** Two of one kind at a time: two of everything at once would not fit into memory. */
const BOUNDS = [
  { ...ONE, withdrawals: 1 },
  { ...ONE, crashes: 2 },
  { ...ONE, logFailures: 2 },
  { ...ONE, breakerMoves: 2 },
]

let states = 0
let transitions = 0
for (const bound of BOUNDS) {
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    const explored = explore(scenario, bound)
    states += explored.states
    transitions += explored.transitions
    process.stdout.write(`${name}, at most ${describe(bound)}: ${explored.states} states, none left\n`)
  }
}
for (const [name, scenario] of Object.entries(SCENARIOS)) {
  const explored = explorePairs(scenario, BASE, ONE, 9)
  states += explored.states
  transitions += explored.transitions
  process.stdout.write(`${name}, beside one that is staged: ${explored.states} states to depth 9\n`)
}

let moves = 0
for (let traces = 0; traces < TRACES; traces += TRACES_AT_ONCE) {
  moves += wander(Math.min(TRACES_AT_ONCE, TRACES - traces), 60, Math.floor(Math.random() * 2 ** 32)).moves
}
process.stdout.write(
  `${states} states, ${transitions} transitions, ${TRACES} random traces of ${moves} moves, 0 promises broken\n`,
)

function describe(bound: typeof ONE): string {
  return Object.entries(bound)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ')
}
