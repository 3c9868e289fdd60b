/** An action as the manifest publishes it: the value whose canonical JSON the ActionLeaf binds. Field names and order are the manifest's. */
import type {
  ActionType,
  Governance as PublishedGovernance,
  ApprovalWaiver as PublishedWaiver,
  SideEffect,
} from 'clawql-manifest-validator'
import type { Action, ApprovalWaiver, Effect, Execution, Governance, Rule, StateUse } from '../program/program.ts'
import { printCel } from './cel.ts'
import { jsonSchemaOf } from './json-schema.ts'

export function publishedAction(action: Action): ActionType {
  return {
    id: action.id,
    version: action.version,
    description: action.description,
    input_schema: jsonSchemaOf(action.input),
    output_schema: jsonSchemaOf(action.output),
    ...(action.facts && { context_schema: jsonSchemaOf(action.facts) }),
    governance: publishedGovernance(action.governance, action.rules),
    side_effects: action.effects.map(publishedEffect),
    execution: publishedExecution(action.execution),
    ...(action.formerly !== undefined && { 'x-formerly': action.formerly }),
  }
}

function publishedGovernance(governance: Governance, rules: readonly Rule[]): PublishedGovernance {
  const { approval, maxImpact, scopes, rate } = governance
  return {
    classification: governance.classification,
    risk_tier: governance.riskTier,
    requires_approval: approval !== undefined,
    ...(approval && { approval_quorum: approval.quorum }),
    requires_two_phase_commit: approval !== undefined,
    authorized_roles: governance.authorizedRoles,
    ...(maxImpact && {
      max_impact: { currency: maxImpact.currency, value: maxImpact.value, measure: printCel(maxImpact.measure) },
    }),
    ...(rules.length > 0 && {
      rules: rules.map(({ name, form, condition, message }) => ({
        id: name,
        kind: form,
        cel: printCel(condition),
        message,
      })),
    }),
    ...(approval && {
      approver_groups: approval.groups.map(({ role, min }) => ({ role, min })),
      approval_ttl_seconds: approval.ttlSeconds,
      ...(approval.waivers && { approval_waivers: approval.waivers.map(publishedWaiver) }),
    }),
    ...(scopes && { scopes }),
    ...(rate && { rate: { count: rate.count, per_seconds: rate.perSeconds, by: rate.by, counting: rate.counting } }),
  }
}

function publishedWaiver({ name, condition, groups }: ApprovalWaiver): PublishedWaiver {
  return {
    id: name,
    cel: printCel(condition),
    ...(groups.length > 0 && { approver_groups: groups.map(({ role, min }) => ({ role, min })) }),
  }
}

function publishedEffect(effect: Effect): SideEffect {
  return {
    object: effect.object,
    operation: effect.operation,
    ...(effect.instance !== undefined && { instance: effect.instance }),
    state_transition: transitionText(effect),
    requires_confirmation: effect.requiresConfirmation,
    reversible: effect.reversible,
  }
}

/** `owned_by:from_account → owned_by:to_account` */
export function transitionText(effect: Effect): string {
  return `${stateText(effect.from)} → ${stateText(effect.to)}`
}

function stateText({ state, arguments: paths }: StateUse): string {
  return paths.length === 0 ? state : `${state}:${paths.join(',')}`
}

function publishedExecution(execution: Execution): ActionType['execution'] {
  return {
    handler: execution.handler,
    timeout_seconds: execution.timeoutSeconds,
    retry_policy: execution.retryPolicy,
    ...(execution.compensate !== undefined && { compensate: execution.compensate }),
    ...(execution.idempotent !== undefined && { idempotent: execution.idempotent }),
  }
}
