/**
 * A small module that is right, in the pieces that tests change one at a time.
 */

export const HEAD = `module demo

role clerk: agent
role boss: human

object door {
  state open
  state shut
  operation close: open -> shut
}

purpose tidying "Keep things tidy" {
  permits: [door.close]
}
`

export const ACTION = `
/// Closes a door.
action door.close_it {
  version: "1.0.0"
  input { door: String(length: 1..64) }
  output { done: Bool }
  governance {
    classification: standard
    risk_tier: 2
    authorized_roles: [clerk]
  }
  effect door.close(input.door): open -> shut { reversible: false }
  execution { handler: "door.close", timeout: 5s, retry_policy: none }
}
`

export const MANIFEST = `
manifest door-agent {
  identity {
    agent_id: "door-agent-01"
    runtime: custom
    runtime_version: "1.0.0"
    model_family: "small"
    coordinator_key_ref: "hsm://coordinator/1"
  }
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
}
`

/** Replaces parts of a text, each of which must be there. */
export function changed(text: string, ...changes: readonly (readonly [from: string, to: string])[]): string {
  let result = text
  for (const [from, to] of changes) {
    if (!result.includes(from)) throw new Error(`the example has no ${JSON.stringify(from)}`)
    result = result.replace(from, () => to)
  }
  return result
}
