/**
 * The only interpreter of effects. Reads the record, steps the machine, persists by compare-and-set, and only then does what the machine asked for; every
 * answer from outside comes back as the next event. A lost race begins again from the record as it is now.
 */
import { canonicalize, type JsonValue } from 'clawql-manifest-validator'
import type { LoadedContract } from '../contract/loaded-contract.ts'
import { pagesOf } from '../store/pages-of.ts'
import { ACTION_PREFIX, type ActionCell, parseRecord, storedCell } from './action-cell.ts'
import { type ActionRecord, isOver, type OwedEntry } from './action-record.ts'
import { type BreakerReading, readOrBlind } from './breaker-reading.ts'
import { callHandler, type HandlerResult } from './call-handler.ts'
import { type CheckedOutput, checkOutput } from './check-output.ts'
import { outputDigest } from './digests.ts'
import { entryId, owedEnvelope } from './owed-envelope.ts'
import type { PepEffect, PepEvent } from './pep-event.ts'
import { isNotApplied, type PepPorts } from './ports.ts'
import { type Fate, reconcilePlaces, settlePlace } from './rate-counter.ts'
import type { Redaction } from './redaction.ts'
import type { PepRefusal } from './refusal.ts'
import { step } from './step.ts'

/** What one call holds in memory and no record does: the opened input, and the output once there is one. */
export interface Run {
  input?: JsonValue
  output?: JsonValue
  /** The output as the log shows it. */
  shown?: JsonValue
  handlerStarted: boolean
}

export interface Driven {
  readonly record: ActionRecord | undefined
  readonly refusal?: PepRefusal
}

/** A promise only where something must be waited for. */
export type MakeEvent = (record: ActionRecord | undefined) => PepEvent | Promise<PepEvent>

export interface Driver {
  /** `makeEvent` sees the record as it is at each try. */
  drive(cell: ActionCell, run: Run, makeEvent: MakeEvent): Promise<Driven>
  cellOf(instance: string): ActionCell
  /** Everything undecided or owing in the store, brought on by one event each. */
  recover(): Promise<number>
  /** Deletes the records of actions that ended before then; returns how many. */
  forget(endedBeforeMs: number): Promise<number>
  /** Calls off every timer. */
  stop(): void
}

const LONGEST_LOG_WAIT_MS = 60_000

export function createDriver(contract: LoadedContract, ports: PepPorts, redaction: Redaction): Driver {
  const timers = new Set<() => void>()

  async function drive(cell: ActionCell, run: Run, makeEvent: MakeEvent): Promise<Driven> {
    for (;;) {
      const read = cell.read()
      const stored = read instanceof Promise ? await read : read
      const current = cell.held.reduce((record, event) => step(record, event).record, stored)
      const made = makeEvent(current)
      const event = made instanceof Promise ? await made : made
      const result = step(current, event)
      if (result.record !== undefined && result.record !== current) {
        if (result.follows === true) cell.hold(event)
        else {
          const written = cell.write(result.record)
          if (!(written instanceof Promise ? await written : written)) continue
        }
        if (result.record.phase === 'WORM_LOGGED') await settle(current, result.record, run)
      }
      return perform(cell, run, result.record, result.effects)
    }
  }

  async function perform(
    cell: ActionCell,
    run: Run,
    record: ActionRecord | undefined,
    effects: readonly PepEffect[],
  ): Promise<Driven> {
    let driven: Driven = { record }
    let refusal: PepRefusal | undefined
    for (const effect of effects) {
      if (effect.kind === 'REFUSE') refusal ??= effect.refusal
      else if (effect.kind === 'ALERT') ports.alert(effect.message)
      else if (record !== undefined && effect.kind !== 'REPLY')
        driven = (await performOne(cell, run, record, effect)) ?? driven
    }
    refusal ??= driven.refusal
    return { record: driven.record, ...(refusal === undefined ? {} : { refusal }) }
  }

  /** Undefined where the effect goes on by itself. */
  async function performOne(
    cell: ActionCell,
    run: Run,
    record: ActionRecord,
    effect: PepEffect,
  ): Promise<Driven | undefined> {
    switch (effect.kind) {
      case 'APPEND':
        return append(cell, run, record, effect.numbers)
      case 'RUN_HANDLER':
        return runHandler(cell, run, record, effect.attempt)
      case 'RUN_COMPENSATION':
        return runCompensation(cell, run, record)
      case 'WAIT_FOR_RETRY':
        await new Promise<void>((resolve) => after(effect.ms, resolve))
        return drive(cell, run, async () => ({
          kind: 'RETRY_CAME_DUE',
          at_ms: ports.clock.nowMs(),
          breaker: await readBreaker(),
        }))
      case 'WAIT_FOR_LOG':
        after(effect.ms, () => askLogAgain(record.instance, effect.ms))
        return undefined
      case 'WAIT_FOR_EXPIRY':
        after(Math.max(0, effect.until_ms - ports.clock.nowMs()), () => expire(record.instance))
        return undefined
      default:
        return undefined
    }
  }

  async function append(cell: ActionCell, run: Run, record: ActionRecord, numbers: readonly number[]): Promise<Driven> {
    const entries = record.owed.filter(({ number }) => numbers.includes(number))
    const failures = await appendAll(record, entries)
    const all = entries.map(({ number }) => number)
    const written = failures.size === 0 ? all : all.filter((number) => !failures.has(number))
    const failed = all.filter((number) => failures.has(number))
    const breaker = record.phase === 'STAGED' ? await readBreaker() : undefined
    const atMs = ports.clock.nowMs()
    let driven: Driven = { record }
    if (written.length > 0) {
      driven = await drive(cell, run, () => ({
        kind: 'ENTRIES_LOGGED',
        at_ms: atMs,
        numbers: written,
        ...(breaker === undefined ? {} : { breaker }),
      }))
    }
    if (failed.length > 0) {
      const reason = reasonOf(failures.get(failed[0]!))
      driven = await drive(cell, run, () => ({
        kind: 'ENTRIES_NOT_LOGGED',
        at_ms: atMs,
        numbers: failed,
        reason,
      }))
    }
    return driven
  }

  /** All at once, in order; by number, why the log did not take them. */
  async function appendAll(record: ActionRecord, entries: readonly OwedEntry[]): Promise<ReadonlyMap<number, unknown>> {
    const failures = new Map<number, unknown>()
    const appendOne = (entry: OwedEntry): Promise<unknown> =>
      ports.log
        .append(owedEnvelope(ports.crypto, record, entry))
        .catch((error: unknown) => failures.set(entry.number, error))
    const [only] = entries
    await (only !== undefined && entries.length === 1 ? appendOne(only) : Promise.all(entries.map(appendOne)))
    return failures
  }

  async function runHandler(cell: ActionCell, run: Run, record: ActionRecord, attempt: number): Promise<Driven> {
    const { execution } = record.request
    const called = callHandler(ports.handlers, run, record, execution.handler, attempt)
    if (!(called instanceof Promise)) return drive(cell, run, () => handlerEvent(called, attempt, record, run))
    const { result, first } = inTime(called, execution.timeout_ms)
    const answer = await first
    if (answer !== undefined) return drive(cell, run, () => handlerEvent(answer, attempt, record, run))
    // It may still answer; what it says then ends the doubt.
    void result
      .then((late) => drive(cell, run, () => handlerEvent(late, attempt, record, run)))
      .catch((error: unknown) => alertOf(record, run, '', error))
    return drive(cell, run, () => failedEvent(record, run, attempt, `no answer within ${execution.timeout_ms} ms`))
  }

  /** `first` is undefined where the time is over before there is a result. */
  function inTime<T>(
    result: Promise<T>,
    ms: number,
  ): { readonly result: Promise<T>; readonly first: Promise<T | undefined> } {
    let callOff: () => void = () => undefined
    const late = new Promise<undefined>((resolve) => {
      callOff = after(ms, () => resolve(undefined))
    })
    const first = Promise.race([result, late])
    return { result, first: first.finally(callOff) }
  }

  function handlerEvent(
    result: HandlerResult,
    attempt: number,
    record: ActionRecord,
    run: Run,
  ): PepEvent | Promise<PepEvent> {
    if ('output' in result) return succeededEvent(result.output, attempt, record, run)
    if (isNotApplied(result.error)) return notAppliedEvent(result.error, attempt, record, run)
    return failedEvent(record, run, attempt, reasonOf(result.error))
  }

  async function notAppliedEvent(error: Error, attempt: number, record: ActionRecord, run: Run): Promise<PepEvent> {
    return {
      kind: 'HANDLER_NOT_APPLIED',
      at_ms: ports.clock.nowMs(),
      attempt,
      message: await redaction.message(record.request.action, reasonOf(error), run.input),
      breaker: await readBreaker(),
    }
  }

  function succeededEvent(
    given: unknown,
    attempt: number,
    record: ActionRecord,
    run: Run,
  ): PepEvent | Promise<PepEvent> {
    const { action } = record.request
    const checked = checkOutput(contract.actions.get(action)?.validators, given)
    const redacted = redaction.output(action, checked.output, run.input)
    return redacted instanceof Promise
      ? redacted.then((shown) => succeeded(checked, shown, attempt, run))
      : succeeded(checked, redacted, attempt, run)
  }

  function succeeded({ output, valid }: CheckedOutput, redacted: JsonValue, attempt: number, run: Run): PepEvent {
    if (valid) {
      run.output = output
      run.shown = redacted
    }
    const described = { valid, digest: outputDigest(ports.crypto, canonicalize(output)), redacted }
    return { kind: 'HANDLER_SUCCEEDED', at_ms: ports.clock.nowMs(), attempt, output: described }
  }

  async function failedEvent(record: ActionRecord, run: Run, attempt: number, message: string): Promise<PepEvent> {
    return {
      kind: 'HANDLER_FAILED',
      at_ms: ports.clock.nowMs(),
      attempt,
      message: await redaction.message(record.request.action, message, run.input),
      breaker: await readBreaker(),
    }
  }

  /** Has the handler's own time. An undoing that has not answered by then is not known to have happened: the doubt stays. */
  async function runCompensation(cell: ActionCell, run: Run, record: ActionRecord): Promise<Driven> {
    const { compensate = '', timeout_ms: ms } = record.request.execution
    const called = callHandler(ports.handlers, run, record, compensate, record.attempt)
    const answer = called instanceof Promise ? await inTime(called, ms).first : called
    const failure =
      answer === undefined ? `no answer within ${ms} ms` : 'error' in answer ? reasonOf(answer.error) : undefined
    const message = await redaction.message(record.request.action, failure ?? '', run.input)
    return drive(cell, run, async () => ({
      kind: 'COMPENSATION_ENDED',
      at_ms: ports.clock.nowMs(),
      applied: failure === undefined,
      message,
    }))
  }

  const readBreaker = (): Promise<BreakerReading> => readOrBlind(ports.breaker)

  function after(ms: number, run: () => void): () => void {
    const cancel = ports.clock.after(ms, () => {
      timers.delete(cancel)
      run()
    })
    timers.add(cancel)
    return () => {
      timers.delete(cancel)
      cancel()
    }
  }

  function expire(instance: string): void {
    inBackground(
      drive(cellOf(instance), { handlerStarted: false }, async () => ({
        kind: 'TIME_PASSED',
        at_ms: ports.clock.nowMs(),
      })),
    )
  }

  function askLogAgain(instance: string, waitedMs: number): void {
    const ask = async () => {
      const cell = cellOf(instance)
      const current = await cell.read()
      if (current === undefined || current.owed.length === 0) return
      const logged = await loggedNumbers(current)
      await drive(cell, { handlerStarted: false }, async () => ({
        kind: 'LOG_CAME_BACK',
        at_ms: ports.clock.nowMs(),
        logged,
      }))
    }
    ask().catch(() =>
      after(Math.min(waitedMs * 2, LONGEST_LOG_WAIT_MS), () =>
        askLogAgain(instance, Math.min(waitedMs * 2, LONGEST_LOG_WAIT_MS)),
      ),
    )
  }

  async function loggedNumbers(record: ActionRecord): Promise<readonly number[]> {
    const ids = new Set((await ports.log.history(record.instance)).map((entry) => entry.entry_id))
    return Array.from({ length: record.entry_count }, (_, number) => number).filter((number) =>
      ids.has(entryId(ports.crypto, record.instance, number)),
    )
  }

  async function recover(): Promise<number> {
    let recovered = 0
    for await (const page of pagesOf(ports.store, ACTION_PREFIX)) {
      for (const { key, value } of page) {
        const record = readRecord(key, value)
        if (isOver(record)) continue
        const logged = await loggedNumbers(record)
        const event = async (): Promise<PepEvent> => ({
          kind: 'RESTARTED',
          at_ms: ports.clock.nowMs(),
          logged,
          breaker: await readBreaker(),
        })
        await drive(cellOf(record.instance), { handlerStarted: false }, event)
        recovered += 1
      }
    }
    await reconcile()
    return recovered
  }

  function reconcile(): Promise<void> {
    return reconcilePlaces(ports.store, ports.clock.nowMs(), async (instance) => {
      const found = await ports.store.get(ACTION_PREFIX + instance)
      // Without a record it was a read, or the process died in between: it may have run.
      return found === undefined ? { fate: 'ran' } : fateOf(parseRecord(found.value))
    })
  }

  /** What is over is in the log for good; the record is kept for a while, for those who ask how it ended. */
  async function forget(endedBeforeMs: number): Promise<number> {
    await reconcile()
    let forgotten = 0
    for await (const page of pagesOf(ports.store, ACTION_PREFIX)) {
      const deletions = page.flatMap(({ key, value, revision }) => {
        const record = parseRecord(value)
        const isOld = (record.ended_at_ms ?? Number.POSITIVE_INFINITY) < endedBeforeMs
        return isOver(record) && isOld ? [ports.store.compareAndSet(key, revision, undefined)] : []
      })
      forgotten += (await Promise.all(deletions)).filter((revision) => revision !== undefined).length
    }
    return forgotten
  }

  const cellOf = (instance: string): ActionCell => storedCell(ports.store, instance)

  /** At the end, once: the rate counter learns what became of the place it held, and the host is told. */
  async function settle(before: ActionRecord | undefined, record: ActionRecord, run: Run): Promise<void> {
    if (record.phase !== 'WORM_LOGGED' || before?.phase === 'WORM_LOGGED' || record.outcome === undefined) return
    const { status } = record.outcome
    const { rate_key: key } = record.request
    if (key !== undefined) {
      const { fate, atMs } = fateOf(record)
      // Where the store cannot answer now, the place stays taken until it is reconciled: too few may run, never too many.
      await settlePlace(ports.store, key, record.instance, fate === 'ran' ? fate : 'did not run', atMs).catch(
        (error: unknown) => alertOf(record, run, 'its rate counter: ', error),
      )
    }
    const output = status === 'executed' && run.output !== undefined ? { output: run.output } : {}
    try {
      ports.settled({ instance: record.instance, action: record.request.action, outcome: status, ...output })
    } catch (error) {
      await alertOf(record, run, 'whoever was told of its end failed: ', error)
    }
  }

  function inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => ports.alert(reasonOf(error)))
  }

  async function alertOf({ instance, request }: ActionRecord, run: Run, what: string, error: unknown): Promise<void> {
    ports.alert(`action ${instance}: ${what}${await redaction.message(request.action, reasonOf(error), run.input)}`)
  }

  function stop(): void {
    for (const cancel of timers) cancel()
    timers.clear()
  }

  return { drive, cellOf, recover, forget, stop }
}

/** A start that cannot read what it left behind stops, and says where. */
function readRecord(key: string, text: string): ActionRecord {
  try {
    return parseRecord(text)
  } catch (error) {
    throw new Error(`the store is damaged at ${key}: ${reasonOf(error)}`)
  }
}

/** What became of an action, as its rate counter sees it. */
function fateOf({ phase, outcome, ended_at_ms: endedAt = 0 }: ActionRecord): {
  readonly fate: Fate
  readonly atMs: number
} {
  if (phase !== 'WORM_LOGGED' || outcome === undefined) return { fate: 'undecided', atMs: 0 }
  return { fate: outcome.status === 'executed' ? 'ran' : 'did not run', atMs: endedAt }
}

/** Whatever was thrown; reading it must not throw again. */
function reasonOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : String(error)
  } catch {
    return 'an error that cannot be read'
  }
}
