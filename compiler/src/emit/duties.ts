/**
 * Who enforces each field of a published action, and of the manifest around it. INVARIANT L7: there is no field without an entry here; the traceability
 * emitter refuses a field that it does not find.
 */
import type { DenyCode } from 'clawql-manifest-validator'

/**
 * `guard`: the generated guard, which denies with `code` (or stages). `validator`: the generated validators. `runtime`: a duty of whoever hosts the guard.
 * `release`: a duty before a manifest is put into service. `validation`: refused when the manifest is loaded.
 */
export interface Duty {
  readonly by: 'guard' | 'validator' | 'runtime' | 'release' | 'validation'
  readonly duty: string
  readonly code?: DenyCode | 'STAGED'
}

const guard = (code: DenyCode | 'STAGED', duty: string): Duty => ({ by: 'guard', duty, code })
const runtime = (duty: string): Duty => ({ by: 'runtime', duty })
const release = (duty: string): Duty => ({ by: 'release', duty })
const validation = (duty: string): Duty => ({ by: 'validation', duty })

/** Field of an action, dotted, `[]` for the members of a list. */
export const ACTION_DUTIES: Readonly<Record<string, readonly Duty[]>> = {
  id: [guard('UNKNOWN_ACTION', 'an id that is not in the manifest is denied')],
  version: [validation('one version of an id, bound by the ActionLeaf')],
  description: [runtime('shown to who approves, bound by the ActionLeaf')],
  input_schema: [
    guard('SCHEMA_INVALID', 'an input that the schema does not admit is denied'),
    { by: 'validator', duty: 'the input predicate admits what the schema admits' },
    runtime('a value marked x-claw-sensitive is neither stored nor shown'),
  ],
  output_schema: [
    { by: 'validator', duty: 'the output predicate admits what the schema admits' },
    runtime('an output that the schema does not admit is withheld'),
    runtime('a value marked x-claw-sensitive is neither stored nor shown'),
  ],
  context_schema: [
    guard('SCHEMA_INVALID', 'a context without the facts that the schema asks for is denied'),
    runtime('the host supplies the facts'),
  ],
  'governance.classification': [
    guard('CLASSIFICATION_EXCEEDED', 'a clearance below the classification is denied'),
    validation('not above the level of the manifest'),
  ],
  'governance.risk_tier': [
    release('the risk floor relates tier, classification, reversibility and approval'),
    runtime('recorded with each decision'),
  ],
  'governance.requires_approval': [guard('STAGED', 'the action is staged instead of executed')],
  'governance.approval_quorum': [
    guard('STAGED', 'the stage carries the quorum'),
    runtime('executed when that many distinct people have approved'),
  ],
  'governance.requires_two_phase_commit': [runtime('staged and confirmed in two writes')],
  'governance.authorized_roles': [guard('ROLE_NOT_AUTHORIZED', 'a role that is not listed is denied')],
  'governance.max_impact': [guard('MAX_IMPACT_EXCEEDED', 'a measure above the value is denied')],
  'governance.rules[]': [guard('RULE_VIOLATED', 'a violated rule is denied')],
  'governance.approver_groups': [
    guard('STAGED', 'the stage carries the groups'),
    runtime('each approval counts for one group of its role'),
  ],
  'governance.approval_ttl_seconds': [
    guard('STAGED', 'the stage carries the time to live'),
    runtime('a request that waited longer is cancelled'),
  ],
  'governance.approval_waivers': [
    guard('STAGED', 'the first that holds lowers the quorum; one that cannot be evaluated lowers nothing'),
    runtime('a call that needs approval is let through without one only where a waiver says so'),
  ],
  'governance.scopes': [guard('SCOPE_NOT_GRANTED', 'claims without each of the scopes are denied')],
  'governance.rate': [
    runtime('counted and reserved before execution; a call above the limit is denied with LIMIT_EXCEEDED'),
  ],
  'side_effects[].object': [guard('PURPOSE_MISMATCH', 'the purpose must permit the operation on the object')],
  'side_effects[].operation': [guard('PURPOSE_MISMATCH', 'the purpose must permit the operation on the object')],
  'side_effects[].instance': [runtime('the thing affected is recorded with the outcome')],
  'side_effects[].state_transition': [runtime('the transition is recorded with the outcome')],
  'side_effects[].requires_confirmation': [
    validation('only with an approval'),
    runtime('confirmed before it is executed'),
  ],
  'side_effects[].reversible': [
    validation('only with a compensation'),
    runtime('compensated where the outcome cannot be recorded'),
  ],
  'execution.handler': [runtime('the handler that is called')],
  'execution.timeout_seconds': [runtime('the handler is abandoned after that time')],
  'execution.retry_policy': [runtime('retried only when nothing was applied')],
  'execution.compensate': [runtime('the handler that undoes')],
  'execution.idempotent': [runtime('retried under the same key')],
}

/** Blocks of the manifest. */
export const MANIFEST_DUTIES: Readonly<Record<string, readonly Duty[]>> = {
  'identity.agent_id': [runtime("the claims' agent must be this one")],
  'identity.runtime': [release('the runtime in service is this one')],
  'identity.runtime_version': [release('the runtime in service has this version')],
  'identity.model_family': [runtime('fingerprints are scoped to the family')],
  'identity.coordinator_key_ref': [runtime('reputation updates are verified with this key')],
  'provenance.artifact_cids': [runtime('only code whose CID is listed is evaluated')],
  'provenance.build_source': [release('the sources the build is reproduced from')],
  'provenance.base_model_weight_hash': [validation('signed by the base-model key')],
  'provenance.base_model_hsm_signature': [validation('verified when the manifest is loaded')],
  'permissions.tool_use': [
    validation('equals the ids of the actions'),
    guard('UNKNOWN_ACTION', 'no other tool is known'),
  ],
  'permissions.classification_level': [validation('no action above it')],
  'permissions.processing_purpose': [guard('PURPOSE_MISMATCH', "the claims' purpose must be this one")],
  'policy.preset': [validation('expanded and bound by the PolicyLeaf')],
  'policy.required_signatures': [validation('that many release signatures')],
  'policy.canary_rollout': [release('rolled out to a part first')],
  'policy.rollback_rules': [release('the rules of going back')],
  'policy.compatible_policy_version': [validation('the policy schema version lies in the range')],
  'policy.coordination': [runtime('parameters of coordination, breaker and memory, within their ranges')],
  'policy.purposes': [guard('PURPOSE_MISMATCH', 'what each purpose permits')],
  'policy.required_features': [validation('a reader that lacks one refuses the manifest')],
  'policy.roles': [runtime('only people approve')],
  'policy.trust': [runtime('whose tokens, approvals and signatures count')],
  'policy.x-claw-redact': [runtime('a value under one of the names is neither stored nor shown')],
}
