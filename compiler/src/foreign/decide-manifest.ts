/**
 * A decision from a published manifest alone, without its source: what any reader of the manifest is entitled to conclude, and what the generated
 * guards must agree with. The manifest is taken as validated by Layer 0, but nothing is lost when it was not: what cannot be read denies.
 */
import type { Decision, DenyDecision, RequestContext } from 'clawql-manifest-validator'
import { flatContext } from '../evaluate/flat-context.ts'
import { isRecord, ownMember } from '../evaluate/own-member.ts'
import { type ManifestCheck, manifestChecks } from './manifest-checks.ts'
import { type ManifestRequest, manifestExpression } from './manifest-expression.ts'
import { readFlag, readGroups, readList, readNumber, readText, readTexts } from './manifest-reader.ts'
import { normalizeBySchema } from './normalize-by-schema.ts'

/** What this reader understands; a manifest that needs more is not enforced by halves. */
export const KNOWN_FEATURES: ReadonlySet<string> = new Set(
  'context.1 decimals.1 groups.1 json.1 measure.1 purposes.1 rate.1 rules.1 scopes.1 ttl.1 waivers.1 where.1'.split(
    ' ',
  ),
)

const ALLOW: Decision = Object.freeze({ effect: 'allow' })
const UNKNOWN_ACTION = deny('UNKNOWN_ACTION', 'the manifest has no such action')
const NOT_ENFORCEABLE = deny('RULE_ERROR', 'the manifest cannot be enforced as it stands')
const TTL_SECONDS = 7_200

/**
 * Decides about one call. `input` is as the caller sent it; it is normalised here by the published schema. Manifests are prepared once per object:
 * who changes one must pass a new object. INVARIANT L4: what errs, what is missing and what is unknown all deny. Never throws.
 */
export function decideManifest(
  manifest: object,
  actionId: string,
  input: unknown,
  claims: unknown,
  context: RequestContext | unknown,
): Decision {
  const action = preparedAction(manifest, actionId)
  if (!('checks' in action)) return action
  try {
    const request = { input: normalizeBySchema(action.inputSchema, input), claims, context: flatContext(context) }
    for (const check of action.checks) {
      const denial = check(request)
      if (denial !== undefined) return denial
    }
    return action.grant(request)
  } catch {
    return NOT_ENFORCEABLE
  }
}

interface PreparedAction {
  readonly inputSchema: unknown
  readonly checks: readonly ManifestCheck[]
  readonly grant: (request: ManifestRequest) => Decision
}

const prepared = new WeakMap<object, Map<string, PreparedAction | DenyDecision>>()

function preparedAction(manifest: object, actionId: string): PreparedAction | DenyDecision {
  let actions = prepared.get(manifest)
  if (actions === undefined) {
    actions = new Map()
    prepared.set(manifest, actions)
  }
  const known = actions.get(actionId)
  if (known !== undefined) return known
  const action = prepareAction(manifest, actionId)
  // Names that a caller made up are not worth remembering.
  if (action !== UNKNOWN_ACTION) actions.set(actionId, action)
  return action
}

function prepareAction(manifest: object, actionId: string): PreparedAction | DenyDecision {
  try {
    if (ownMember(manifest, 'manifest_version') !== '1.1') return UNKNOWN_ACTION
    const action = readList(manifest, 'actions').find((candidate) => ownMember(candidate, 'id') === actionId)
    if (!isRecord(action)) return UNKNOWN_ACTION
    const features = new Set(readTexts(ownMember(manifest, 'policy'), 'required_features'))
    if ([...features].some((feature) => !KNOWN_FEATURES.has(feature))) return NOT_ENFORCEABLE
    return {
      inputSchema: ownMember(action, 'input_schema'),
      checks: manifestChecks(manifest, action, features),
      grant: granter(ownMember(action, 'governance')),
    }
  } catch {
    return NOT_ENFORCEABLE
  }
}

function granter(governance: unknown): (request: ManifestRequest) => Decision {
  if (!readFlag(governance, 'requires_approval')) return () => ALLOW
  const ttlSeconds =
    ownMember(governance, 'approval_ttl_seconds') === undefined
      ? TTL_SECONDS
      : readNumber(governance, 'approval_ttl_seconds')
  const quorum = readNumber(governance, 'approval_quorum')
  const groups =
    ownMember(governance, 'approver_groups') === undefined
      ? [{ role: 'operator', min: quorum }]
      : readGroups(governance, 'approver_groups')
  const stage = (approverGroups: typeof groups, needed: number): Decision =>
    Object.freeze({
      effect: 'stage',
      quorum: needed,
      approverGroups: Object.freeze(approverGroups),
      ttlMs: ttlSeconds * 1000,
    })
  const usual = stage(groups, quorum)
  const waivers = readList(governance, 'approval_waivers').map((waiver) => {
    const others = readGroups(waiver, 'approver_groups')
    const sum = others.reduce((total, group) => total + group.min, 0)
    return { condition: manifestExpression(readText(waiver, 'cel')), decision: sum === 0 ? ALLOW : stage(others, sum) }
  })
  return (request) => waivers.find(({ condition }) => holds(condition(request)))?.decision ?? usual
}

function holds(result: ReturnType<ReturnType<typeof manifestExpression>>): boolean {
  return result.kind === 'value' && result.value === true
}

function deny(code: DenyDecision['code'], message: string): DenyDecision {
  return Object.freeze({ effect: 'deny', code, message })
}
