/** The machine walked through: every state within a bound, two actions side by side, and random traces. Every promise is looked for in every state. */
import assert from 'node:assert/strict'
import { BASE, explore, explorePairs, SCENARIOS, wander } from '../support/explore-pep.ts'

/** At most one of each in one life: a night takes two of everything, and three transitions. */
const BOUND = { crashes: 1, logFailures: 1, breakerMoves: 1, withdrawals: 0 }
const WIDE = { crashes: 2, logFailures: 2, breakerMoves: 3, withdrawals: 1 }

describe('the machine, every state with one crash, one failing append and one move of the breaker', function () {
  this.timeout(300_000)
  let all = 0
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    it(name, function () {
      const { states, transitions } = explore(scenario, BOUND)
      assert.ok(states > 1000)
      all += states
      this.test!.title = `${name}: ${states} states, ${transitions} transitions, none left`
    })
  }
  it('in all', function () {
    this.test!.title += `: ${all} states`
    assert.ok(all > 100_000)
  })
})

describe('the machine, every order of the first moves with two of each', function () {
  this.timeout(300_000)
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    it(name, function () {
      const { states, transitions } = explore(scenario, WIDE, 6)
      assert.ok(states > 50)
      this.test!.title = `${name}: ${states} states, ${transitions} transitions, depth 6`
    })
  }
})

describe('two actions side by side under one breaker', function () {
  this.timeout(300_000)
  for (const other of ['staged, irreversible', 'direct, irreversible, retried', 'promoted by Conservative']) {
    it(other, function () {
      const { states, transitions } = explorePairs(SCENARIOS[other]!, BASE, BOUND, 6)
      assert.ok(states > 500)
      this.test!.title = `${other}, and one that is staged: ${states} states, ${transitions} transitions, depth 6`
    })
  }
})

describe('random traces', function () {
  this.timeout(300_000)
  it('keep every promise to their end', function () {
    const seed = Math.floor(Math.random() * 2 ** 32)
    const traces = 50_000
    const { moves, ended } = wander(traces, 60, seed)
    assert.ok(ended > traces / 2)
    this.test!.title += `: ${traces} traces, ${moves} moves, ${ended} came to their end, seed ${seed}`
  })
})
