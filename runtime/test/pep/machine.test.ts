/** The transition table of the design, row by row, and what is stamped at staging. */
import assert from 'node:assert/strict'
import type { Phase } from '../../src/pep/action-record.ts'
import { step } from '../../src/pep/step.ts'
import { BASE } from '../support/explore-pep.ts'
import { begin, type Move, make, type Scenario, STAGE, TURN_BLIND } from '../support/pep-world.ts'

const ALLOW = { effect: 'allow' } as const

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
    ['STAGED, a Blind before its entry is durable → CANCELLED (D2)', BASE, [TURN_BLIND, TAKEN], 'CANCELLED'],
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
    ['AWAITING_APPROVAL, a Blind in between → CANCELLED', BASE, [...awaiting, TURN_BLIND, approve('bob')], 'CANCELLED'],
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
    [
      'IN_DOUBT and reversible, resolved as applied, not logged → IN_DOUBT: nothing is undone behind that person’s back',
      { ...BASE, reversible: true },
      [
        ...executing,
        { move: 'handle', result: 'failedApplied' },
        TAKEN,
        { move: 'say', verb: 'resolve-applied', who: 'dan' },
        LOST,
      ],
      'IN_DOUBT',
    ],
    [
      '… the log returns → WORM_LOGGED',
      { ...BASE, reversible: true },
      [
        ...executing,
        { move: 'handle', result: 'failedApplied' },
        TAKEN,
        { move: 'say', verb: 'resolve-applied', who: 'dan' },
        LOST,
        { move: 'logReturns' },
        TAKEN,
      ],
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

  it('a success after the action was resolved as not applied changes nothing, and is told', () => {
    const moves: Move[] = [
      ...executing,
      { move: 'handle', result: 'failedNot' },
      TAKEN,
      { move: 'say', verb: 'resolve-not-applied', who: 'dan' },
      TAKEN,
    ]
    const { record } = moves.reduce(make, begin(BASE))
    const output = { valid: true, digest: '', redacted: null }
    const late = step(record, { kind: 'HANDLER_SUCCEEDED', at_ms: 9, attempt: 1, output })
    assert.equal(late.record, record)
    assert.deepEqual(late.effects, [
      { kind: 'ALERT', message: 'action i took effect after it was ended as resolved_not_applied' },
    ])
  })

  it('a timer that comes too early is set again, one that comes after the end is not', () => {
    const { record } = awaiting.reduce(make, begin(BASE))
    const early = step(record, { kind: 'TIME_PASSED', at_ms: 999 })
    assert.deepEqual([early.record, early.effects], [record, [{ kind: 'WAIT_FOR_EXPIRY', until_ms: 1000 }]])
    assert.equal(step(record, { kind: 'TIME_PASSED', at_ms: 1000 }).record?.phase, 'CANCELLED')
    const over = executed.reduce(make, begin(BASE)).record
    assert.deepEqual(step(over, { kind: 'TIME_PASSED', at_ms: 1000 }), { record: over, effects: [] })
  })

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
