/**
 * A small world around the machine, for exploring every order of events: one action, a log that may take, lose or hide an entry, a handler that may do
 * anything, a breaker that may go through every transition or out of sight, and a process that may die between any two steps. It drives effects as the driver
 * does: persist, then act.
 */
import { type ActionRecord, isOver } from '../../src/pep/action-record.ts'
import { viewOf } from '../../src/pep/action-view.ts'
import type { StatementVerb } from '../../src/pep/approval-statement.ts'
import type { BreakerReading } from '../../src/pep/breaker-reading.ts'
import type { PepEffect, PepEvent, SignedStatement, StageTerms } from '../../src/pep/pep-event.ts'
import { step } from '../../src/pep/step.ts'

export interface Scenario {
  readonly decision: { readonly effect: 'allow' } | StageTerms
  readonly isRead: boolean
  readonly idempotent: boolean
  readonly reversible: boolean
  readonly retry: 'none' | 'fixed'
  readonly breaker: BreakerReading['state']
}

export interface World {
  readonly scenario: Scenario
  readonly record: ActionRecord | undefined
  /** What the store has: a step that only follows from the log is not written. */
  readonly saved: ActionRecord | undefined
  readonly breaker: BreakerReading
  /** A Blind whose flush is done can be ended by breakout. */
  readonly isFlushed: boolean
  readonly isBreakerHidden: boolean
  /** How often each kind of disturbance has happened: what the bound of an exploration is stated in. */
  readonly spent: Spent
  readonly now: number
  /** Durable entries: `number:kind`. */
  readonly log: readonly string[]
  readonly appending: readonly number[] | undefined
  readonly handler: 'idle' | 'running' | 'compensating'
  /** How often the handler was started, and how often its effect took place. */
  readonly runs: number
  readonly applied: number
  readonly refusals: readonly string[]
  readonly nonce: number
  /** What was broken, for the test to report. */
  readonly broken: readonly string[]
}

export interface Spent {
  readonly crashes: number
  readonly logFailures: number
  readonly breakerMoves: number
  readonly withdrawals: number
}

export const UNBOUND: Spent = { crashes: 1e9, logFailures: 1e9, breakerMoves: 1e9, withdrawals: 1e9 }

export const GROUPS = [{ role: 'officer', min: 2 }]
export const STAGE: StageTerms = { effect: 'stage', quorum: 2, approverGroups: GROUPS, ttlMs: 1000 }
const DIGEST = 'd'.repeat(64)

export type Move =
  | { readonly move: 'callOff'; readonly who: string }
  | { readonly move: 'view' | 'expire' | 'flush' | 'crash' | 'retry' | 'logReturns' }
  | { readonly move: 'breaker'; readonly to: BreakerMove }
  | { readonly move: 'say'; readonly verb: StatementVerb; readonly who: string }
  | { readonly move: 'log'; readonly result: 'taken' | 'lost' | 'hidden' }
  | { readonly move: 'handle'; readonly result: 'success' | 'notApplied' | 'failedApplied' | 'failedNot' }
  | { readonly move: 'compensate'; readonly result: 'done' | 'failed' }

export type BreakerMove = BreakerReading['state'] | 'FLUSHED' | 'BROKEN_OUT' | 'HIDDEN' | 'SEEN'

export const TURN_BLIND: Move = { move: 'breaker', to: 'BLIND' }

export function begin(
  scenario: Scenario,
  breaker: BreakerReading = { version: 1, state: scenario.breaker, last_blind_version: 0 },
): World {
  const world: World = {
    scenario,
    record: undefined,
    saved: undefined,
    breaker,
    isFlushed: false,
    isBreakerHidden: false,
    spent: { crashes: 0, logFailures: 0, breakerMoves: 0, withdrawals: 0 },
    now: 0,
    log: [],
    appending: undefined,
    handler: 'idle',
    runs: 0,
    applied: 0,
    refusals: [],
    nonce: 0,
    broken: [],
  }
  return occur(world, {
    kind: 'REQUESTED',
    at_ms: 0,
    instance: 'i',
    request: {
      action: 'a',
      action_version: '1',
      action_leaf: DIGEST,
      manifest_root: DIGEST,
      policy_version: DIGEST,
      agent_id: 'agent',
      session_id: 's',
      runtime: 'pi',
      is_read: scenario.isRead,
      input_digest: DIGEST,
      input_redacted: {},
      input_sealed: 'sealed',
      claims_hash: DIGEST,
      requester: { subject: 'ann', agent_id: 'agent', role: 'r', delegates: [] },
      execution: {
        handler: 'h',
        timeout_ms: 1,
        retry_policy: scenario.retry,
        idempotent: scenario.idempotent,
        reversible: scenario.reversible,
        ...(scenario.reversible ? { compensate: 'c' } : {}),
      },
    },
    decision: scenario.decision,
    breaker,
    promotion: { quorum: 3, role: 'officer', ttlMs: 1000 },
  })
}

/** Everything that can happen now, within the bound. */
export function movesOf(world: World, bound: Spent = UNBOUND): readonly Move[] {
  const { record, spent } = world
  if (record === undefined) return []
  const moves: Move[] = []
  if (spent.crashes < bound.crashes) moves.push({ move: 'crash' })
  if (world.appending !== undefined) moves.push({ move: 'log', result: 'taken' })
  if (world.appending !== undefined && spent.logFailures < bound.logFailures)
    moves.push({ move: 'log', result: 'lost' }, { move: 'log', result: 'hidden' })
  if (world.handler === 'running') {
    moves.push(
      ...(['success', 'notApplied', 'failedApplied', 'failedNot'] as const).map(
        (result) => ({ move: 'handle', result }) as const,
      ),
    )
  }
  if (world.handler === 'compensating')
    moves.push({ move: 'compensate', result: 'done' }, { move: 'compensate', result: 'failed' })
  if (record.retry_due !== undefined) moves.push({ move: 'retry' })
  if (record.phase === 'STAGED' || record.phase === 'AWAITING_APPROVAL') {
    moves.push({ move: 'view' }, { move: 'expire' }, { move: 'flush' })
    moves.push({ move: 'callOff', who: 'ann' }, { move: 'callOff', who: 'bob' })
    for (const who of ['ann', 'bob', 'cid', 'dan']) moves.push({ move: 'say', verb: 'approve', who })
    moves.push({ move: 'say', verb: 'deny', who: 'dan' }, { move: 'say', verb: 'cancel', who: 'dan' })
    if (spent.withdrawals < bound.withdrawals) moves.push({ move: 'say', verb: 'withdraw', who: 'bob' })
  }
  if (record.phase === 'IN_DOUBT')
    moves.push(
      { move: 'say', verb: 'resolve-applied', who: 'dan' },
      { move: 'say', verb: 'resolve-not-applied', who: 'dan' },
    )
  if (record.owed.length > 0 && world.appending === undefined) moves.push({ move: 'logReturns' })
  if (spent.breakerMoves < bound.breakerMoves) moves.push(...breakerMovesOf(world))
  return moves
}

function breakerMovesOf({ breaker, isFlushed, isBreakerHidden }: World): readonly Move[] {
  const to = (...states: readonly BreakerMove[]) => states.map((state) => ({ move: 'breaker' as const, to: state }))
  const sight = to(isBreakerHidden ? 'SEEN' : 'HIDDEN')
  if (breaker.state === 'NOMINAL') return [...sight, ...to('CONSERVATIVE', 'BLIND')]
  if (breaker.state === 'CONSERVATIVE') return [...sight, ...to('NOMINAL', 'BLIND')]
  return [...sight, ...to(isFlushed ? 'BROKEN_OUT' : 'FLUSHED')]
}

/** What a reading of the breaker gives now. */
function reading({ breaker, isBreakerHidden }: World): BreakerReading {
  return isBreakerHidden
    ? { version: 0, state: 'BLIND', last_blind_version: 0, unread: 'BREAKER_UNAVAILABLE' }
    : breaker
}

function moveBreaker(world: World, to: BreakerMove): World {
  const moved = spend(world, 'breakerMoves')
  if (to === 'HIDDEN' || to === 'SEEN') return { ...moved, isBreakerHidden: to === 'HIDDEN' }
  const version = world.breaker.version + 1
  if (to === 'FLUSHED') return { ...moved, isFlushed: true, breaker: { ...world.breaker, version } }
  const state = to === 'BROKEN_OUT' ? 'NOMINAL' : to
  const blind = state === 'BLIND' ? version : world.breaker.last_blind_version
  return { ...moved, isFlushed: false, breaker: { version, state, last_blind_version: blind } }
}

function spend(world: World, what: keyof Spent): World {
  return { ...world, spent: { ...world.spent, [what]: world.spent[what] + 1 } }
}

export function make(world: World, move: Move): World {
  const at_ms = world.now
  switch (move.move) {
    case 'view':
      return occur(world, { kind: 'VIEWED', at_ms })
    case 'expire':
      return occur({ ...world, now: 1000 }, { kind: 'TIME_PASSED', at_ms: 1000 })
    case 'breaker':
      return moveBreaker(world, move.to)
    case 'flush':
      return occur(world, { kind: 'BLIND_BEGAN', at_ms })
    case 'say':
      return say(move.verb === 'withdraw' ? spend(world, 'withdrawals') : world, move.verb, move.who)
    case 'callOff':
      return callOff(world, move.who)
    case 'log':
      return logAnswers(move.result === 'taken' ? world : spend(world, 'logFailures'), move.result)
    case 'handle':
      return handlerAnswers(world, move.result)
    case 'compensate':
      return occur(
        { ...world, handler: 'idle', applied: world.applied - (move.result === 'done' ? 1 : 0) },
        {
          kind: 'COMPENSATION_ENDED',
          at_ms,
          applied: move.result === 'done',
          message: '',
        },
      )
    case 'retry':
      return occur(world, { kind: 'RETRY_CAME_DUE', at_ms, breaker: reading(world) })
    case 'logReturns':
      return occur(world, { kind: 'LOG_CAME_BACK', at_ms, logged: loggedNumbers(world) })
    case 'crash':
      return crash(spend(world, 'crashes'))
  }
}

function callOff(world: World, who: string): World {
  const next = occur(world, { kind: 'CALLED_OFF', at_ms: world.now, by: { subject: who, agent_id: 'agent' } })
  const { outcome } = next.record ?? {}
  const isTheirs = outcome?.status === 'cancelled' && outcome.reason === 'cancelled_by_requester'
  return isTheirs && who !== 'ann' ? { ...next, broken: [...next.broken, 'somebody else took the request back'] } : next
}

function say(world: World, verb: StatementVerb, who: string): World {
  const record = world.record!
  const signed: SignedStatement = {
    signature: '',
    signer: { subject: who, roles: ['officer'], public_key: `key of ${who}` },
    statement: {
      verb,
      action_instance_id: 'i',
      action_leaf: DIGEST,
      input_digest: DIGEST,
      manifest_root: DIGEST,
      breaker_version: record.breaker_version,
      quorum: record.quorum,
      subject: who,
      nonce: String(world.nonce),
      expires_at_ms: 2000,
    },
  }
  const next = { ...world, nonce: world.nonce + 1 }
  const at_ms = world.now
  switch (verb) {
    case 'approve':
      return occur(next, {
        kind: 'APPROVED',
        at_ms,
        signed,
        breaker: reading(world),
        inForce: { manifest_root: DIGEST, action_leaf: DIGEST, input_intact: true, record_intact: true, log: 'agrees' },
      })
    case 'deny':
      return occur(next, { kind: 'REJECTED', at_ms, signed })
    case 'withdraw':
      return occur(next, { kind: 'APPROVAL_WITHDRAWN', at_ms, signed })
    case 'cancel':
      return occur(next, { kind: 'CANCEL_REQUESTED', at_ms, signed })
    default:
      return occur(next, { kind: 'RESOLVED', at_ms, signed })
  }
}

function logAnswers(world: World, result: 'taken' | 'lost' | 'hidden'): World {
  const numbers = world.appending ?? []
  const written = result === 'lost' ? world : withLogged(world, numbers)
  const idle = { ...written, appending: undefined }
  const at_ms = world.now
  if (result === 'taken') return occur(idle, { kind: 'ENTRIES_LOGGED', at_ms, numbers, breaker: reading(world) })
  return occur(idle, { kind: 'ENTRIES_NOT_LOGGED', at_ms, numbers, reason: 'disk' })
}

function handlerAnswers(world: World, result: 'success' | 'notApplied' | 'failedApplied' | 'failedNot'): World {
  const attempt = world.record!.attempt
  // An idempotent handler's second run under one key has no second effect.
  const effect = !world.scenario.isRead && (result === 'success' || result === 'failedApplied')
  const applied = effect ? (world.scenario.idempotent ? 1 : world.applied + 1) : world.applied
  const idle: World = { ...world, handler: 'idle', applied }
  const at_ms = world.now
  if (result === 'success')
    return occur(idle, {
      kind: 'HANDLER_SUCCEEDED',
      at_ms,
      attempt,
      output: { valid: true, digest: DIGEST, redacted: null },
    })
  const kind = result === 'notApplied' ? 'HANDLER_NOT_APPLIED' : 'HANDLER_FAILED'
  return occur(idle, { kind, at_ms, attempt, message: '', breaker: reading(world) })
}

/** The process is gone: what was being appended may have been written; a running handler may have had its effect. Then the same code begins again. */
function crash(world: World): World {
  const dead: World = { ...world, record: world.saved, appending: undefined, handler: 'idle' }
  return occur(dead, { kind: 'RESTARTED', at_ms: world.now, logged: loggedNumbers(dead), breaker: reading(world) })
}

function loggedNumbers(world: World): readonly number[] {
  return world.log.map((entry) => Number(entry.split(':')[0]))
}

function withLogged(world: World, numbers: readonly number[]): World {
  const fresh = (world.record?.owed ?? []).filter(
    ({ number }) => numbers.includes(number) && !loggedNumbers(world).includes(number),
  )
  return {
    ...world,
    log: [
      ...world.log,
      ...fresh.map(({ number, event_kind: kind, payload }) => `${number}:${kind}${statusOf(payload)}`),
    ],
  }
}

function statusOf(payload: Readonly<Record<string, unknown>>): string {
  return typeof payload['status'] === 'string' ? `/${payload['status']}` : ''
}

function occur(world: World, event: PepEvent): World {
  const { record, effects, follows } = step(world.record, event)
  const broken = [...world.broken, ...brokenByStep(world, record)]
  let next: World = { ...world, record, saved: follows === true ? world.saved : record, broken }
  for (const effect of effects) next = act(next, effect)
  return next
}

/** What one step may not do, whatever came before. */
function brokenByStep(
  { record: before, breaker, isBreakerHidden }: World,
  after: ActionRecord | undefined,
): readonly string[] {
  const broken: string[] = []
  const begins = after?.phase === 'EXECUTING' && before?.phase !== 'EXECUTING'
  const isBlind = breaker.state === 'BLIND' || isBreakerHidden
  const sawBlind = after !== undefined && breaker.last_blind_version > after.breaker_version
  if (begins && !after.request.is_read && (isBlind || sawBlind))
    broken.push('P4: an execution begins in a Blind, or after one that the action waited through')
  if (before === undefined || after === undefined) {
    if (before !== undefined) broken.push('a record is gone')
    return broken
  }
  if (after.quorum !== before.quorum || after.conservative_mode_promotion !== before.conservative_mode_promotion)
    broken.push('P3: what was stamped at staging has changed')
  const wasCancelled = before.phase === 'CANCELLED' || before.outcome?.status === 'cancelled'
  if (wasCancelled && (after.phase === 'EXECUTING' || after.outcome?.status !== 'cancelled'))
    broken.push('a cancelled action is not cancelled any more')
  if (isOver(before) && after !== before) broken.push('an action that is over has changed')
  return broken
}

/** Entries that another call is still appending are appended together with this one's: the log keeps their order. */
function act(world: World, effect: PepEffect): World {
  switch (effect.kind) {
    case 'APPEND':
      return { ...world, appending: [...new Set([...(world.appending ?? []), ...effect.numbers])] }
    case 'RUN_HANDLER': {
      const record = world.record!
      const broken = [...world.broken]
      // INVARIANT P8: no run without its durable intent.
      if (!world.log.some((entry) => entry.endsWith(':ACTION_INTENT')))
        broken.push('P8: a handler ran without a durable intent')
      // INVARIANT P6: distinct people, none of them the requester.
      const people = new Set(record.approvals.map(({ subject }) => subject))
      if (people.size < record.quorum || people.has('ann')) broken.push('P6: a handler ran without its quorum')
      // INVARIANT P4: no retry starts in Blind; a first run that has its intent may (D28).
      if ((world.breaker.state === 'BLIND' || world.isBreakerHidden) && effect.attempt > 1)
        broken.push('D28: a retry started in Blind')
      if (world.handler !== 'idle') broken.push('P5: a handler ran beside another run')
      return { ...world, handler: 'running', runs: world.runs + 1, broken }
    }
    case 'RUN_COMPENSATION':
      return { ...world, handler: 'compensating' }
    case 'REFUSE':
      return { ...world, refusals: [...world.refusals, effect.refusal.code].slice(-1) }
    default:
      return world
  }
}

/** Everything the design promises of a state, as sentences of what is broken. */
export function brokenInvariants(world: World): readonly string[] {
  const broken = [...world.broken]
  const { record, log, applied, scenario } = world
  if (record === undefined) return broken
  const view = viewOf(record, undefined)
  const logged = (kind: string) => log.some((entry) => entry.includes(`:${kind}`))
  if (view.status === 'executed' && !logged('ACTION_OUTCOME/executed'))
    broken.push('P1: executed is visible without its durable entry')
  if (String(view.phase) === 'EXECUTED') broken.push('P1: the phase EXECUTED is visible')
  if (applied > 1) broken.push('P5: the effect took place twice')
  if (applied < 0) broken.push('D1: undone what had not happened')
  if (record.phase === 'WORM_LOGGED' && record.outcome?.status === 'cancelled' && applied > 0 && !isAnswered(record)) {
    broken.push('D1: shown as cancelled although the effect took place')
  }
  if (record.phase === 'IN_DOUBT' && !logged('ACTION_INTENT')) broken.push('D1: in doubt without a durable intent')
  if (scenario.breaker === 'CONSERVATIVE' && !scenario.isRead && record.quorum < 3)
    broken.push('P3: the promoted quorum is not kept')
  if (record.phase === 'WORM_LOGGED' && record.request.input_sealed !== '')
    broken.push('D21: the sealed input outlives its record')
  if (log.length !== new Set(log).size) broken.push('an entry is in the log twice')
  return broken
}

/** Whoever said so takes responsibility: an operator, or a handler that claimed to have applied nothing. */
function isAnswered(record: ActionRecord): boolean {
  return (
    record.outcome?.status === 'cancelled' &&
    ['resolved_not_applied', 'handler_not_applied'].includes(record.outcome.reason)
  )
}

/** Two worlds with one key behave alike from here on. Versions matter only by whether a Blind came after the action. */
export function keyOf(world: World): string {
  const { record, saved, nonce: _nonce, refusals: _refusals, scenario: _scenario, breaker, ...rest } = world
  const bare =
    record === undefined
      ? null
      : {
          ...record,
          used_nonces: 0,
          request: record.request.input_sealed,
          approvals: record.approvals.map(({ subject }) => subject).sort(),
        }
  const sawBlind = record !== undefined && breaker.last_blind_version > record.breaker_version
  return JSON.stringify([rest, bare, saved === record, breaker.state, sawBlind])
}
