/** One small project after another: the action of closing a door, with the parts that a test is about. */
import { lint } from '../../src/lint.ts'
import { virtualHost } from '../../src/testing/virtual-host.ts'
import { PACKAGES } from '../repository-host.ts'

export interface Door {
  readonly kind?: 'action' | 'read'
  readonly input?: string
  readonly classification?: string
  readonly tier?: number
  /** Further entries of the governance. */
  readonly governance?: string
  readonly rules?: string
  readonly reversible?: boolean
  readonly execution?: string
  /** In front of the action. */
  readonly before?: string
  /** Behind everything. */
  readonly after?: string
}

export function door(parts: Door): string {
  const { kind = 'action', input = 'door: String(length: 1..64)', classification = 'standard', tier = 2 } = parts
  const { reversible = false, execution = 'timeout: 5s, retry_policy: none' } = parts
  const operation = kind === 'action' ? 'door.close' : 'door.look'
  return `module demo

role clerk: agent
role boss: human

object door {
  state open
  state shut
  operation close: open -> shut
}

purpose tidying "Keep things tidy" { permits: [${operation}] }

${parts.before ?? ''}
/// About a door.
${kind} door.${kind === 'action' ? 'close_it' : 'look'} {
  version: "1.0.0"
  input { ${input} }
  output { done: Bool }
  governance {
    classification: ${classification}
    risk_tier: ${tier}
    authorized_roles: [clerk]
    ${parts.governance ?? ''}
  }
  ${parts.rules ?? ''}
  ${kind === 'action' ? `effect door.close: open -> shut { reversible: ${reversible} }` : ''}
  execution { handler: "door.close", ${execution} }
}

${parts.after ?? ''}
`
}

export const MANIFEST = `manifest door-agent {
  identity { agent_id: "door-agent-01", runtime: custom, runtime_version: "1.0.0", model_family: "small", coordinator_key_ref: "hsm://coordinator/1" }
  provenance {
    build_source: "git-worktree:main"
    base_model_weight_hash: "9060ceb38d9c37d37249d96671df1de0"
    base_model_hsm_signature: "c2lnbmF0dXJl"
  }
  permissions { classification_level: standard, processing_purpose: tidying }
  policy {
    preset: software-dev-balanced
    required_signatures: 1
    canary_rollout: false
    rollback_rules: "policy/rollback"
    compatible_policy_version: "^1.1.0"
    coordination { s_bar: 0.3 }
  }
  actions: [door.close_it]
}`

/** `CODE «underlined text»` of all that lint says, in order; errors included. */
export function findings(text: string, date?: string): readonly string[] {
  const host = virtualHost({ 'main.claw': text }, PACKAGES)
  return lint(host, date === undefined ? {} : { date }).diagnostics.map(
    ({ code, severity, location: { span }, message }) =>
      severity === 'error' ? `${code} ${message}` : `${code} «${text.slice(span.start, span.end)}»`,
  )
}
