/**
 * `docs/<action>.md`: a contract for people. Who may call it, up to how much, with whose approval, under which rules, with which input, and the states a
 * call goes through. Derived from the same program as the guard; nothing in it is written by hand.
 */
import { describeType } from '../program/describe-type.ts'
import type { Action, Approval, ManifestSource, Program, Rate } from '../program/program.ts'
import type { Field, RecordType } from '../program/type.ts'
import { worstCost } from '../program/worst-cost.ts'
import { printReadable } from './cel.ts'
import { permittedBy } from './permitted-by.ts'
import { transitionText } from './published-action.ts'

export function actionPage(program: Program, manifest: ManifestSource, action: Action): string {
  const sections = [
    `# ${action.id}`,
    `${plain(action.description)}`,
    `Version ${action.version}, ${action.kind === 'read' ? 'a read: it changes nothing' : 'an action'}. Handler \`${action.execution.handler}\`, at most ${seconds(action.execution.timeoutSeconds)}, retries: ${action.execution.retryPolicy}.${action.formerly === undefined ? '' : ` Formerly \`${action.formerly}\`.`} Deciding takes at most ${stepsText(worstCost(action))}.`,
    '## Who may',
    bullets(whoMay(program, manifest, action)),
    ...factsSection(action.facts),
    ...approvalSection(action.governance.approval),
    ...rulesSection(action),
    '## Input',
    fieldTable(action.input),
    '## Output',
    fieldTable(action.output),
    ...effectsSection(action),
    '## Its life',
    lifeDiagram(action),
  ]
  return `${sections.join('\n\n')}\n`
}

function stepsText(cost: number): string {
  return cost > Number.MAX_SAFE_INTEGER ? 'more than 2^53 steps' : `${String(cost)} steps`
}

function whoMay(program: Program, manifest: ManifestSource, action: Action): readonly string[] {
  const { authorizedRoles, classification, riskTier, maxImpact, scopes, rate } = action.governance
  const natures = new Map(program.roles.map((role) => [role.name, role.nature]))
  const roles = authorizedRoles.map((role) => `\`${role}\`${natures.has(role) ? ` (${natures.get(role)!})` : ''}`)
  const purpose = permittedBy(program, manifest, action)
  return [
    `Role: ${roles.join(' or ')}.`,
    purpose === undefined
      ? 'Purpose: none of this manifest permits it, so every call is denied.'
      : `Purpose: \`${purpose}\`.`,
    ...(scopes === undefined ? [] : [`Scopes, all of them: ${scopes.map((scope) => `\`${scope}\``).join(', ')}.`]),
    `Clearance: ${classification} or higher. Risk tier ${String(riskTier)} of 5.`,
    ...(maxImpact === undefined
      ? []
      : [
          `Up to: ${String(maxImpact.value)} ${maxImpact.currency}, measured as \`${printReadable(maxImpact.measure)}\`.`,
        ]),
    ...(rate === undefined ? [] : [rateText(rate)]),
  ]
}

function rateText({ count, perSeconds, by, counting }: Rate): string {
  const counted = counting === 'all' ? 'refused calls count too' : 'only executed calls count'
  return `How often: at most ${String(count)} in ${seconds(perSeconds)} for each \`${by}\`; ${counted}.`
}

function factsSection(facts: RecordType | undefined): readonly string[] {
  if (facts === undefined) return []
  return ['## Facts', 'What the host has to supply with each call:', fieldTable({ ...facts, open: false })]
}

function approvalSection(approval: Approval | undefined): readonly string[] {
  if (approval === undefined) return ['## Approval', 'None: a call that passes every check is executed at once.']
  const cases = (approval.waivers ?? []).map(
    ({ name, condition, groups }) =>
      `**${name}**: ${groups.length === 0 ? 'nobody' : groupsText(groups)}, when \`${printReadable(condition)}\`.`,
  )
  return [
    '## Approval',
    `${groupsText(approval.groups)}, distinct people and never the one who asks, within ${seconds(approval.ttlSeconds)}. Quorum ${String(approval.quorum)}.`,
    ...(cases.length === 0 ? [] : ['Fewer are needed in these cases, the first that applies:', bullets(cases)]),
  ]
}

function groupsText(groups: Approval['groups']): string {
  return groups.map(({ role, min }) => `${String(min)} of \`${role}\``).join(' and ')
}

function rulesSection(action: Action): readonly string[] {
  if (action.rules.length === 0) return []
  const ordered = [
    ...action.rules.filter(({ form }) => form === 'forbid'),
    ...action.rules.filter(({ form }) => form === 'require'),
  ]
  const lines = ordered.map(
    ({ form, name, message, condition }) =>
      `**${name}**: ${plain(message)}. Denied ${form === 'forbid' ? 'when' : 'unless'} \`${printReadable(condition)}\`.`,
  )
  return ['## Rules', bullets(lines)]
}

function fieldTable(record: RecordType): string {
  const rows = record.fields.map(
    (field) =>
      `| \`${cell(field.name)}\` | ${cell(describeType(field.type))} | ${presence(field)} | ${cell(field.doc ?? '')} |`,
  )
  const open = record.open ? '\n\nOther fields are admitted.' : ''
  return `${['| field | value | | meaning |', '|---|---|---|---|', ...rows].join('\n')}${open}`
}

function presence(field: Field): string {
  const always =
    field.defaultValue === undefined
      ? field.optional
        ? 'optional'
        : 'required'
      : `default \`${cell(JSON.stringify(field.defaultValue))}\``
  return field.nullable ? `${always}, null counts as absent` : always
}

function effectsSection(action: Action): readonly string[] {
  if (action.effects.length === 0) return []
  const lines = action.effects.map((effect) => {
    const instance = effect.instance === undefined ? '' : ` of \`${effect.instance}\``
    const undoing = effect.reversible ? 'can be undone' : 'cannot be undone'
    return `\`${effect.object}.${effect.operation}\`${instance}: ${transitionText(effect)}; ${undoing}${effect.requiresConfirmation ? ', needs confirmation' : ''}.`
  })
  return ['## Effects', bullets(lines)]
}

function lifeDiagram(action: Action): string {
  const { approval } = action.governance
  const isWaivable = approval?.waivers?.some(({ quorum }) => quorum === 0) === true
  const fewer = approval?.waivers?.some(({ quorum }) => quorum > 0) === true ? ', fewer in some cases' : ''
  const waiting =
    approval === undefined
      ? ['  Requested --> Executed: every check passes']
      : [
          ...(isWaivable ? ['  Requested --> Executed: every check passes, in a case without approval'] : []),
          '  Requested --> Staged: every check passes',
          '  Staged --> AwaitingApproval: first viewed',
          `  AwaitingApproval --> Executed: ${String(approval.quorum)} approved${fewer}`,
          `  AwaitingApproval --> Cancelled: denied, withdrawn or ${seconds(approval.ttlSeconds)} over`,
          '  Cancelled --> Logged',
        ]
  const lines = [
    'stateDiagram-v2',
    '  [*] --> Requested',
    '  Requested --> Denied: a check fails',
    ...waiting,
    '  Executed --> Logged: outcome durable',
    '  Executed --> InDoubt: outcome not recorded',
    '  Denied --> [*]',
    '  Logged --> [*]',
  ]
  return `\`\`\`mermaid\n${lines.join('\n')}\n\`\`\``
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n')
}

/** `7200` → `2 h`. */
function seconds(count: number): string {
  if (count % 3600 === 0) return `${String(count / 3600)} h`
  return count % 60 === 0 ? `${String(count / 60)} min` : `${String(count)} s`
}

// A description is text, not markup: it must not open a table, a tag or a heading.
function plain(text: string): string {
  return text.replace(/[<>&|\\`*_[\]#]/g, (character) => `\\${character}`)
}

function cell(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')
}
