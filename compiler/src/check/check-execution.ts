/**
 * The execution block: which handler runs an action, for how long, how often again, and what undoes it.
 */
import { badTimeout } from '../diagnostics/catalogue/governance.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { Action, Execution } from '../program/program.ts'
import type { ModuleSymbol } from '../resolve/module.ts'
import {
  type EntryContext,
  type Member,
  readBoolean,
  readDuration,
  readMembers,
  readString,
  readWord,
} from './entries.ts'

const RETRY_POLICIES = ['none', 'fixed', 'exponential'] as const

/** Undefined where the block is missing or lacks a value; what is not written is that of the action it extends. */
export function checkExecution(
  symbol: ModuleSymbol<'action'>,
  base: { readonly action: Pick<Action, 'execution'> | undefined } | undefined,
  reporter: Reporter,
): Execution | undefined {
  const { declaration, file, name } = symbol
  const block = declaration.execution
  const inherited = base?.action?.execution
  if (block === undefined) return inherited
  const context: EntryContext = { file, block: `the execution of \`${name}\``, reporter }
  const [needed, others] = [
    ['handler', 'timeout', 'retry_policy'],
    ['compensate', 'idempotent'],
  ]
  const allowed = base ? { required: [], optional: [...needed!, ...others!] } : { required: needed!, optional: others! }
  const members = readMembers(block.entries, allowed, declaration.name.span, context)
  const handler = readString(members.get('handler'), context, "the handler's name as a string") ?? inherited?.handler
  const timeoutSeconds = readTimeout(members.get('timeout'), context) ?? inherited?.timeoutSeconds
  const retryPolicy = readWord(members.get('retry_policy'), RETRY_POLICIES, context) ?? inherited?.retryPolicy
  const compensate =
    readString(members.get('compensate'), context, "the undoing handler's name as a string") ?? inherited?.compensate
  const idempotent = readBoolean(members.get('idempotent'), context) ?? inherited?.idempotent
  if (handler === undefined || timeoutSeconds === undefined || retryPolicy === undefined) return undefined
  return {
    handler,
    timeoutSeconds,
    retryPolicy,
    ...(compensate !== undefined && { compensate }),
    ...(idempotent !== undefined && { idempotent }),
  }
}

function readTimeout(member: Member | undefined, context: EntryContext): number | undefined {
  const duration = readDuration(member, context)
  if (duration === undefined) return undefined
  const seconds = duration.milliseconds / 1000
  if (Number.isSafeInteger(seconds) && seconds >= 1) return seconds
  context.reporter.report(badTimeout, { file: context.file, span: duration.span }, { text: duration.text })
  return undefined
}
