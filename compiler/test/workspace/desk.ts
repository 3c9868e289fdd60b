/** A project in which everything refers to something elsewhere: three modules, types of types, constants, units, functions, governance, facts, presets. */
import type { VirtualFiles } from '../../src/testing/virtual-host.ts'

const WORDS = `// What all desks share.
module bank.words

import std.roles { maintainer }

role teller: agent
role checker: human

type Id = String(length: 1..LONGEST)
type Amount = Int(range: 0..MOST) unit USD
type Pair = { first: Id, second: Id }
const LONGEST = 64
const MOST = 1_000_000 USD
const SOME = 500_000 USD
const FEW = 1 KUSD
unit KUSD = 1_000 USD

fn is_large(amount: Amount): Bool = amount > SOME
fn are_apart(pair: Pair): Bool = pair.first != pair.second && is_long(pair.first)
fn is_long(id: Id): Bool = id.size() > 3

/// Money that moves.
governance moving {
  classification: sensitive
  risk_tier: 3
  authorized_roles: [teller]
  approval: 1 of checker within 2h
}

preset bank-desk extends finance-compliance-high { gamma: 0.06 }

invariant watched: actions.all(one, one.risk_tier < 5)
`

const OBJECTS = `module bank.desk

import bank.words { Id, Pair as Two, moving, teller }

object account {
  state held(Id)
  state closed
  operation give: held -> held
  operation close: held -> closed
}

purpose payments "Pay what is due" { permits: [account.*] }

context {
  open: Bool
  ticket?: Id
}

/// What nobody sees.
private action account.secret_give {
  version: "1.0.0"
  input { pair: Two }
  output { done: Bool }
  governance: moving
  effect account.give(input.pair.first): held(input.pair.first) -> held(input.pair.second) { reversible: false }
  execution { handler: "desk.secret", timeout: 5s, retry_policy: none }
}
`

const ACTIONS = `module bank.desk

import bank.words { Amount, FEW, are_apart, checker, is_large, teller }

/// Give money to somebody.
action account.give_money {
  version: "1.0.0"
  formerly: "account.old_give"
  input { pair: Two, amount: Amount, note?: String(length: ..280) }
  output { id: Id }
  governance moving {
    max_impact: input.amount <= 900_000 USD
    approval: 2 of checker within 8h when large: is_large(input.amount)
    approval: 1 of checker within 8h
  }
  require apart: are_apart(input.pair) && input.amount != FEW because "two accounts are needed"
  forbid at_night: !context.open && !has(input.note) because "at night a note is needed"
  effect account.give(input.pair.first): held(input.pair.first) -> held(input.pair.second) {
    requires_confirmation: true
    reversible: false
  }
  execution { handler: "desk.give", timeout: 5s, retry_policy: none }
}

/// Give a little money.
action account.give_little extends account.give_money {
  version: "1.0.0"
  governance { max_impact: input.amount <= FEW }
  require noted: has(input.note) because "a little is given with a note"
}

/// Look once more.
read account.look_twice extends account.look_deep { version: "1.0.0", execution { timeout: 9s } }

/// Look at everything.
read account.look_deep extends account.look {
  version: "1.0.0"
  governance { risk_tier: 2 }
  require deep: input.deep because "whoever looks deep says so"
}

/// Look at an account.
read account.look {
  version: "1.0.0"
  input { id: Id, deep: Bool = false }
  output { amount: Amount }
  governance { classification: standard, risk_tier: 1, authorized_roles: [teller, checker] }
  execution { handler: "desk.look", timeout: 5s, retry_policy: none }
}
`

const TESTS = `module bank.desk

fixture somebody: claims { role: teller, purpose: payments, classification: sensitive }
fixture gift: account.give_money { pair: { first: "alpha", second: "b" }, amount: 10 USD }

test "who gives" for (amount, verdict) in [(10 USD, stage(1)), (900_001 USD, deny MAX_IMPACT_EXCEEDED)] {
  given somebody
  context { open: true }
  call gift { amount: amount }
  expect verdict
}

test "looking" {
  given somebody
  call account.look { id: "alpha" }
  expect allow
}
`

const MANIFEST = `module bank.agent

import bank.desk { payments }
import bank.words { bank-desk, watched }

manifest desk-agent {
  identity { agent_id: "desk-01", runtime: custom, runtime_version: "1.0.0", model_family: "small", coordinator_key_ref: "hsm://coordinator/1" }
  permissions { classification_level: sensitive, processing_purpose: payments }
  policy {
    preset: bank-desk
    required_signatures: 1
    canary_rollout: false
    rollback_rules: "policy/rollback"
    compatible_policy_version: "^1.1.0"
    coordination { s_bar: 0.3 }
  }
  actions: [account.give_money, account.give_little, account.look, account.look_twice]
  invariant listed: actions.exists(one, one.id == "account.look")
}
`

const PROVENANCE = `build_source: "git-worktree:main"
base_model_weight_hash: "9060ceb38d9c37d37249d96671df1de0"
base_model_hsm_signature: "c2lnbmF0dXJl"
`

export const DESK: VirtualFiles = {
  'agent/manifest.claw': MANIFEST,
  'desk/actions.claw': ACTIONS,
  'desk/objects.claw': OBJECTS,
  'desk/tests.claw': TESTS,
  'provenance.yaml': PROVENANCE,
  'words.claw': WORDS,
}
