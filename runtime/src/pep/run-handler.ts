/**
 * From a handler's answer, or its silence, to the machine's next event: within its time, checked against its contract, redacted. It decides nothing about
 * the action; what an answer comes to is the machine's.
 */
import { canonicalize, type JsonValue } from 'clawql-manifest-validator'
import type { LoadedContract } from '../contract/loaded-contract.ts'
import type { ActionRecord } from './action-record.ts'
import { readOrBlind } from './breaker-reading.ts'
import { callHandler, type HandlerResult } from './call-handler.ts'
import { type CheckedOutput, checkOutput } from './check-output.ts'
import { outputDigest } from './digests.ts'
import type { Next, Run } from './drive.ts'
import type { PepEvent } from './pep-event.ts'
import { isNotApplied, type PepPorts } from './ports.ts'
import { reasonOf } from './reason-of.ts'
import type { Redaction } from './redaction.ts'

export interface HandlerRuns {
  /** `late` is given the event of an answer that came after its time was over. */
  run(run: Run, record: ActionRecord, attempt: number, late: (answer: Next) => void): PepEvent | Promise<PepEvent>
  /** Has the handler's own time. An undoing that has not answered by then is not known to have happened: the doubt stays. */
  compensate(run: Run, record: ActionRecord): Promise<PepEvent>
}

export function createHandlerRuns(
  contract: LoadedContract,
  ports: PepPorts,
  redaction: Redaction,
  after: (ms: number, run: () => void) => () => void,
): HandlerRuns {
  function runHandler(
    run: Run,
    record: ActionRecord,
    attempt: number,
    late: (answer: Next) => void,
  ): PepEvent | Promise<PepEvent> {
    const { execution } = record.request
    const called = callHandler(ports.handlers, run, record, execution.handler, attempt)
    if (!(called instanceof Promise)) return handlerEvent(called, attempt, record, run)
    const { result, first } = inTime(called, execution.timeout_ms)
    return first.then((answer) => {
      if (answer !== undefined) return handlerEvent(answer, attempt, record, run)
      // It may still answer; what it says then ends the doubt.
      void result.then((given) => late(() => handlerEvent(given, attempt, record, run)))
      return failedEvent(record, run, attempt, `no answer within ${execution.timeout_ms} ms`)
    })
  }

  async function compensate(run: Run, record: ActionRecord): Promise<PepEvent> {
    const { compensate: name = '', timeout_ms: ms } = record.request.execution
    const called = callHandler(ports.handlers, run, record, name, record.attempt)
    const answer = called instanceof Promise ? await inTime(called, ms).first : called
    const failure =
      answer === undefined ? `no answer within ${ms} ms` : 'error' in answer ? reasonOf(answer.error) : undefined
    const message = await redaction.message(record.request.action, failure ?? '', run.input)
    return { kind: 'COMPENSATION_ENDED', at_ms: ports.clock.nowMs(), applied: failure === undefined, message }
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
      breaker: await readOrBlind(ports.breaker),
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
      breaker: await readOrBlind(ports.breaker),
    }
  }

  return { run: runHandler, compensate }
}
