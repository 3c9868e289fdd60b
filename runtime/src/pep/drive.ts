/**
 * The only interpreter of effects. Reads the record, steps the machine, persists by compare-and-set, and only then does what the machine asked for; every
 * answer from outside comes back as the next event. A lost race begins again from the record as it is now.
 */
import { canonicalize, type JsonValue } from 'clawql-manifest-validator'
import type { LoadedContract } from '../contract/loaded-contract.ts'
import type { ActionRecord } from './action-record.ts'
import type { BreakerReading } from './breaker-reading.ts'
import { copyJson } from './copy-json.ts'
import { outputDigest } from './digests.ts'
import { entryId, owedEnvelope } from './owed-envelope.ts'
import type { PepEffect, PepEvent } from './pep-event.ts'
import { NotAppliedError, type PepPorts } from './ports.ts'
import type { PepRefusal } from './refusal.ts'
import { step } from './step.ts'

/** Where one action's record is kept: in the store, or for a read in memory alone, since a read has nothing to recover. */
export interface ActionCell {
  read(): Promise<{ readonly record: ActionRecord; readonly revision: number } | undefined>
  write(record: ActionRecord, revision: number): Promise<number | undefined>
}

/** What one call holds in memory and no record does: the opened input, and the output once there is one. */
export interface Run {
  input?: JsonValue
  output?: JsonValue
  handlerStarted: boolean
}

export interface Driven {
  readonly record: ActionRecord | undefined
  readonly refusal?: PepRefusal
}

export interface Driver {
  /** `makeEvent` sees the record as it is at each try. */
  drive(cell: ActionCell, run: Run, makeEvent: (record: ActionRecord | undefined) => Promise<PepEvent>): Promise<Driven>
  cellOf(instance: string): ActionCell
  /** Everything undecided or owing in the store, brought on by one event each. */
  recover(): Promise<number>
  /** Calls off every timer. */
  stop(): void
}

export const ACTION_PREFIX = 'action/'
const LONGEST_LOG_WAIT_MS = 60_000

export function createDriver(contract: LoadedContract, ports: PepPorts): Driver {
  const timers = new Set<() => void>()

  async function drive(
    cell: ActionCell,
    run: Run,
    makeEvent: (record: ActionRecord | undefined) => Promise<PepEvent>,
  ): Promise<Driven> {
    for (;;) {
      const current = await cell.read()
      const result = step(current?.record, await makeEvent(current?.record))
      if (result.record !== undefined && result.record !== current?.record) {
        const revision = await cell.write(result.record, current?.revision ?? 0)
        if (revision === undefined) continue
        tellSettled(current?.record, result.record, run)
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
    const results = await Promise.allSettled(entries.map((entry) => ports.log.append(owedEnvelope(record, entry))))
    const written = entries.filter((_, at) => results[at]?.status === 'fulfilled').map(({ number }) => number)
    const failed = entries.filter((_, at) => results[at]?.status !== 'fulfilled').map(({ number }) => number)
    const breaker = record.phase === 'STAGED' ? await readBreaker() : undefined
    const atMs = ports.clock.nowMs()
    let driven: Driven = { record }
    if (written.length > 0) {
      driven = await drive(cell, run, async () => ({
        kind: 'ENTRIES_LOGGED',
        at_ms: atMs,
        numbers: written,
        ...(breaker === undefined ? {} : { breaker }),
      }))
    }
    if (failed.length > 0) {
      const reason = reasonOf(results.find((result) => result.status === 'rejected')?.reason)
      driven = await drive(cell, run, async () => ({
        kind: 'ENTRIES_NOT_LOGGED',
        at_ms: atMs,
        numbers: failed,
        reason,
      }))
    }
    return driven
  }

  async function runHandler(cell: ActionCell, run: Run, record: ActionRecord, attempt: number): Promise<Driven> {
    const { execution, action } = record.request
    const result = callHandler(run, record, execution.handler, attempt)
    const late = Symbol('late')
    let callOff: () => void = () => undefined
    const timeout = new Promise<typeof late>((resolve) => {
      callOff = after(execution.timeout_ms, () => resolve(late))
    })
    const first = await Promise.race([result, timeout])
    callOff()
    if (first !== late) return drive(cell, run, async () => handlerEvent(first, attempt, action, run))
    // It may still answer; what it says then ends the doubt.
    void result
      .then((event) => drive(cell, run, async () => handlerEvent(event, attempt, action, run)))
      .catch((error: unknown) => ports.alert(`action ${record.instance}: ${reasonOf(error)}`))
    return drive(cell, run, async () => failedEvent(attempt, `no answer within ${execution.timeout_ms} ms`))
  }

  async function callHandler(run: Run, record: ActionRecord, name: string, attempt: number): Promise<HandlerResult> {
    const handler = ports.handlers.get(name)
    if (handler === undefined || run.input === undefined)
      return { error: new NotAppliedError(`there is no handler ${name}, or no input for it`) }
    run.handlerStarted = true
    const { action, requester } = record.request
    try {
      const input = structuredCopy(run.input)
      return { output: await handler(input, { action, idempotencyKey: record.instance, attempt, requester }) }
    } catch (error) {
      return { error }
    }
  }

  async function handlerEvent(result: HandlerResult, attempt: number, action: string, run: Run): Promise<PepEvent> {
    if ('error' in result) {
      if (!(result.error instanceof NotAppliedError)) return failedEvent(attempt, reasonOf(result.error))
      return {
        kind: 'HANDLER_NOT_APPLIED',
        at_ms: ports.clock.nowMs(),
        attempt,
        message: redactedText(result.error.message),
        breaker: await readBreaker(),
      }
    }
    const { output, valid } = checkOutput(action, result.output)
    if (valid) run.output = output
    const described = { valid, digest: outputDigest(canonicalize(output)), redacted: ports.redactor.redact(output) }
    return { kind: 'HANDLER_SUCCEEDED', at_ms: ports.clock.nowMs(), attempt, output: described }
  }

  /** What is no JSON is shown as null: the effect has happened, its outcome must be logged whatever came back. */
  function checkOutput(action: string, output: unknown): { readonly output: JsonValue; readonly valid: boolean } {
    const copied = copyJson(output)
    const validators = contract.actions.get(action)?.validators
    if ('fault' in copied || validators === undefined) return { output: null, valid: false }
    try {
      const normal = copyJson(validators.normalizeOutput(copied.value))
      if ('fault' in normal) return { output: copied.value, valid: false }
      return { output: normal.value, valid: validators.output(normal.value) }
    } catch {
      return { output: copied.value, valid: false }
    }
  }

  async function failedEvent(attempt: number, message: string): Promise<PepEvent> {
    return {
      kind: 'HANDLER_FAILED',
      at_ms: ports.clock.nowMs(),
      attempt,
      message: redactedText(message),
      breaker: await readBreaker(),
    }
  }

  async function runCompensation(cell: ActionCell, run: Run, record: ActionRecord): Promise<Driven> {
    const name = record.request.execution.compensate ?? ''
    const result = await callHandler(run, record, name, record.attempt)
    const message = 'error' in result ? redactedText(reasonOf(result.error)) : ''
    return drive(cell, run, async () => ({
      kind: 'COMPENSATION_ENDED',
      at_ms: ports.clock.nowMs(),
      applied: !('error' in result),
      message,
    }))
  }

  /** INVARIANT P4: a breaker that cannot be read is blind. */
  function readBreaker(): Promise<BreakerReading> {
    return ports.breaker
      .read()
      .catch(() => ({ version: 0, state: 'BLIND' as const, last_blind_version: Number.MAX_SAFE_INTEGER }))
  }

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
      if (current === undefined || current.record.owed.length === 0) return
      const logged = await loggedNumbers(current.record)
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
      ids.has(entryId(record.instance, number)),
    )
  }

  async function recover(): Promise<number> {
    let recovered = 0
    for (const { value } of await ports.store.list(ACTION_PREFIX)) {
      const record = parseRecord(value)
      if (record.phase === 'WORM_LOGGED' && record.owed.length === 0) continue
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
    return recovered
  }

  function cellOf(instance: string): ActionCell {
    const key = ACTION_PREFIX + instance
    return {
      async read() {
        const found = await ports.store.get(key)
        return found === undefined ? undefined : { record: parseRecord(found.value), revision: found.revision }
      },
      write: (record, revision) => ports.store.compareAndSet(key, revision, JSON.stringify(record)),
    }
  }

  function tellSettled(before: ActionRecord | undefined, record: ActionRecord, run: Run): void {
    if (record.phase !== 'WORM_LOGGED' || before?.phase === 'WORM_LOGGED' || record.outcome === undefined) return
    const { status } = record.outcome
    const output = status === 'executed' && run.output !== undefined ? { output: run.output } : {}
    ports.settled({ instance: record.instance, action: record.request.action, outcome: status, ...output })
  }

  function inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => ports.alert(reasonOf(error)))
  }

  function redactedText(text: string): string {
    return String(ports.redactor.redact(text.slice(0, 1000).toWellFormed()))
  }

  function stop(): void {
    for (const cancel of timers) cancel()
    timers.clear()
  }

  return { drive, cellOf, recover, stop }
}

type HandlerResult = { readonly output: unknown } | { readonly error: unknown }

/** A record that lives as long as the call: for reads. */
export function transientCell(): ActionCell {
  let kept: { readonly record: ActionRecord; readonly revision: number } | undefined
  return {
    read: () => Promise.resolve(kept),
    write(record, revision) {
      kept = { record, revision: revision + 1 }
      return Promise.resolve(revision + 1)
    },
  }
}

/** Written by this code alone, into a store that only this user's processes open. */
export function parseRecord(text: string): ActionRecord {
  return JSON.parse(text) as ActionRecord
}

function structuredCopy(value: JsonValue): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
