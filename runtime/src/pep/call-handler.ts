/** One run of a host's handler: with a copy of the approved input that is its own, and whatever it does turned into a result. Never throws. */
import type { JsonValue } from 'clawql-manifest-validator'
import type { ActionRecord } from './action-record.ts'
import { copyJson } from './copy-json.ts'
import type { Run } from './drive.ts'
import { type Handler, NotAppliedError } from './ports.ts'

export type HandlerResult = { readonly output: unknown } | { readonly error: unknown }

/** A promise where the handler gave one: what answers at once needs no clock beside it. */
export function callHandler(
  handlers: ReadonlyMap<string, Handler>,
  run: Run,
  record: ActionRecord,
  name: string,
  attempt: number,
): HandlerResult | Promise<HandlerResult> {
  const handler = handlers.get(name)
  if (handler === undefined || run.input === undefined)
    return { error: new NotAppliedError(`there is no handler ${name}, or no input for it`) }
  run.handlerStarted = true
  const { action, requester } = record.request
  try {
    const input = ownCopy(run.input)
    const output = handler(input as never, { action, idempotencyKey: record.instance, attempt, requester })
    if (!isThenable(output)) return { output }
    return Promise.resolve(output).then(
      (settled) => ({ output: settled }),
      (error: unknown) => ({ error }),
    )
  } catch (error) {
    return { error }
  }
}

/** The handler may do with its input what it likes. */
function ownCopy(value: JsonValue): JsonValue {
  const copied = copyJson(value)
  if ('fault' in copied) throw new NotAppliedError(`the input cannot be handed over: ${copied.fault}`)
  return copied.value
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    'then' in value &&
    typeof value.then === 'function'
  )
}
