/** Names that a reader takes for something else: nearly the same as another, or saying what is not so. */
import type { DenyCode } from 'clawql-manifest-validator'
import { confusableNames, misleadingRole, ruleNamedLikeCode } from '../diagnostics/catalogue/lint.ts'
import type { Declaration, FieldNode, Name } from '../syntax/tree.ts'
import { declarationsOf, type LintContext, warn } from './lint-context.ts'

export function lintNames(context: LintContext): void {
  const global = new Map<string, Map<string, PlacedName>>()
  for (const { declaration, file } of declarationsOf(context.files)) {
    if (declaration.kind !== 'test') {
      const names = global.get(declaration.kind) ?? new Map<string, PlacedName>()
      global.set(declaration.kind, names)
      addName(context, names, declaration.kind, { name: declaration.name, file })
    }
    lintMembers(context, declaration, file)
    if (declaration.kind === 'role') lintRole(context, declaration, file)
  }
}

interface PlacedName {
  readonly name: Pick<Name, 'text' | 'span'>
  readonly file: string
}

/** Reports the name when one like it is there already, else adds it. */
function addName(context: LintContext, names: Map<string, PlacedName>, what: string, placed: PlacedName): void {
  const folded = placed.name.text.toLowerCase().replace(/[-_]/g, '')
  const other = names.get(folded)
  if (other === undefined) names.set(folded, placed)
  else if (other.name.text !== placed.name.text) {
    const location = { file: other.file, span: other.name.span }
    const related = [{ location, message: `\`${other.name.text}\` is here` }]
    const parameters = { what, name: placed.name.text, other: other.name.text }
    warn(context, confusableNames, { file: placed.file, span: placed.name.span }, parameters, { related })
  }
}

function lintMembers(context: LintContext, declaration: Declaration, file: string): void {
  const judge = (what: string, names: readonly Pick<Name, 'text' | 'span'>[]): void => {
    const seen = new Map<string, PlacedName>()
    for (const name of names) addName(context, seen, what, { name, file })
  }
  switch (declaration.kind) {
    case 'object':
      judge('state', declaration.states.map(nameOf))
      judge('operation', declaration.operations.map(nameOf))
      break
    case 'type':
      if (declaration.type?.kind === 'record-type') judge('field', declaration.type.fields.map(nameOf))
      break
    case 'action':
      for (const block of [declaration.input, declaration.output]) judge('field', (block?.fields ?? []).map(nameOf))
      judge('rule', declaration.rules.map(nameOf))
      for (const { name } of declaration.rules) lintRuleName(context, name, file)
      break
  }
}

function nameOf({ name }: { readonly name: Name } | FieldNode): Name {
  return name
}

const CODES: Readonly<Record<DenyCode, true>> = {
  SCHEMA_INVALID: true,
  SCOPE_NOT_GRANTED: true,
  ROLE_NOT_AUTHORIZED: true,
  PURPOSE_MISMATCH: true,
  CLASSIFICATION_EXCEEDED: true,
  MAX_IMPACT_EXCEEDED: true,
  RULE_VIOLATED: true,
  RULE_ERROR: true,
  LIMIT_EXCEEDED: true,
  UNKNOWN_ACTION: true,
}

function lintRuleName(context: LintContext, name: Name, file: string): void {
  const folded = name.text.toUpperCase().replace(/_/g, '')
  const code = Object.keys(CODES).find((known) => known.replace(/_/g, '') === folded)
  if (code !== undefined) warn(context, ruleNamedLikeCode, { file, span: name.span }, { rule: name.text, code })
}

const PEOPLE = /(^|-|_)(officer|manager|supervisor|approver|director|auditor|human|person|lead|controller)($|-|_)/i
const MACHINES = /(^|-|_)(agent|bot|robot|machine|llm)($|-|_)/i

function lintRole(context: LintContext, { name, nature }: Extract<Declaration, { kind: 'role' }>, file: string): void {
  const [people, machines] = [PEOPLE.test(name.text), MACHINES.test(name.text)]
  const isMisleading = nature?.text === 'agent' ? people && !machines : nature?.text === 'human' && machines && !people
  if (!isMisleading || nature === undefined) return
  const suggests = nature.text === 'agent' ? 'a person' : 'an agent'
  warn(context, misleadingRole, { file, span: name.span }, { role: name.text, nature: nature.text, suggests })
}
