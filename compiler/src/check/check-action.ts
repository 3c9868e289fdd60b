/**
 * One action or read: that it has everything it needs, that its parts fit each other, and what it comes to in the program. Whether a purpose reaches
 * it is judged when all purposes are known.
 */
import {
  actionWithoutEffects,
  badVersion,
  confirmationWithoutApproval,
  duplicateMember,
  foreignFact,
  inheritedPart,
  missingDocumentation,
  missingEntry,
  missingReason,
  readWithEffects,
  repeatedBlock,
  reversibleWithoutCompensation,
  unusedCompensation,
  waivedConfirmation,
} from '../diagnostics/catalogue/governance.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import { type Action, type Effect, type Governance, OTHERWISE, type Rule } from '../program/program.ts'
import type { RecordType } from '../program/type.ts'
import type { ModuleSymbol } from '../resolve/module.ts'
import type { Location, Span } from '../source/span.ts'
import type { EffectNode, EntryBlock, FieldBlock, RuleNode } from '../syntax/tree.ts'
import { CLAIMS_RECORD } from '../types/claims-record.ts'
import { resolveType } from '../types/resolve-type.ts'
import { isSameType } from '../types/type-relations.ts'
import { requireBaseAction } from './base-action.ts'
import { refuseAnnotations } from './check-annotations.ts'
import { checkCost, MAX_COST } from './check-cost.ts'
import { checkEffect } from './check-effect.ts'
import { checkExecution } from './check-execution.ts'
import { checkExpression } from './check-expression.ts'
import { contextMembers, contextRecord, factsRead } from './check-facts.ts'
import { readFormerId } from './check-former-ids.ts'
import { checkGovernance } from './check-governance.ts'
import type { Declarations } from './declarations.ts'
import { descriptionOf } from './documentation.ts'
import { type EntryContext, type Member, readMembers, readString } from './entries.ts'
import type { RequestTypes } from './governance/governance-scope.ts'
import { governanceEntries } from './governance/governed.ts'
import { expressionScope, typeScope } from './scopes.ts'
import { isVersion } from './semver.ts'

/** What manifests judge of an action, even where parts of it are wrong; most edits leave it as it is. */
export interface ActionHead {
  readonly symbol: ModuleSymbol<'action'>
  readonly isPrivate: boolean
  readonly id: string
  readonly kind: 'action' | 'read'
  readonly governance: Governance | undefined
  /** Those that are right. */
  readonly effects: readonly Effect[]
  /** Every effect is right, so that what the action reaches is known. */
  readonly effectsAreComplete: boolean
}

/** What is known of an action even where parts of it are wrong. */
export interface CheckedAction extends ActionHead {
  readonly input: RecordType | undefined
  /** Of its module, read or not. */
  readonly declaredFacts: RecordType
  /** Members of `context` that it mentions, `now` among them. */
  readonly contextRead: readonly string[]
  readonly ruleNames: readonly string[]
  /** The whole action; undefined where any part is wrong. */
  readonly action: Action | undefined
}

export function headOf({
  symbol,
  isPrivate,
  id,
  kind,
  governance,
  effects,
  effectsAreComplete,
}: CheckedAction): ActionHead {
  return { symbol, isPrivate, id, kind, governance, effects, effectsAreComplete }
}

/** `checked` gives another action, for one that extends it. */
export function checkAction(
  symbol: ModuleSymbol<'action'>,
  declarations: Declarations,
  checked: (symbol: ModuleSymbol<'action'>) => CheckedAction,
): CheckedAction {
  const { declaration, file, name: id } = symbol
  const { reporter } = declarations
  const baseSymbol = requireBaseAction(symbol, reporter)
  const base = baseSymbol && checked(baseSymbol)
  const isOrphan = declaration.base !== undefined && base === undefined
  const strange = declaration.annotations.filter(({ name }) => name.text !== MAX_COST)
  refuseAnnotations(strange, declaration.form === 'read' ? 'a read' : 'an action', file, reporter)
  reportMissingParts(symbol, declarations)

  const { version, formerly } = readHead(symbol, declarations)
  const input = base ? base.input : readFields(symbol, declaration.input, declarations)
  const output = base ? base.action?.output : readFields(symbol, declaration.output, declarations)
  const { type: declaredFacts } = declarations.facts(symbol.module)
  const context = contextRecord(declaredFacts)
  const governance = checkGovernance(symbol, { input, context }, declarations)
  const rules = checkRules(symbol, base, { input, context }, declarations)
  const effects = base
    ? base.effects
    : declaration.effects.map((effect) => checkEffect(effect, symbol, input, declarations))
  const execution = checkExecution(symbol, isOrphan ? { action: undefined } : base, reporter)
  if (base) checkInherited(symbol, base, governance, declarations)
  else if (!isOrphan) checkEffectsFit(symbol, governance, declarations)
  checkCompensation(symbol, base, declarations)

  const rightEffects = effects.filter((effect) => effect !== undefined)
  const rightRules = rules.filter((rule) => rule !== undefined)
  const effectsAreComplete = base
    ? base.effectsAreComplete
    : !isOrphan && rightEffects.length === effects.length && effects.length > 0 === (declaration.form === 'action')
  const isComplete = effectsAreComplete && rightRules.length === rules.length && (!base || base.action !== undefined)
  const description = descriptionOf(declaration.doc)
  const conditions = [...rightRules, ...(governance?.approval?.waivers ?? [])].map(({ condition }) => condition)
  const facts = factsRead(declaredFacts, conditions)
  const action: Action | undefined =
    isComplete && version !== undefined && input && output && governance && execution
      ? {
          kind: declaration.form,
          id,
          version,
          ...(formerly !== undefined && { formerly }),
          description,
          input,
          output,
          ...(facts && { facts }),
          governance,
          rules: rightRules,
          effects: rightEffects,
          execution,
        }
      : undefined
  checkCost(declaration.annotations, action, file, reporter)
  return {
    symbol,
    isPrivate: symbol.isPrivate,
    id,
    declaredFacts,
    contextRead: contextMembers(conditions),
    kind: declaration.form,
    input,
    governance,
    ruleNames: [...(base?.ruleNames ?? []), ...declaration.rules.map((rule) => rule.name.text)],
    effects: rightEffects,
    effectsAreComplete,
    action,
  }
}

function reportMissingParts(symbol: ModuleSymbol<'action'>, { reporter }: Declarations): void {
  const { declaration, file, name } = symbol
  const at = { file, span: declaration.name.span }
  const { form } = declaration
  if (descriptionOf(declaration.doc) === '') reportMissingDocumentation(symbol, reporter)
  const parts = declaration.base === undefined ? (['input', 'output', 'governance', 'execution'] as const) : []
  const missing = parts.filter((part) => declaration[part] === undefined && !isUnreadable(part, symbol))
  if (missing.length > 0) reporter.report(missingEntry, at, { names: missing, block: `the ${form} \`${name}\`` })
  for (const repeated of declaration.repeated) {
    reporter.report(repeatedBlock, { file, span: repeated.span }, { name: repeated.name, owner: `\`${name}\`` })
  }
}

/** A comment above it, in our form or in another, is most likely meant; what the parser has refused it has said. */
function reportMissingDocumentation(
  { declaration, file, name, module }: ModuleSymbol<'action'>,
  reporter: Reporter,
): void {
  const text = module.files.find(({ path }) => path === file)?.text ?? ''
  const above = text.slice(0, declaration.span.start).trimEnd()
  const start = above.lastIndexOf('\n') + 1
  const line = above.slice(start).trimStart()
  if (line.startsWith('#') || line.endsWith('*/')) return
  const location = { file, span: declaration.name.span }
  const parameters = { form: declaration.form, action: name }
  if (!line.startsWith('//')) {
    const help = 'say in a line above it what it does: `/// Pay an order back.`'
    reporter.report(missingDocumentation, location, parameters, { help })
    return
  }
  const at = above.length - line.length
  const edits = [{ file, span: { start: at, end: at + 2 }, text: '///' }]
  const fixes = [{ title: 'write `///`', edits }]
  reporter.report(missingDocumentation, location, parameters, { help: 'the line above it is a comment', fixes })
}

/** The part seems to be there, in a form the parser has refused: one message is enough. */
function isUnreadable(
  part: string,
  { declaration, file, module }: Pick<ModuleSymbol<'action'>, 'declaration' | 'file' | 'module'>,
): boolean {
  const source = module.files.find(({ path }) => path === file)
  if (source?.broken !== true) return false
  return new RegExp(`\\b${part}\\b`).test(source.text.slice(declaration.span.start, declaration.span.end))
}

/** What stands at the top of the body. */
function readHead(
  { declaration, file, name }: ModuleSymbol<'action'>,
  { reporter }: Declarations,
): { readonly version: string | undefined; readonly formerly: string | undefined } {
  const context: EntryContext = { file, block: `the ${declaration.form} \`${name}\``, reporter }
  const allowed = { required: ['version'], optional: ['formerly'] }
  const members = readMembers(declaration.entries, allowed, declaration.name.span, context)
  return {
    version: readVersion(members.get('version'), declaration.name.span, context),
    formerly: readFormerId(members.get('formerly'), context),
  }
}

function readVersion(member: Member | undefined, at: Span, context: EntryContext): string | undefined {
  const version = readString(member, context, 'a version such as `"1.0.0"`')
  if (version === undefined || isVersion(version)) return version
  const location = { file: context.file, span: member?.value?.span ?? at }
  context.reporter.report(badVersion, location, { name: 'version', written: version })
  return undefined
}

function readFields(
  { module, file }: ModuleSymbol<'action'>,
  block: FieldBlock | undefined,
  declarations: Declarations,
): RecordType | undefined {
  if (block === undefined) return undefined
  const node = { kind: 'record-type', open: false, fields: block.fields, span: block.span } as const
  const type = resolveType(node, typeScope(module, file, declarations), declarations.reporter)
  return type?.kind === 'record' ? type : undefined
}

/** Those of the action it extends come first: what they deny, they deny here with the same reason. */
function checkRules(
  symbol: ModuleSymbol<'action'>,
  base: CheckedAction | undefined,
  request: RequestTypes,
  declarations: Declarations,
): readonly (Rule | undefined)[] {
  const { declaration, file, name } = symbol
  const seen = new Map<string, RuleNode>()
  const own = declaration.rules.map((rule) => {
    const first = seen.get(rule.name.text)
    if (base?.ruleNames.includes(rule.name.text)) {
      const parameters = { what: 'rule', name: rule.name.text, owner: `\`${name}\`` }
      const help = `one comes from \`${base.id}\`, and cannot be replaced`
      declarations.reporter.report(duplicateMember, { file, span: rule.name.span }, parameters, { help })
      return undefined
    }
    if (first) {
      const related = [{ location: { file, span: first.name.span }, message: 'the first one is here' }]
      const parameters = { what: 'rule', name: rule.name.text, owner: `\`${name}\`` }
      declarations.reporter.report(duplicateMember, { file, span: rule.name.span }, parameters, { related })
      return undefined
    }
    seen.set(rule.name.text, rule)
    return checkRule(rule, symbol, request, declarations)
  })
  return [...(base?.action?.rules ?? []), ...own]
}

function checkRule(
  rule: RuleNode,
  { module, file }: ModuleSymbol<'action'>,
  { input, context }: RequestTypes,
  declarations: Declarations,
): Rule | undefined {
  const { reporter } = declarations
  refuseAnnotations(rule.annotations, 'a rule', file, reporter)
  if (rule.because === undefined || rule.because.value.trim() === '') {
    const span = rule.because?.span ?? rule.name.span
    // Without a condition the parser has already said that the rule is broken.
    if (rule.condition !== undefined) reporter.report(missingReason, { file, span }, { rule: rule.name.text })
  }
  if (rule.condition === undefined || input === undefined) return undefined
  const scope = expressionScope(module, file, { input, claims: CLAIMS_RECORD, context }, declarations)
  const condition = checkExpression(rule.condition, scope, { kind: 'bool' }, reporter)
  if (condition === undefined || rule.because === undefined) return undefined
  return { form: rule.form, name: rule.name.text, condition, message: rule.because.value }
}

/** Effects against the rest of the action, by what is written: a wrong entry elsewhere must not hide or invent a problem here. */
function checkEffectsFit(
  symbol: ModuleSymbol<'action'>,
  governance: Governance | undefined,
  declarations: Declarations,
): void {
  const { declaration, file, name } = symbol
  const { reporter } = declarations
  const { effects, form } = declaration
  const [first] = effects
  if (form === 'read' && first) {
    reporter.report(readWithEffects, { file, span: first.target.span }, { read: name })
    return
  }
  if (form === 'action' && first === undefined) {
    reporter.report(actionWithoutEffects, { file, span: declaration.name.span }, { action: name })
    return
  }
  const has = (block: EntryBlock | undefined, entry: string): boolean =>
    block?.entries.some((candidate) => candidate.name.text === entry) ?? false
  const confirming = effects.find((effect) => isOn(effect, 'requires_confirmation'))
  if (confirming) {
    const span =
      confirming.entries.find((entry) => entry.name.text === 'requires_confirmation')?.span ?? confirming.span
    const governed = governanceEntries(symbol, declarations)
    if (governed && !governed.some(({ entry }) => entry.name.text === 'approval'))
      reporter.report(confirmationWithoutApproval, { file, span }, { action: name })
    else reportWaived(name, governance, { file, span }, reporter)
  }
  const reversible = effects.find((effect) => isOn(effect, 'reversible'))
  if (reversible && declaration.execution && !has(declaration.execution, 'compensate')) {
    const span = reversible.entries.find((entry) => entry.name.text === 'reversible')?.span ?? reversible.span
    const help = 'name who undoes it, `compensate: "…"`, or say `reversible: false`'
    reporter.report(reversibleWithoutCompensation, { file, span }, { action: name }, { help })
  }
}

/** What the action takes over against what it adds: nothing of the contract is written a second time, and what was confirmed by people still is. */
function checkInherited(
  symbol: ModuleSymbol<'action'>,
  base: CheckedAction,
  governance: Governance | undefined,
  declarations: Declarations,
): void {
  const { reporter } = declarations
  const { declaration, file, name } = symbol
  const at = { file, span: declaration.name.span }
  const { input, output, effects } = declaration
  const written = [
    { part: 'input', span: input?.span },
    { part: 'output', span: output?.span },
    { part: 'effects', span: effects[0]?.span },
  ]
  for (const { part, span } of written) {
    if (span) reporter.report(inheritedPart, { file, span }, { part, action: name, base: base.id })
  }
  const { type: known, broken } = declarations.facts(symbol.module)
  for (const fact of base.action?.facts?.fields ?? []) {
    if (broken.includes(fact.name)) continue
    const own = known.fields.find((field) => field.name === fact.name)
    if (own === undefined || own.optional !== fact.optional || !isSameType(own.type, fact.type))
      reporter.report(foreignFact, at, { action: name, base: base.id, fact: fact.name })
  }
  if (base.effects.some(({ requiresConfirmation }) => requiresConfirmation))
    reportWaived(name, governance, at, reporter)
}

/** Of an effect that requires confirmation: a case of the approval in which nobody gives it. */
function reportWaived(action: string, governance: Governance | undefined, at: Location, reporter: Reporter): void {
  const { waivers = [], groups = [] } = governance?.approval ?? {}
  const bare = waivers.find(({ quorum }) => quorum === 0)
  if (bare === undefined) return
  const [group] = groups
  const line = group === undefined ? 'approval: 1 of …' : `approval: ${String(group.min)} of ${group.role}`
  const [name, help] =
    bare.name === OTHERWISE
      ? [undefined, `say who approves then, by a line without \`when\`: \`${line}\``]
      : [bare.name, `leave out \`unless ${bare.name}: …\`, or say \`requires_confirmation: false\``]
  reporter.report(waivedConfirmation, at, { action, name }, { help })
}

/** INVARIANT L7: a handler that nothing would ever call is said to be one. */
function checkCompensation(
  { declaration, file, name, module }: ModuleSymbol<'action'>,
  base: CheckedAction | undefined,
  { reporter }: Declarations,
): void {
  const written = declaration.execution?.entries.find((entry) => entry.name.text === 'compensate')
  const isUnread = declaration.effects.some(({ entries }) =>
    entries.some(({ name: { text }, value }) => text === 'reversible' && value?.kind !== 'boolean'),
  )
  const isBroken = declaration.effects.length === 0 && isUnreadable('effect', { declaration, file, module })
  if (isUnread || isBroken) return
  const isUsed = base?.effects.some(({ reversible }) => reversible)
  if (written === undefined || (isUsed ?? declaration.effects.some((effect) => isOn(effect, 'reversible')))) return
  reporter.report(unusedCompensation, { file, span: written.span }, { action: name })
}

function isOn(effect: EffectNode, entry: string): boolean {
  const value = effect.entries.find((candidate) => candidate.name.text === entry)?.value
  return value?.kind === 'boolean' && value.value
}
