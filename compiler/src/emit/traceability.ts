/**
 * `traceability.json`: every field of every contract with who enforces it and the tests that show it. INVARIANT L7: a field that nothing enforces cannot
 * be emitted.
 */
import type { ActionType, JsonObject } from 'clawql-manifest-validator'
import type { Action, Governance, GovernanceTest, ManifestSource, Program, Test } from '../program/program.ts'
import { actionNames } from './action-names.ts'
import { ACTION_DUTIES, type Duty, MANIFEST_DUTIES } from './duties.ts'
import type { EmittedCode } from './emit-code.ts'
import { invariant } from './invariant.ts'

/**
 * `duties`: who enforces a field, by its general name (`side_effects[].object`), once for all actions. `actions[].fields`: each field that the action has,
 * with the titles of the tests that show it; where the code stands is said once per action.
 */
export function traceability(program: Program, manifest: ManifestSource, code: EmittedCode): JsonObject {
  const names = actionNames(code.actions.map((action) => action.id))
  const fields = manifestFields(manifest)
  const actions = code.actions.map((action, index) => ({ action, traced: tracedFields(code.published[index]!) }))
  const general = new Set(actions.flatMap(({ traced }) => traced.map(({ duty }) => duty)))
  return {
    manifest: manifest.name,
    duties: {
      ...Object.fromEntries(fields.map((field) => [field, dutiesOf(MANIFEST_DUTIES, field)])),
      ...Object.fromEntries([...general].sort().map((field) => [`actions[].${field}`, dutiesOf(ACTION_DUTIES, field)])),
    },
    actions: actions.map(({ action, traced }) => {
      const name = names.get(action.id)!
      const tests = program.tests.filter((test) => test.action === action.id)
      const stated = program.governanceTests.filter((test) => test.action === action.id)
      return {
        id: action.id,
        action_leaf: code.leaves.get(action.id) ?? '',
        guard: `guards.js#guard${name}`,
        input: `validators.js#is${name}Input`,
        output: `validators.js#is${name}Output`,
        fields: Object.fromEntries(
          traced.map((field) => [
            field.field,
            [...new Set([...titlesOf(field, action, tests), ...titlesStating(field, stated)])],
          ]),
        ),
      }
    }),
  }
}

interface TracedField {
  /** As in `ACTION_DUTIES`. */
  readonly duty: string
  /** `side_effects[0].object`, `governance.rules[distinct_accounts]`. */
  readonly field: string
  readonly rule?: string
}

/** Every field the published action has. */
function tracedFields(action: ActionType): readonly TracedField[] {
  const top = Object.keys(action).filter((key) => !['governance', 'side_effects', 'execution'].includes(key))
  const governance = Object.keys(action.governance).filter((key) => key !== 'rules')
  const rules = action.governance.rules ?? []
  return [
    ...top.map((key) => ({ duty: key, field: key })),
    ...governance.map((key) => ({ duty: `governance.${key}`, field: `governance.${key}` })),
    ...rules.map(({ id }) => ({ duty: 'governance.rules[]', field: `governance.rules[${id}]`, rule: id })),
    ...action.side_effects.flatMap((effect, index) =>
      Object.keys(effect).map((key) => ({
        duty: `side_effects[].${key}`,
        field: `side_effects[${String(index)}].${key}`,
      })),
    ),
    ...Object.keys(action.execution).map((key) => ({ duty: `execution.${key}`, field: `execution.${key}` })),
  ]
}

function manifestFields(manifest: ManifestSource): readonly string[] {
  const blocks: readonly (readonly [string, object])[] = [
    ['identity', manifest.identity],
    ['provenance', { artifact_cids: [], ...manifest.provenance }],
    ['permissions', { tool_use: [], ...manifest.permissions }],
    ['policy', { ...manifest.policy, required_features: [] }],
  ]
  return blocks.flatMap(([block, members]) => Object.keys(members).map((key) => `${block}.${key}`))
}

function titlesOf({ duty, rule }: TracedField, action: Action, tests: readonly Test[]): readonly string[] {
  const duties = dutiesOf(ACTION_DUTIES, duty)
  const shown = tests.filter((test) => duties.some(({ code }) => code !== undefined && shows(test, code, rule, action)))
  return [...new Set(shown.map(({ title, row }) => (row === undefined ? title : `${title} (row ${String(row)})`)))]
}

/** Of the tests that name the entry the field comes from. */
function titlesStating({ duty }: TracedField, tests: readonly GovernanceTest[]): readonly string[] {
  const part = Object.hasOwn(STATED_AS, duty) ? STATED_AS[duty] : undefined
  return part === undefined
    ? []
    : tests.filter(({ expected }) => expected[part] !== undefined).map(({ title }) => title)
}

const STATED_AS: Readonly<Record<string, keyof Governance>> = {
  'governance.classification': 'classification',
  'governance.risk_tier': 'riskTier',
  'governance.authorized_roles': 'authorizedRoles',
  'governance.scopes': 'scopes',
  'governance.approval_quorum': 'approval',
  'governance.requires_approval': 'approval',
  'governance.approver_groups': 'approval',
  'governance.approval_ttl_seconds': 'approval',
  'governance.approval_waivers': 'approval',
  'governance.max_impact': 'maxImpact',
  'governance.rate': 'rate',
}

function dutiesOf(table: Readonly<Record<string, readonly Duty[]>>, field: string): readonly (Duty & JsonObject)[] {
  const isExtension = field.startsWith('x-') || field.includes('.x-')
  const duties = isExtension ? [EXTENSION] : Object.hasOwn(table, field) ? table[field] : undefined
  invariant(duties !== undefined && duties.length > 0, `nothing enforces the field ${field}`)
  return duties.map((duty) => ({ ...duty }))
}

const EXTENSION: Duty = { by: 'release', duty: 'an extension; it changes no decision' }

/** Whether a test expects what the field brings about. */
function shows(test: Test, code: string, rule: string | undefined, action: Action): boolean {
  return test.expectations.some((expectation) => {
    if (expectation.effect === 'stage') return code === 'STAGED'
    if (expectation.effect !== 'deny') return false
    if (code === 'RULE_VIOLATED') return expectation.rule !== undefined && expectation.rule === rule
    if (expectation.rule !== undefined && action.rules.some(({ name }) => name === expectation.rule)) return false
    return expectation.code === code
  })
}
