/**
 * `docs/<action>.md`: a contract for people. First in three sentences what it lets whom do, then each part: who may call it, up to how much, with whose
 * approval, under which rules, with which input, and the states a call goes through. Derived from the same program as the guard; nothing in it is written by hand.
 */
import { describeType } from '../program/describe-type.ts'
import { expressionText } from '../program/expression-text.ts'
import { groupsText, numberText, rateText, secondsText } from '../program/governance-text.ts'
import { type Action, type Approval, type ManifestSource, OTHERWISE, type Program } from '../program/program.ts'
import type { Field, RecordType } from '../program/type.ts'
import { worstCost } from '../program/worst-cost.ts'
import { cell, code, plain } from './markdown.ts'
import { permittedBy } from './permitted-by.ts'
import { transitionText } from './published-action.ts'

export function actionPage(program: Program, manifest: ManifestSource, action: Action): string {
  const sections = [
    `# ${action.id}`,
    `${plain(action.description)}`,
    summary(program, manifest, action),
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
    '## Carried out',
    bullets(carriedOut(action)),
  ]
  return `${sections.join('\n\n')}\n`
}

/** What the whole contract comes down to, for who reads no further. */
function summary(program: Program, manifest: ManifestSource, action: Action): string {
  const { authorizedRoles, approval, maxImpact } = action.governance
  const purpose = permittedBy(program, manifest, action)
  if (purpose === undefined)
    return 'Nobody may do this: no purpose of this manifest permits it, so every call is denied.'
  const who = authorizedRoles.map(code).join(' or ')
  const amount = maxImpact === undefined ? '' : `, up to ${numberText(maxImpact.value)} ${maxImpact.currency} a call`
  const does = action.kind === 'read' ? 'may ask for this, which changes nothing' : 'may do this'
  return [`${who} ${does}, for ${code(purpose)}${amount}.`, approvalSummary(approval), undoing(action)]
    .filter((sentence) => sentence !== '')
    .join(' ')
}

function approvalSummary(approval: Approval | undefined): string {
  if (approval === undefined) return 'Nobody has to approve it.'
  const { groups, ttlSeconds, waivers = [] } = approval
  const fewer =
    waivers.length === 0
      ? ''
      : waivers.some(({ quorum }) => quorum === 0)
        ? ', in some cases nobody'
        : ', in some cases fewer'
  return `Before it is executed, ${groupsText(groups, code)} have to approve it within ${secondsText(ttlSeconds)}${fewer}.`
}

function undoing({ kind, effects }: Action): string {
  if (kind === 'read') return ''
  return effects.every(({ reversible }) => reversible) ? 'It can be undone.' : 'It cannot be undone.'
}

function carriedOut(action: Action): readonly string[] {
  const { handler, timeoutSeconds, retryPolicy, compensate, idempotent } = action.execution
  const cost = worstCost(action)
  const steps = cost > Number.MAX_SAFE_INTEGER ? 'more than 2^53 steps' : `${numberText(cost)} steps`
  return [
    `Version ${action.version}.${action.formerly === undefined ? '' : ` Formerly \`${action.formerly}\`.`}`,
    `Handler \`${handler}\`, at most ${secondsText(timeoutSeconds)}, retries: ${retryPolicy}.${idempotent === true ? ' Running it twice does no more than once.' : ''}`,
    ...(compensate === undefined ? [] : [`Undone by \`${compensate}\`.`]),
    `Deciding takes at most ${steps}.`,
  ]
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
          `Up to: ${numberText(maxImpact.value)} ${maxImpact.currency} a call, measured as ${code(expressionText(maxImpact.measure))}.`,
        ]),
    ...(rate === undefined ? [] : [`How often: ${rateText(rate, code)}.`]),
  ]
}

function factsSection(facts: RecordType | undefined): readonly string[] {
  if (facts === undefined) return []
  return ['## Facts', 'What the host has to supply with each call:', fieldTable({ ...facts, open: false })]
}

function approvalSection(approval: Approval | undefined): readonly string[] {
  if (approval === undefined) return ['## Approval', 'None: a call that passes every check is executed at once.']
  const cases = (approval.waivers ?? []).map(({ name, condition, groups }) => {
    const who = groups.length === 0 ? 'nobody' : groupsText(groups, code)
    return name === OTHERWISE
      ? `In every other case: ${who}.`
      : `**${name}**: ${who}, when ${code(expressionText(condition))}.`
  })
  return [
    '## Approval',
    `${approval.name === undefined ? '' : `**${approval.name}**: `}${groupsText(approval.groups, code)}, ${people(approval.quorum)}, within ${secondsText(approval.ttlSeconds)} of the request.`,
    ...(cases.length === 0 ? [] : ['Fewer are needed in these cases, the first that applies:', bullets(cases)]),
  ]
}

function people(quorum: number): string {
  const who = 'never who asks, the owner of the agent, or a delegate of either'
  return quorum === 1 ? who : `${String(quorum)} different people in all, ${who}`
}

function rulesSection(action: Action): readonly string[] {
  if (action.rules.length === 0) return []
  const ordered = [
    ...action.rules.filter(({ form }) => form === 'forbid'),
    ...action.rules.filter(({ form }) => form === 'require'),
  ]
  const lines = ordered.map(
    ({ form, name, message, condition }) =>
      `**${name}**: ${plain(message)}. Denied ${form === 'forbid' ? 'when' : 'unless'} ${code(expressionText(condition))}.`,
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
          `  AwaitingApproval --> Cancelled: denied, withdrawn or ${secondsText(approval.ttlSeconds)} over`,
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

/** As code, whatever is in it: the fence is longer than any run of backticks inside. */
