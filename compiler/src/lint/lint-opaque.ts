/**
 * Text that something else carries out: for a shell, for a database. No rule can say what it does, so somebody has to agree before it is handed on. Known
 * by the library's types for it, and by names of fields whose values no pattern narrows.
 */
import { opaqueWithoutApproval } from '../diagnostics/catalogue/lint.ts'
import type { StringType, Type } from '../program/type.ts'
import { inputParts } from './input-fields.ts'
import { type LintContext, warn } from './lint-context.ts'
import { fieldSpan } from './lint-inputs.ts'

const OPAQUE_TYPES: ReadonlySet<string> = new Set(['ShellText', 'SqlText'])
/** Words of a field's name that say that its text is carried out. */
const CARRIED_OUT = /(^|_)(commands?|cmd|shell|bash|script|sql|powershell)($|_)/i

export function lintOpaque(context: LintContext): void {
  for (const placed of context.actions) {
    const { id, kind, governance, input } = placed.action
    const { approval } = governance
    const isAlwaysSeen = approval !== undefined && (approval.waivers ?? []).every(({ quorum }) => quorum > 0)
    if (isAlwaysSeen) continue
    const opaque = inputParts(input).find(({ path, type }) => isOpaque(path, type))
    if (opaque === undefined) continue
    const place = { file: placed.file, span: fieldSpan(placed, opaque.field.name) }
    const help = 'add `approval: 1 of ROLE`, or take a type that can be judged, such as `SimpleCommand` of `std.shell`'
    warn(context, opaqueWithoutApproval, place, { form: kind, action: id, path: opaque.path }, { help })
  }
}

function isOpaque(path: string, type: Type): type is StringType {
  if (type.kind !== 'string' || (type.patterns ?? []).length > 0) return false
  const name = path.replaceAll('[]', '').split('.').at(-1) ?? ''
  return OPAQUE_TYPES.has(type.name ?? '') || CARRIED_OUT.test(name)
}
