/**
 * Emits `guards.ts`, `guards.js` and `guards.d.ts`: one function per action that decides about a call, and the table of all of them. The code decides
 * exactly as `evaluate/decide.ts` does, imports nothing but types and allocates nothing on the way to an allow or a stage.
 */
import type { Action, Approval, ManifestSource, Program } from '../program/program.ts'
import { actionNames, constantCase } from './action-names.ts'
import { inputFaultFunction } from './checks/fault.ts'
import { plainRecordFunction } from './checks/plain-copy.ts'
import { createRequestChecks, type RequestChecks, requestMembers } from './checks/request-checks.ts'
import { recordChecks, whereFunction } from './checks/type-check.ts'
import { code, docComment, frozenConstant, ifThen, type Line, literalOf, propertyKey, quote, type } from './code.ts'
import { createGeneratedModule, type GeneratedModule } from './generated-module.ts'
import { invariant } from './invariant.ts'
import { permittedBy } from './permitted-by.ts'
import { typescriptType } from './typescript-type.ts'

export interface GuardsSource {
  readonly ts: string
  readonly js: string
  readonly dts: string
}

/** `actions`: those of the manifest, ascending by id. `leaves`: id → lower-case hex ActionLeaf. `header`: the first line of each file. */
export function emitGuards(
  program: Program,
  manifest: ManifestSource,
  actions: readonly Action[],
  leaves: ReadonlyMap<string, string>,
  header: string,
): GuardsSource {
  const names = actionNames(actions.map((action) => action.id))
  const functions = actions.map((action) => [action.id, `guard${names.get(action.id)!}`] as const)
  const module = createGeneratedModule(functions.map(([, name]) => name))
  for (const action of actions) addGuard(module, action, names.get(action.id)!, permittedBy(program, manifest, action))
  addTables(module, functions, leaves)
  return {
    ts: module.print('ts', header, IMPORTABLE),
    js: module.print('js', header, []),
    dts: declarations(actions, functions, header),
  }
}

const IMPORTABLE = [
  'AllowDecision',
  'AtrClaims',
  'Decision',
  'DenyDecision',
  'Guard',
  'RequestContext',
  'StageDecision',
]
const PARAMETERS = code`input${type(': unknown')}, claims${type(': AtrClaims')}, context${type(': RequestContext')}`

function addGuard(module: GeneratedModule, action: Action, name: string, purpose: string | undefined): void {
  const guard = `guard${name}`
  const refuse = module.unique(`refuse${name}`)
  const hint = `${name}Input`
  const refusal = (from: number): string => `return ${refuse}(${String(from)}, input, claims, context)`
  const { lines, locals } = recordChecks(module, action.input, 'input', refusal, hint)
  const where = whereFunction(module, action.input, hint)
  const shape = [
    ...lines,
    ...(where === undefined
      ? []
      : ifThen(code`!${where}(input${type(` as ${typescriptType(action.input)}`)})`, refusal(0))),
  ]
  const unreadable = addUnreadable(module)
  const governance = governanceLines(module, action, name, purpose, locals)
  const faultOf = inputFaultFunction(module, action.input, name)
  const plain = plainRecordFunction(module, action.input, hint)
  module.add([
    '// Valid after all, but not plain data: the guard decides about a plain copy.',
    code`function ${refuse}(from${type(': number')}, ${PARAMETERS})${type(': Decision')} {`,
    [`return ${faultOf}(input, from) ?? ${guard}(${plain}(input), claims, context)`],
    '}',
  ])
  module.add([
    ...docComment(`${action.id} ${action.version}: ${action.description}`),
    code`export function ${guard}(${PARAMETERS})${type(': Decision')} {`,
    ['try {', [...shape, ...governance], '} catch {', [`return ${unreadable}`], '}'],
    '}',
  ])
}

const RANKED = ['standard', 'sensitive', 'restricted', 'high'] as const

/** The checks after the schema, in the order in which they give the reason; the last line is the grant. */
function governanceLines(
  module: GeneratedModule,
  action: Action,
  name: string,
  purpose: string | undefined,
  locals: ReadonlyMap<string, string>,
): readonly Line[] {
  const { authorizedRoles, classification, maxImpact, approval, scopes } = action.governance
  const deny = (hint: string, members: Readonly<Record<string, string>>): string => addDenial(module, hint, members)
  const roleDenial = deny(`role ${listHint(authorizedRoles)}`, {
    code: 'ROLE_NOT_AUTHORIZED',
    message: `the role must be one of ${authorizedRoles.join(', ')}`,
  })
  const checks = createRequestChecks(module, locals)
  const facts =
    action.facts && checks.facts(action.facts, (message) => deny(message, { code: 'SCHEMA_INVALID', message }))
  const role = [
    ...(facts ?? []),
    ...scopeLines(module, action),
    ...(scopes === undefined ? claimsLines(module, action, roleDenial) : []),
    'const { role } = claims',
    ...ifThen(noneOf('role', authorizedRoles), `return ${roleDenial}`),
  ]
  if (purpose === undefined) {
    const message = `no purpose of this manifest permits ${action.id}`
    return [...role, `return ${deny(`${name} purpose`, { code: 'PURPOSE_MISMATCH', message })}`]
  }
  const purposeDenial = deny(`purpose ${purpose}`, {
    code: 'PURPOSE_MISMATCH',
    message: `the purpose must be ${purpose}`,
  })
  const clearanceDenial = deny(`clearance ${classification}`, {
    code: 'CLASSIFICATION_EXCEEDED',
    message: `the clearance must be ${classification} or higher`,
  })
  const clearances = RANKED.slice(RANKED.indexOf(classification))
  const impact =
    maxImpact &&
    checks.limit(
      maxImpact.measure,
      maxImpact.value,
      deny(`impact above ${String(maxImpact.value)} ${maxImpact.currency}`, {
        code: 'MAX_IMPACT_EXCEEDED',
        message: `the impact must not exceed ${String(maxImpact.value)} ${maxImpact.currency}`,
      }),
    )
  const ordered = [
    ...action.rules.filter(({ form }) => form === 'forbid'),
    ...action.rules.filter(({ form }) => form === 'require'),
  ]
  return [
    ...role,
    `if (claims.purpose !== ${quote(purpose)}) return ${purposeDenial}`,
    'const clearance = claims.classification',
    ...ifThen(noneOf('clearance', clearances), `return ${clearanceDenial}`),
    ...(impact ?? []),
    ...ordered.flatMap((rule) => {
      const denial = deny(`rule ${rule.name}`, { code: 'RULE_VIOLATED', rule: rule.name, message: rule.message })
      return [`// ${rule.form} ${rule.name}`, ...checks.condition(rule.condition, rule.form === 'require', denial)]
    }),
    ...grantLines(module, approval, checks),
  ]
}

/** Claims are an object, and what follows sees its own members alone. */
function claimsLines(module: GeneratedModule, action: Action, denial: string): readonly Line[] {
  return [
    `if (!${module.use('isRecord')}(claims)) return ${denial}`,
    `claims = ${ownClaimsFunction(module, claimsRead(action))}(claims)`,
  ]
}

/** `names`: what the guard reads. Asking the prototypes is quicker than asking whether each member is the claims' own. */
function ownClaimsFunction(module: GeneratedModule, names: readonly string[]): string {
  return module.once(`own claims ${names.join(' ')}`, () => {
    const name = module.unique('ownClaims')
    const inherited = names.map((claim) => `${module.use('everyObject')}.${claim} === undefined`).join(' && ')
    module.add([
      '// The claims themselves where they inherit nothing that could pass for one, else a copy of what is their own.',
      code`function ${name}(claims${type(': AtrClaims')})${type(': AtrClaims')} {`,
      [
        code`const prototype${type(': unknown')} = Object.getPrototypeOf(claims)`,
        `const isPlain = prototype === null || (prototype === Object.prototype && ${inherited})`,
        code`return isPlain ? claims : ${module.use('copyMembers')}(claims${type(' as object as Readonly<Record<string, unknown>>')}, ${literalOf(names)})${type(' as object as AtrClaims')}`,
      ],
      '}',
    ])
    return name
  })
}

function claimsRead({ governance, rules }: Action): readonly string[] {
  const { approval, scopes } = governance
  const conditions = [...rules, ...(approval?.waivers ?? [])].flatMap(({ condition }) => requestMembers(condition))
  const read = conditions.filter(({ root }) => root === 'claims').map(({ field }) => field.name)
  const always = ['role', 'purpose', 'classification', ...(scopes === undefined ? [] : ['scope'])]
  return [...new Set([...always, ...read])].sort()
}

function scopeLines(module: GeneratedModule, action: Action): readonly Line[] {
  const { scopes = [] } = action.governance
  if (scopes.length === 0) return []
  const denial = addDenial(module, `scope ${listHint(scopes)}`, {
    code: 'SCOPE_NOT_GRANTED',
    message: `the scope must include ${scopes.join(', ')}`,
  })
  const missing = scopes.map((scope) => `!${module.use('grants')}(scope, ${quote(scope)})`)
  return [
    ...claimsLines(module, action, denial),
    'const { scope } = claims',
    ...ifThen([`!${module.use('isTexts')}(scope)`, ...missing].join(' || '), `return ${denial}`),
  ]
}

/** What is left when nothing has denied: the first waiver that holds, else the approval, else an allow. */
function grantLines(module: GeneratedModule, approval: Approval | undefined, checks: RequestChecks): readonly Line[] {
  if (approval === undefined) return [`return ${addAllow(module)}`]
  const { waivers = [], ttlSeconds } = approval
  return [
    ...waivers.flatMap((waiver) => {
      const bare = waiver.groups.length === 0
      const decision = bare ? addAllow(module) : addStage(module, waiver, ttlSeconds)
      return [`// waiver ${waiver.name}`, ...checks.waiver(waiver.condition, decision)]
    }),
    `return ${addStage(module, approval, ttlSeconds)}`,
  ]
}

/** A member that throws when it is read denies like any other input that is none. */
function addUnreadable(module: GeneratedModule): string {
  return module.once('unreadable', () => {
    const name = module.unique('UNREADABLE')
    const call = `${module.use('schemaInvalid')}('', 'the input cannot be read')`
    module.add([code`const ${name}${type(': DenyDecision')} = ${call}`])
    return name
  })
}

function noneOf(place: string, values: readonly string[]): string {
  invariant(values.length > 0, `nothing is admitted for the ${place}`)
  return values.map((value) => `${place} !== ${quote(value)}`).join(' && ')
}

/** Named after what it says, since every action that says the same shares it. */
function addDenial(module: GeneratedModule, hint: string, members: Readonly<Record<string, string>>): string {
  return module.once(`denial ${JSON.stringify(members)}`, () => {
    const name = module.unique(constantCase(hint))
    module.add(frozenConstant(name, 'DenyDecision', { effect: 'deny', ...members }))
    return name
  })
}

const NAMED_IN_HINT = 3

function listHint(names: readonly string[]): string {
  return [...names.slice(0, NAMED_IN_HINT), ...(names.length > NAMED_IN_HINT ? ['and others'] : [])].join(' ')
}

function addAllow(module: GeneratedModule): string {
  return module.once('allow', () => {
    const name = module.unique('ALLOW')
    module.add([code`const ${name}${type(': AllowDecision')} = Object.freeze({ effect: 'allow' }${type(' as const')})`])
    return name
  })
}

function addStage(
  module: GeneratedModule,
  { quorum, groups }: Pick<Approval, 'quorum' | 'groups'>,
  ttlSeconds: number,
): string {
  return module.once(`stage ${JSON.stringify([quorum, groups, ttlSeconds])}`, () => {
    const name = module.unique(constantCase('stage', listHint(groups.map(({ role, min }) => `${String(min)} ${role}`))))
    const frozen = groups.map(({ role, min }) => `Object.freeze(${literalOf({ role, min })})`).join(', ')
    module.add([
      code`const ${name}${type(': StageDecision')} = Object.freeze({`,
      [
        code`effect: 'stage'${type(' as const')},`,
        `quorum: ${String(quorum)},`,
        `approverGroups: Object.freeze([${frozen}]),`,
        `ttlMs: ${String(ttlSeconds * 1000)},`,
      ],
      '})',
    ])
    return name
  })
}

/** The exported tables, and `decide`, which looks an action up in them. */
function addTables(
  module: GeneratedModule,
  functions: readonly (readonly [string, string])[],
  leaves: ReadonlyMap<string, string>,
): void {
  const unknown = addDenial(module, 'unknown action', {
    code: 'UNKNOWN_ACTION',
    message: 'the manifest has no such action',
  })
  module.add([
    ...docComment(GUARDS_DOC),
    code`export const guards${type(`: ${GUARDS_TYPE}`)} = Object.freeze({`,
    [code`__proto__: null,`, ...functions.map(([id, name]) => `${propertyKey(id)}: ${name},`)],
    code`}${type(' as object as Record<string, Guard>')})`,
  ])
  module.add([
    ...docComment(LEAVES_DOC),
    code`export const actionLeaves${type(`: ${LEAVES_TYPE}`)} = Object.freeze({`,
    ['__proto__: null,', ...functions.map(([id]) => `${propertyKey(id)}: ${quote(leaves.get(id) ?? '')},`)],
    code`}${type(' as object as Record<string, string>')})`,
  ])
  module.add([
    code`const byAction${type(': ReadonlyMap<unknown, Guard>')} = new Map([`,
    functions.map(([id, name]) => `[${quote(id)}, ${name}],`),
    '])',
  ])
  module.add([
    ...docComment(DECIDE_DOC),
    code`export function decide(action${type(': string')}, ${PARAMETERS})${type(': Decision')} {`,
    ['const guard = byAction.get(action)', `return guard === undefined ? ${unknown} : guard(input, claims, context)`],
    '}',
  ])
}

const GUARDS_TYPE = 'Readonly<Record<string, Guard>>'
const LEAVES_TYPE = 'Readonly<Record<string, string>>'
const GUARDS_DOC = 'Action id → its guard. The object inherits nothing, so any string may be looked up in it.'
const LEAVES_DOC = 'Action id → hex ActionLeaf of the contract that the guard was generated from.'
const DECIDE_DOC = 'The decision about a call of `action`; an id that the manifest does not have is denied.'

function declarations(
  actions: readonly Action[],
  functions: readonly (readonly [string, string])[],
  header: string,
): string {
  const parameters = PARAMETERS.ts
  const blocks = [
    [header, "import type { AtrClaims, Decision, Guard, RequestContext } from 'clawql-manifest-validator'"],
    ...actions.map((action, index) => [
      ...docComment(`${action.id} ${action.version}: ${action.description}`),
      `export declare function ${functions[index]![1]}(${parameters}): Decision`,
    ]),
    [...docComment(GUARDS_DOC), `export declare const guards: ${GUARDS_TYPE}`],
    [...docComment(LEAVES_DOC), `export declare const actionLeaves: ${LEAVES_TYPE}`],
    [...docComment(DECIDE_DOC), `export declare function decide(action: string, ${parameters}): Decision`],
  ]
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`
}
