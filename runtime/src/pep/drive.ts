/**
 * The only interpreter of effects. Reads the record, steps the machine, persists by compare-and-set, and only then does what the machine asked for; every
 * answer from outside comes back as the next event, until there is none. A lost race begins again from the record as it is now.
 */
import type { JsonValue } from 'clawql-manifest-validator'
import type { LoadedContract } from '../contract/loaded-contract.ts'
import { type ActionCell, storedCell } from './action-cell.ts'
import type { ActionRecord, OwedEntry } from './action-record.ts'
import { type BreakerReading, readOrBlind } from './breaker-reading.ts'
import { owedEnvelope } from './owed-envelope.ts'
import type { PepEffect, PepEvent } from './pep-event.ts'
import type { PepPorts } from './ports.ts'
import { settlePlace } from './rate-counter.ts'
import { reasonOf } from './reason-of.ts'
import { createRecovery, fateOf, type Recovery } from './recover.ts'
import type { Redaction } from './redaction.ts'
import type { PepRefusal } from './refusal.ts'
import { createHandlerRuns } from './run-handler.ts'
import { step } from './step.ts'
import { createTimers } from './timers.ts'

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
  readonly refusal: PepRefusal | undefined
}

/** A promise only where something must be waited for. */
export type MakeEvent = (record: ActionRecord | undefined) => PepEvent | Promise<PepEvent>
/** What happened next: known already, or made from the record as it is at each try. */
export type Next = PepEvent | MakeEvent

export interface Driver extends Pick<Recovery, 'recover' | 'forget'> {
  drive(cell: ActionCell, run: Run, first: Next): Promise<Driven>
  cellOf(instance: string): ActionCell
  /** Calls off every timer. */
  stop(): void
}

const LONGEST_LOG_WAIT_MS = 60_000

export function createDriver(contract: LoadedContract, ports: PepPorts, redaction: Redaction): Driver {
  const { after, stop } = createTimers(ports.clock)
  const handlerRuns = createHandlerRuns(contract, ports, redaction, after)
  const { recover, forget, loggedNumbers } = createRecovery(ports, driveStored)

  async function drive(cell: ActionCell, run: Run, first: Next): Promise<Driven> {
    let next: Next | undefined = first
    let refusal: PepRefusal | undefined
    for (;;) {
      const read = cell.read()
      const current = read instanceof Promise ? await read : read
      const made = typeof next === 'function' ? next(current) : next
      const event = made instanceof Promise ? await made : made
      const { record, effects, follows } = step(current, event)
      if (record !== undefined && record !== current) {
        if (follows === true) cell.hold(event, record)
        else {
          const written = cell.write(record)
          if (!(written instanceof Promise ? await written : written)) continue
        }
        if (record.phase === 'WORM_LOGGED' && current?.phase !== 'WORM_LOGGED') {
          const settled = settle(record, run)
          if (settled !== undefined) await settled
        }
      }
      // What the first event was refused for is the answer; what came after it only where it was not.
      refusal ??= refusalIn(effects)
      next = undefined
      for (const effect of effects) {
        if (record === undefined) continue
        const only = effect.kind === 'APPEND' ? soleEntry(record, effect.numbers) : undefined
        let followed: Next | undefined | Promise<Next | undefined>
        if (only === undefined) followed = perform(cell, run, record, effect)
        else {
          // In this very function: an action waits for the log twice, and for hardly anything else.
          let failure: { readonly error: unknown } | undefined
          try {
            await ports.log.append(owedEnvelope(ports.crypto, record, only))
          } catch (error) {
            failure = { error }
          }
          followed = failure === undefined ? logged(record, [only.number]) : notLogged([only.number], failure.error)
        }
        next = (followed instanceof Promise ? await followed : followed) ?? next
      }
      if (next === undefined) return { record, refusal }
    }
  }

  /** Gives the event that follows, where one does before this call ends. */
  function perform(
    cell: ActionCell,
    run: Run,
    record: ActionRecord,
    effect: PepEffect,
  ): Next | undefined | Promise<Next | undefined> {
    switch (effect.kind) {
      case 'APPEND':
        return appendSeveral(cell, run, record, effect.numbers)
      case 'RUN_HANDLER': {
        const late = (answer: Next): void => {
          drive(cell, run, answer).catch((error: unknown) => alertOf(record, run, '', error))
        }
        return handlerRuns.run(run, record, effect.attempt, late)
      }
      case 'RUN_COMPENSATION':
        return handlerRuns.compensate(run, record)
      case 'WAIT_FOR_RETRY':
        return new Promise<void>((resolve) => after(effect.ms, resolve)).then(() => retryCameDue)
      case 'WAIT_FOR_LOG':
        after(effect.ms, () => askLogAgain(record.instance, effect.ms))
        return undefined
      case 'WAIT_FOR_EXPIRY':
        after(Math.max(0, effect.until_ms - ports.clock.nowMs()), () => expire(record.instance))
        return undefined
      case 'ALERT':
        ports.alert(effect.message)
        return undefined
      default:
        return undefined
    }
  }

  /** All at once, in order. Where the log took some and not others, the former are brought on first. */
  async function appendSeveral(
    cell: ActionCell,
    run: Run,
    record: ActionRecord,
    wanted: readonly number[],
  ): Promise<Next | undefined> {
    const entries = record.owed.filter(({ number }) => wanted.includes(number))
    if (entries.length === 0) return undefined
    const failures = new Map<number, unknown>()
    const appendOne = (entry: OwedEntry): Promise<unknown> =>
      ports.log
        .append(owedEnvelope(ports.crypto, record, entry))
        .catch((error: unknown) => failures.set(entry.number, error))
    await Promise.all(entries.map(appendOne))
    const numbers = entries.map(({ number }) => number)
    const failed = numbers.filter((number) => failures.has(number))
    const written = numbers.filter((number) => !failures.has(number))
    if (failed.length === 0) return logged(record, written)
    if (written.length > 0) await drive(cell, run, await logged(record, written))
    return notLogged(failed, failures.get(failed[0]!))
  }

  /** INVARIANT P4: what was staged looks at the breaker once more after its record and its entry are written (D2). */
  function logged(record: ActionRecord, numbers: readonly number[]): PepEvent | Promise<PepEvent> {
    if (record.phase !== 'STAGED') return { kind: 'ENTRIES_LOGGED', at_ms: ports.clock.nowMs(), numbers }
    const taken = (breaker: BreakerReading): PepEvent => ({
      kind: 'ENTRIES_LOGGED',
      at_ms: ports.clock.nowMs(),
      numbers,
      breaker,
    })
    const reading = readOrBlind(ports.breaker)
    return reading instanceof Promise ? reading.then(taken) : taken(reading)
  }

  function notLogged(numbers: readonly number[], error: unknown): PepEvent {
    return { kind: 'ENTRIES_NOT_LOGGED', at_ms: ports.clock.nowMs(), numbers, reason: reasonOf(error) }
  }

  async function retryCameDue(): Promise<PepEvent> {
    return { kind: 'RETRY_CAME_DUE', at_ms: ports.clock.nowMs(), breaker: await readOrBlind(ports.breaker) }
  }

  function driveStored(instance: string, makeEvent: MakeEvent): Promise<Driven> {
    return drive(cellOf(instance), { handlerStarted: false }, makeEvent)
  }

  function expire(instance: string): void {
    driveStored(instance, () => ({ kind: 'TIME_PASSED', at_ms: ports.clock.nowMs() })).catch((error: unknown) =>
      ports.alert(reasonOf(error)),
    )
  }

  function askLogAgain(instance: string, waitedMs: number): void {
    const ask = async () => {
      const cell = cellOf(instance)
      const current = await cell.read()
      if (current === undefined || current.owed.length === 0) return
      const inLog = await loggedNumbers(current)
      await drive(cell, { handlerStarted: false }, () => ({
        kind: 'LOG_CAME_BACK',
        at_ms: ports.clock.nowMs(),
        logged: inLog,
      }))
    }
    ask().catch(() =>
      after(Math.min(waitedMs * 2, LONGEST_LOG_WAIT_MS), () =>
        askLogAgain(instance, Math.min(waitedMs * 2, LONGEST_LOG_WAIT_MS)),
      ),
    )
  }

  const cellOf = (instance: string): ActionCell => storedCell(ports.store, instance)

  /** At the end, once: the rate counter learns what became of the place it held, and the host is told. */
  function settle(record: ActionRecord, run: Run): undefined | Promise<void> {
    if (record.outcome === undefined) return undefined
    const { rate_key: key } = record.request
    return key === undefined ? tell(record, run) : giveBack(key, record, run).then(() => tell(record, run))
  }

  /** Where the store cannot answer now, the place stays taken until it is reconciled: too few may run, never too many. */
  function giveBack(key: string, record: ActionRecord, run: Run): Promise<void> {
    const { fate, atMs } = fateOf(record)
    return settlePlace(ports.store, key, record.instance, fate === 'ran' ? fate : 'did not run', atMs).catch(
      (error: unknown) => alertOf(record, run, 'its rate counter: ', error),
    )
  }

  function tell(record: ActionRecord, run: Run): undefined | Promise<void> {
    const { outcome, instance, request } = record
    if (outcome === undefined) return undefined
    const output = outcome.status === 'executed' && run.output !== undefined ? { output: run.output } : {}
    try {
      ports.settled({ instance, action: request.action, outcome: outcome.status, ...output })
      return undefined
    } catch (error) {
      return alertOf(record, run, 'whoever was told of its end failed: ', error)
    }
  }

  async function alertOf({ instance, request }: ActionRecord, run: Run, what: string, error: unknown): Promise<void> {
    ports.alert(`action ${instance}: ${what}${await redaction.message(request.action, reasonOf(error), run.input)}`)
  }

  return { drive, cellOf, recover, forget, stop }
}

/** The entry, where exactly one is to be appended. */
function soleEntry({ owed }: ActionRecord, numbers: readonly number[]): OwedEntry | undefined {
  if (numbers.length !== 1) return undefined
  if (owed.length === 1 && owed[0]?.number === numbers[0]) return owed[0]
  return owed.find(({ number }) => number === numbers[0])
}

function refusalIn(effects: readonly PepEffect[]): PepRefusal | undefined {
  for (const effect of effects) if (effect.kind === 'REFUSE') return effect.refusal
  return undefined
}
