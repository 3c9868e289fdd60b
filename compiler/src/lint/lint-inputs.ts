/** What an agent may send: how much of it, what besides, and which of it is secret. */
import {
  openInput,
  unboundedList,
  unboundedText,
  ungovernedInput,
  unmarkedSecret,
} from '../diagnostics/catalogue/lint.ts'
import type { Span } from '../source/span.ts'
import { type InputPart, inputParts } from './input-fields.ts'
import { type LintAction, type LintContext, warn } from './lint-context.ts'

/** Words of a field's name that stand for a secret, whatever else is in the name. */
const SECRETS = /(^|_)(password|passwd|passphrase|secret|api_key|private_key|access_token|credentials?)($|_)/i

export function lintInputs(context: LintContext): void {
  for (const placed of context.actions) {
    const seen = new Set<string>()
    for (const part of inputParts(placed.action.input)) {
      // One report for each field: the parts of one type come up wherever it is used.
      const key = `${part.field.name} ${part.type.kind}`
      if (!seen.has(key) && lintPart(context, placed, part)) seen.add(key)
    }
  }
}

function lintPart(context: LintContext, placed: LintAction, part: InputPart): boolean {
  const { path, type, field } = part
  const place = { file: placed.file, span: fieldSpan(placed, field.name) }
  if (type.kind === 'string' && field.sensitive !== true && SECRETS.test(path.split('.').at(-1) ?? '')) {
    const help = 'write `@sensitive` in front of the field; its value is then kept out of the log'
    warn(context, unmarkedSecret, place, { field: path }, { help })
  }
  if (type.kind === 'string' && type.maxLength === undefined) {
    warn(context, unboundedText, place, { path }, { help: 'bound it: `String(length: ..280)`' })
    return true
  }
  if (type.kind === 'list' && type.maxLength === undefined) {
    warn(context, unboundedList, place, { path }, { help: 'bound it: `List<…>(length: ..100)`' })
    return true
  }
  if (type.kind === 'json') {
    const help = 'describe what is in it, or keep it out of what an agent may send'
    warn(context, ungovernedInput, place, { path }, { help })
    return true
  }
  if (type.kind === 'record' && type.open) {
    warn(context, openInput, place, { path })
    return true
  }
  return false
}

/** Of a field's name where the action writes its input itself, else of the action's. */
export function fieldSpan({ node }: LintAction, name: string): Span {
  return node.input?.fields.find((field) => field.name.text === name)?.name.span ?? node.name.span
}
