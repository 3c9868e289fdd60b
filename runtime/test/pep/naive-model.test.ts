/**
 * The machine beside a model written from the prose of the design, without a look at the machine: who waits, who agreed, how it ended; with a log that comes
 * and goes, a breaker that changes, crashes, and handlers of every kind.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { viewOf } from '../../src/pep/action-view.ts'
import type { BreakerReading } from '../../src/pep/breaker-reading.ts'
import { BASE } from '../support/explore-pep.ts'
import { begin, brokenInvariants, type Move, make, type World } from '../support/pep-world.ts'

/** What becomes of the next run: the last two kill the log, or the process, in the middle of it. */
type Fate = 'success' | 'notApplied' | 'failedApplied' | 'failedNot' | 'success, log gone' | 'crash'

interface Naive {
  state: 'staged' | 'awaiting' | 'doubt' | 'executed' | 'cancelled'
  approvers: Set<string>
  breaker: BreakerReading['state']
  sawBlind: boolean
  isLogUp: boolean
  fate: Fate
  ran: boolean
  /** In doubt only because the log does not take what is known. */
  isKnown: boolean
}

interface Real {
  world: World
  isLogUp: boolean
  fate: Fate
}

type Command = fc.Command<Naive, Real>

/** Lets log and handler answer until nothing is under way. */
function settle(real: Real): void {
  for (;;) {
    const { world } = real
    if (world.appending !== undefined)
      real.world = make(world, { move: 'log', result: real.isLogUp ? 'taken' : 'lost' })
    else if (world.handler === 'running') runHandler(real)
    else return
  }
}

function runHandler(real: Real): void {
  const { fate } = real
  if (fate === 'crash') real.world = make(real.world, { move: 'crash' })
  else if (fate === 'success, log gone') {
    real.isLogUp = false
    real.world = make(real.world, { move: 'handle', result: 'success' })
  } else real.world = make(real.world, { move: 'handle', result: fate })
}

const isWaiting = ({ state }: Naive): boolean => state === 'staged' || state === 'awaiting'

function command(name: string, change: (model: Naive) => void, move: Move | ((real: Real) => void)): Command {
  return {
    check: () => true,
    run(model, real) {
      change(model)
      if (typeof move === 'function') move(real)
      else real.world = make(real.world, move)
      settle(real)
      compare(model, real.world)
    },
    toString: () => name,
  }
}

function compare(model: Naive, world: World): void {
  assert.deepEqual(brokenInvariants(world), [])
  const { status, phase } = viewOf(world.record!, undefined)
  const state =
    status === 'pending' ? (phase === 'STAGED' ? 'staged' : 'awaiting') : status === 'in_doubt' ? 'doubt' : status
  assert.equal(state, model.state)
  assert.equal(world.runs, model.ran ? 1 : 0)
  if (model.state === 'awaiting')
    assert.deepEqual(new Set(world.record!.approvals.map(({ subject }) => subject)), model.approvers)
}

function execute(model: Naive): void {
  if (!model.isLogUp) {
    model.state = 'cancelled'
    return
  }
  model.ran = true
  if (model.fate === 'success') model.state = 'executed'
  else if (model.fate === 'notApplied') model.state = 'cancelled'
  else model.state = 'doubt'
  if (model.fate === 'success, log gone') {
    model.isLogUp = false
    model.isKnown = true
  }
}

function approve(model: Naive, who: string): void {
  if (model.state !== 'awaiting') return
  if (model.sawBlind) model.state = 'cancelled'
  // ann is the requester.
  else if (who !== 'ann') {
    model.approvers.add(who)
    if (model.approvers.size >= 2) execute(model)
  }
}

/** What ends a wait. Statements need somebody to have looked; time does not. */
function end(model: Naive, needsView: boolean): void {
  if (model.state === 'awaiting' || (model.state === 'staged' && !needsView)) model.state = 'cancelled'
}

function resolve(model: Naive, applied: boolean): void {
  if (model.state !== 'doubt' || model.isKnown) return
  if (!applied) model.state = 'cancelled'
  else if (model.isLogUp) model.state = 'executed'
  else model.isKnown = true
}

/** The breaker in the model goes where the relation leads; a Blind ends by flush and breakout. */
function turn(model: Naive, to: BreakerReading['state']): boolean {
  if (model.breaker === to || (model.breaker === 'BLIND' && to !== 'NOMINAL')) return false
  model.breaker = to
  model.sawBlind ||= to === 'BLIND' && isWaiting(model)
  return true
}

function turnCommand(to: BreakerReading['state']): Command {
  let isLegal = false
  return command(
    `breaker ${to}`,
    (model) => {
      isLegal = turn(model, to)
    },
    (real) => {
      if (!isLegal) return
      const moves: Move[] =
        real.world.breaker.state === 'BLIND'
          ? [
              { move: 'breaker', to: 'FLUSHED' },
              { move: 'breaker', to: 'BROKEN_OUT' },
            ]
          : [{ move: 'breaker', to }]
      real.world = moves.reduce(make, real.world)
    },
  )
}

const say = (verb: 'approve' | 'deny' | 'withdraw' | 'cancel', who: string): Move => ({ move: 'say', verb, who })

/** Without a quorum nothing interesting happens. */
const OFTEN: readonly fc.Arbitrary<Command>[] = [1, 2, 3].map(() =>
  fc
    .constantFrom('bob', 'cid')
    .map((who) => command(`${who} approves`, (model) => approve(model, who), say('approve', who))),
)

const COMMANDS: readonly fc.Arbitrary<Command>[] = [
  fc.constant(
    command(
      'view',
      (model) => {
        if (model.state === 'staged') model.state = 'awaiting'
      },
      { move: 'view' },
    ),
  ),
  fc
    .constantFrom('ann', 'bob', 'cid', 'dan')
    .map((who) => command(`${who} approves`, (model) => approve(model, who), say('approve', who))),
  fc.constantFrom('bob', 'cid').map((who) =>
    command(
      `${who} withdraws`,
      (model) => {
        if (model.state === 'awaiting') model.approvers.delete(who)
      },
      say('withdraw', who),
    ),
  ),
  fc
    .constantFrom('deny' as const, 'cancel' as const)
    .map((verb) => command(`dan: ${verb}`, (model) => end(model, true), say(verb, 'dan'))),
  fc.constant(command('ann cancels', () => undefined, say('cancel', 'ann'))),
  fc.constant(command('flush', (model) => end(model, false), { move: 'flush' })),
  fc.constant(command('crash', () => undefined, { move: 'crash' })),
  fc.constantFrom<BreakerReading['state']>('NOMINAL', 'CONSERVATIVE', 'BLIND').map(turnCommand),
  fc
    .constantFrom<Fate>('success', 'success', 'notApplied', 'failedApplied', 'failedNot', 'success, log gone', 'crash')
    .map((fate) =>
      command(
        `the next run: ${fate}`,
        (model) => {
          model.fate = fate
        },
        (real) => {
          real.fate = fate
        },
      ),
    ),
  fc.constant(
    command(
      'log down',
      (model) => {
        model.isLogUp = false
      },
      (real) => {
        real.isLogUp = false
      },
    ),
  ),
  fc.constant(
    command(
      'log up',
      (model) => {
        model.isLogUp = true
        if (model.isKnown && model.state === 'doubt') model.state = 'executed'
      },
      (real) => {
        real.isLogUp = true
        if (real.world.record!.owed.length > 0) real.world = make(real.world, { move: 'logReturns' })
      },
    ),
  ),
  fc.boolean().map((applied) =>
    command(`dan resolves: ${applied}`, (model) => resolve(model, applied), {
      move: 'say',
      verb: applied ? 'resolve-applied' : 'resolve-not-applied',
      who: 'dan',
    }),
  ),
]

const TRACES = 50_000

describe('the machine, beside a naive model', function () {
  this.timeout(300_000)
  it('is where the model is after every command', function () {
    const seed = Math.floor(Math.random() * 2 ** 31)
    let commands = 0
    const ends = new Map<string, number>()
    fc.assert(
      fc.property(fc.commands([...COMMANDS, ...OFTEN], { maxCommands: 30, size: 'max' }), (chosen) => {
        let last: Naive | undefined
        fc.modelRun(() => {
          const real: Real = { world: begin(BASE), isLogUp: true, fate: 'success' }
          settle(real)
          last = {
            state: 'staged',
            approvers: new Set(),
            breaker: 'NOMINAL',
            sawBlind: false,
            isLogUp: true,
            fate: 'success',
            ran: false,
            isKnown: false,
          }
          return { model: last, real }
        }, chosen)
        for (const _ of chosen) commands += 1
        ends.set(last!.state, (ends.get(last!.state) ?? 0) + 1)
      }),
      { numRuns: TRACES, seed },
    )
    // A model that never comes anywhere agrees with anything.
    for (const state of ['staged', 'awaiting', 'doubt', 'executed', 'cancelled'])
      assert.ok((ends.get(state) ?? 0) > 20, state)
    assert.ok(commands > 5 * TRACES)
    this.test!.title += `: ${TRACES} traces, ${commands} commands, seed ${seed}`
  })
})
