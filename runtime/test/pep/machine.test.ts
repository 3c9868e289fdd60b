/** The machine explored: every order of events to a stated depth, random long ones, a naive model beside it, and the transition table of the design. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Phase } from '../../src/pep/action-record.ts'
import {
  begin,
  brokenInvariants,
  keyOf,
  type Move,
  make,
  movesOf,
  type Scenario,
  STAGE,
  type World,
} from '../support/pep-world.ts'

const BASE: Scenario = {
  decision: STAGE,
  isRead: false,
  idempotent: false,
  reversible: false,
  retry: 'none',
  breaker: 'NOMINAL',
}
const ALLOW = { effect: 'allow' } as const
const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'staged, irreversible': BASE,
  'staged, reversible, retried, idempotent': { ...BASE, reversible: true, retry: 'fixed', idempotent: true },
  'staged under Conservative': { ...BASE, breaker: 'CONSERVATIVE' },
  'direct, irreversible, retried': { ...BASE, decision: ALLOW, retry: 'fixed' },
  'direct, reversible': { ...BASE, decision: ALLOW, reversible: true },
  'promoted by Conservative': { ...BASE, decision: ALLOW, breaker: 'CONSERVATIVE' },
  'a read': { ...BASE, decision: ALLOW, isRead: true, retry: 'fixed' },
}
const DEPTH = 8

describe('the machine, every order of events', () => {
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    it(name, function () {
      let frontier: { world: World; path: readonly string[] }[] = [{ world: begin(scenario), path: [] }]
      const seen = new Set<string>()
      let transitions = 0
      for (let depth = 0; depth < DEPTH; depth++) {
        const next: typeof frontier = []
        for (const { world, path } of frontier) {
          for (const move of movesOf(world)) {
            const reached = make(world, move)
            transitions += 1
            const here = [...path, JSON.stringify(move)]
            assert.deepEqual(brokenInvariants(reached), [], here.join('\n'))
            const key = keyOf(reached)
            if (seen.has(key)) continue
            seen.add(key)
            next.push({ world: reached, path: here })
          }
        }
        frontier = next
      }
      assert.ok(seen.size > 5)
      this.test!.title = `${name}: ${seen.size} states, ${transitions} transitions, depth ${DEPTH}`
    })
  }
})

const SCENARIO: fc.Arbitrary<Scenario> = fc.constantFrom(...Object.values(SCENARIOS))

describe('the machine, long random orders', () => {
  it('keeps every invariant and comes to an end that stays (2,000 runs of 60 moves)', () => {
    fc.assert(
      fc.property(SCENARIO, fc.array(fc.nat(), { minLength: 60, maxLength: 60 }), (scenario, choices) => {
        let world = begin(scenario)
        for (const choice of choices) {
          const moves = movesOf(world)
          if (moves.length === 0) break
          const ended = world.record?.phase === 'WORM_LOGGED'
          world = make(world, moves[choice % moves.length]!)
          assert.deepEqual(brokenInvariants(world), [])
          if (ended) assert.equal(world.record?.phase, 'WORM_LOGGED')
        }
      }),
      { numRuns: 2000 },
    )
  })
})

/** Written from the prose of the design, without a look at the machine: who waits, who agreed, how it ended. The log always answers. */
interface Naive {
  state: 'staged' | 'awaiting' | 'executed' | 'cancelled'
  approvers: Set<string>
}

function naive(model: Naive, move: Move, isBlind: boolean): void {
  const waits = model.state === 'staged' || model.state === 'awaiting'
  if (!waits) return
  if (move.move === 'expire' || move.move === 'flush') model.state = 'cancelled'
  else if (move.move === 'view') model.state = 'awaiting'
  else if (move.move === 'say' && model.state === 'awaiting') {
    if (move.verb === 'deny' || move.verb === 'cancel') model.state = 'cancelled'
    if (move.verb === 'withdraw') model.approvers.delete(move.who)
    if (move.verb === 'approve' && isBlind) model.state = 'cancelled'
    else if (move.verb === 'approve' && move.who !== 'ann') model.approvers.add(move.who)
    if (model.approvers.size >= 2) model.state = 'executed'
  }
}

const WAITING_MOVE: fc.Arbitrary<Move> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Move>({ move: 'view' }) },
  {
    weight: 8,
    arbitrary: fc.constantFrom('ann', 'bob', 'cid').map((who): Move => ({ move: 'say', verb: 'approve', who })),
  },
  { weight: 2, arbitrary: fc.constant<Move>({ move: 'say', verb: 'withdraw', who: 'bob' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Move>(
      { move: 'expire' },
      { move: 'flush' },
      { move: 'turnBlind' },
      { move: 'say', verb: 'deny', who: 'dan' },
      { move: 'say', verb: 'cancel', who: 'dan' },
    ),
  },
)

/** Lets log and handler answer well until nothing is under way. */
function settle(world: World): World {
  let settled = world
  while (settled.appending !== undefined || settled.handler === 'running') {
    settled = make(
      settled,
      settled.appending !== undefined ? { move: 'log', result: 'taken' } : { move: 'handle', result: 'success' },
    )
  }
  return settled
}

describe('the machine, beside a naive model', () => {
  it('ends as the model does (5,000 runs)', () => {
    fc.assert(
      fc.property(fc.array(WAITING_MOVE, { maxLength: 12 }), (moves) => {
        let world = settle(begin(BASE))
        const model: Naive = { state: 'staged', approvers: new Set() }
        for (const move of moves) {
          naive(model, move, world.breaker.state === 'BLIND')
          world = settle(make(world, move))
          const { phase, outcome } = world.record!
          const state = phase === 'STAGED' ? 'staged' : phase === 'AWAITING_APPROVAL' ? 'awaiting' : outcome?.status
          assert.equal(state, model.state)
          if (model.state === 'awaiting')
            assert.deepEqual(new Set(world.record!.approvals.map(({ subject }) => subject)), model.approvers)
          assert.equal(world.runs, model.state === 'executed' ? 1 : 0)
        }
      }),
      { numRuns: 5000 },
    )
  })
})

describe('the transition table', () => {
  const TAKEN: Move = { move: 'log', result: 'taken' }
  const LOST: Move = { move: 'log', result: 'lost' }
  const VIEW: Move = { move: 'view' }
  const approve = (who: string): Move => ({ move: 'say', verb: 'approve', who })
  const staged = [TAKEN]
  const awaiting = [...staged, VIEW, TAKEN]
  const executing = [...awaiting, approve('bob'), TAKEN, approve('cid'), TAKEN]
  const executed: Move[] = [...executing, { move: 'handle', result: 'success' }]
  const rows: readonly (readonly [string, Scenario, readonly Move[], Phase])[] = [
    ['Phase 2 passes → STAGED', BASE, staged, 'STAGED'],
    ['STAGED, the view is opened → AWAITING_APPROVAL', BASE, awaiting, 'AWAITING_APPROVAL'],
    ['STAGED, a Blind before its entry is durable → CANCELLED (D2)', BASE, [{ move: 'turnBlind' }, TAKEN], 'CANCELLED'],
    ['STAGED, its time is over → CANCELLED', BASE, [...staged, { move: 'expire' }], 'CANCELLED'],
    ['STAGED, its entry cannot be logged → CANCELLED', BASE, [LOST], 'CANCELLED'],
    ['STAGED, an approval before anyone looked → STAGED', BASE, [...staged, approve('bob')], 'STAGED'],
    [
      'AWAITING_APPROVAL, quorum not met → AWAITING_APPROVAL',
      BASE,
      [...awaiting, approve('bob'), TAKEN],
      'AWAITING_APPROVAL',
    ],
    ['AWAITING_APPROVAL, quorum met → EXECUTING', BASE, executing, 'EXECUTING'],
    [
      'AWAITING_APPROVAL, denied → CANCELLED',
      BASE,
      [...awaiting, { move: 'say', verb: 'deny', who: 'dan' }],
      'CANCELLED',
    ],
    [
      'AWAITING_APPROVAL, cancelled → CANCELLED',
      BASE,
      [...awaiting, { move: 'say', verb: 'cancel', who: 'dan' }],
      'CANCELLED',
    ],
    ['AWAITING_APPROVAL, its time is over → CANCELLED', BASE, [...awaiting, { move: 'expire' }], 'CANCELLED'],
    ['AWAITING_APPROVAL, Blind flush → CANCELLED', BASE, [...awaiting, { move: 'flush' }], 'CANCELLED'],
    [
      'AWAITING_APPROVAL, a Blind in between → CANCELLED',
      BASE,
      [...awaiting, { move: 'turnBlind' }, approve('bob')],
      'CANCELLED',
    ],
    [
      'EXECUTING, the intent cannot be logged → CANCELLED',
      BASE,
      [...awaiting, approve('bob'), TAKEN, approve('cid'), LOST],
      'CANCELLED',
    ],
    ['EXECUTING, the handler succeeds → EXECUTED', BASE, executed, 'EXECUTED'],
    [
      'EXECUTING, nothing applied → CANCELLED',
      BASE,
      [...executing, { move: 'handle', result: 'notApplied' }],
      'CANCELLED',
    ],
    ['EXECUTING, nothing known → IN_DOUBT', BASE, [...executing, { move: 'handle', result: 'failedNot' }], 'IN_DOUBT'],
    ['EXECUTING, restart after a durable intent → IN_DOUBT', BASE, [...executing, { move: 'crash' }], 'IN_DOUBT'],
    [
      'EXECUTING, restart before a durable intent → CANCELLED',
      BASE,
      [...awaiting, approve('bob'), TAKEN, approve('cid'), { move: 'crash' }],
      'CANCELLED',
    ],
    ['EXECUTED, logged → WORM_LOGGED', BASE, [...executed, TAKEN], 'WORM_LOGGED'],
    ['EXECUTED, not logged → IN_DOUBT', BASE, [...executed, LOST], 'IN_DOUBT'],
    ['EXECUTED, restart → its outcome is owed still', BASE, [...executed, { move: 'crash' }], 'EXECUTED'],
    ['EXECUTED, restart, then logged → WORM_LOGGED', BASE, [...executed, { move: 'crash' }, TAKEN], 'WORM_LOGGED'],
    [
      'IN_DOUBT by the log, the log returns → WORM_LOGGED',
      BASE,
      [...executed, LOST, { move: 'logReturns' }, TAKEN],
      'WORM_LOGGED',
    ],
    [
      'IN_DOUBT, resolved by the requester → IN_DOUBT',
      BASE,
      [
        ...executing,
        { move: 'handle', result: 'failedNot' },
        TAKEN,
        { move: 'say', verb: 'resolve-not-applied', who: 'ann' },
      ],
      'IN_DOUBT',
    ],
    [
      'IN_DOUBT, resolved → WORM_LOGGED',
      BASE,
      [
        ...executing,
        { move: 'handle', result: 'failedNot' },
        TAKEN,
        { move: 'say', verb: 'resolve-not-applied', who: 'dan' },
        TAKEN,
      ],
      'WORM_LOGGED',
    ],
    [
      'EXECUTED and reversible, not logged → COMPENSATING',
      { ...BASE, reversible: true },
      [...executed, LOST],
      'COMPENSATING',
    ],
    [
      'COMPENSATING, undone → IN_DOUBT until it is logged',
      { ...BASE, reversible: true },
      [...executed, LOST, { move: 'compensate', result: 'done' }],
      'IN_DOUBT',
    ],
    [
      '… then logged → WORM_LOGGED',
      { ...BASE, reversible: true },
      [...executed, LOST, { move: 'compensate', result: 'done' }, { move: 'logReturns' }, TAKEN],
      'WORM_LOGGED',
    ],
    ['CANCELLED, logged → WORM_LOGGED', BASE, [...staged, { move: 'expire' }, TAKEN], 'WORM_LOGGED'],
    ['CANCELLED, not logged → CANCELLED, owed', BASE, [...staged, { move: 'expire' }, LOST], 'CANCELLED'],
    [
      'CANCELLED, the log returns → WORM_LOGGED',
      BASE,
      [...staged, { move: 'expire' }, LOST, { move: 'logReturns' }, TAKEN],
      'WORM_LOGGED',
    ],
  ]
  for (const [what, scenario, moves, phase] of rows) {
    it(what, () => {
      const world = moves.reduce(make, begin(scenario))
      assert.equal(world.record?.phase, phase)
    })
  }

  it('Blind: a request that is not a read leaves no record (P4)', () => {
    const world = begin({ ...BASE, breaker: 'BLIND' })
    assert.deepEqual([world.record, world.refusals], [undefined, ['BREAKER_BLIND']])
    assert.notEqual(begin({ ...BASE, decision: ALLOW, isRead: true, breaker: 'BLIND' }).record, undefined)
  })

  it('Conservative: the larger quorum, stamped for good (P3, D22)', () => {
    const { record } = begin({ ...BASE, breaker: 'CONSERVATIVE' })
    assert.deepEqual(
      [record?.quorum, record?.conservative_mode_promotion, record?.approver_groups],
      [3, true, STAGE.approverGroups],
    )
    const direct = begin({ ...BASE, decision: ALLOW, breaker: 'CONSERVATIVE' }).record
    assert.deepEqual(
      [direct?.phase, direct?.quorum, direct?.approver_groups],
      ['STAGED', 3, [{ role: 'officer', min: 3 }]],
    )
  })
})
