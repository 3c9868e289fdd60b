/** How an action is carried out: for how long, and how often. */
import { longTimeout, retryWithoutIdempotence } from '../diagnostics/catalogue/lint.ts'
import { findEntry, type LintAction, type LintContext, warn } from './lint-context.ts'

/** Longer than this a handler that hangs looks like one that works. */
const MAX_TIMEOUT_SECONDS = 300

export function lintExecution(context: LintContext): void {
  for (const placed of context.actions) {
    const { id, execution } = placed.action
    const { timeoutSeconds: seconds, retryPolicy: policy } = execution
    if (seconds > MAX_TIMEOUT_SECONDS) warn(context, longTimeout, place(placed, 'timeout'), { action: id, seconds })
    if (policy !== 'none' && execution.idempotent !== true && placed.action.kind === 'action') {
      const help =
        'declare `idempotent: true` when running it twice does no more than once, else write `retry_policy: none`'
      warn(context, retryWithoutIdempotence, place(placed, 'retry_policy'), { action: id, policy }, { help })
    }
  }
}

function place({ node, file }: LintAction, name: string): { file: string; span: LintAction['node']['span'] } {
  const entry = findEntry(node.execution?.entries ?? [], name)
  return { file, span: entry?.value?.span ?? node.name.span }
}
