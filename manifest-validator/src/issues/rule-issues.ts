/** Codes of rules that relate several fields. Warnings tell of what is allowed but has no effect, or will be refused later on. */
import type { IssueEntry } from './issue-catalogue.ts'

export type RuleIssueCode =
  | 'D_CRIT_BAND_OUT_OF_RANGE'
  | 'ABSENCE_THRESHOLDS_NOT_ASCENDING'
  | 'BREAKOUT_QUORUM_TOO_LARGE'
  | 'FIDELITY_THRESHOLDS_NOT_ASCENDING'
  | 'RETENTION_DAYS_NOT_ASCENDING'
  | 'WEIGHTS_NOT_ORDERED'
  | 'WEIGHT_CEILING_OUT_OF_RANGE'
  | 'POLICY_VERSION_INCOMPATIBLE'
  | 'FEATURE_NOT_DECLARED'
  | 'FEATURE_NOT_USED'
  | 'FEATURES_NOT_ASCENDING'
  | 'ROLE_NOT_DECLARED'
  | 'APPROVER_ROLE_NOT_HUMAN'
  | 'PUBLIC_KEY_REFUSED'
  | 'PUBLIC_KEY_SHARED'
  | 'BREAKOUT_SIGNERS_COUNT'
  | 'APPROVAL_WITHOUT_QUORUM'
  | 'APPROVER_GROUPS_SUM'
  | 'APPROVAL_FIELD_WITHOUT_APPROVAL'
  | 'TWO_PHASE_WITHOUT_APPROVAL'
  | 'CONFIRMATION_WITHOUT_APPROVAL'
  | 'WAIVER_RAISES_QUORUM'
  | 'CLASSIFICATION_ABOVE_PERMISSIONS'
  | 'ACTIONS_IN_V1_0'
  | 'LEGACY_CLASSIFICATION'
  | 'QUORUM_WITHOUT_EFFECT'
  | 'PURPOSE_NOT_DECLARED'
  | 'TOOL_NOT_PERMITTED'
  | 'CIDS_NOT_ASCENDING'
  | 'APPROVERS_TOO_FEW'

const GOVERNANCE = '/actions/0/governance'
const READ = '/actions/1'
const COORDINATION = '/policy/coordination'

export const RULE_ISSUES: Readonly<Record<RuleIssueCode, IssueEntry>> = {
  D_CRIT_BAND_OUT_OF_RANGE: {
    severity: 'error',
    title: 'the band around d_crit leaves [0, 1]',
    why: 'Coverage lies in [0, 1]. A band that reaches outside could never be entered, or never be left.',
    remedy: 'Lower d_crit_hysteresis, or move d_crit inwards.',
    example: { kind: 'change', changes: [{ pointer: `${COORDINATION}/d_crit_hysteresis`, value: 0.5 }] },
  },
  ABSENCE_THRESHOLDS_NOT_ASCENDING: {
    severity: 'error',
    title: 'signal_absence_threshold is not below full_absence_threshold',
    why: 'Conservative mode comes before Blind mode; otherwise the milder response would be skipped.',
    remedy: 'Make signal_absence_threshold the smaller.',
    example: {
      kind: 'change',
      changes: [{ pointer: `${COORDINATION}/circuit_breaker`, value: { signal_absence_threshold: 4 } }],
    },
  },
  BREAKOUT_QUORUM_TOO_LARGE: {
    severity: 'error',
    title: 'required_signers is more than total_signers',
    why: 'No breakout could ever be authorised, and Blind mode could never be left.',
    remedy: 'Require at most as many signers as there are.',
    example: {
      kind: 'change',
      changes: [{ pointer: `${COORDINATION}/breakout_authorization`, value: { required_signers: 6 } }],
    },
  },
  FIDELITY_THRESHOLDS_NOT_ASCENDING: {
    severity: 'error',
    title: 'fidelity_low_threshold is not below fidelity_high_threshold',
    why: 'The middle retention tier would be empty.',
    remedy: 'Make fidelity_low_threshold the smaller.',
    example: {
      kind: 'change',
      changes: [{ pointer: `${COORDINATION}/memory`, value: { fidelity_low_threshold: 0.95 } }],
    },
  },
  RETENTION_DAYS_NOT_ASCENDING: {
    severity: 'error',
    title: 'the retention days do not ascend',
    why: 'The less faithful a summary is, the longer its source is kept.',
    remedy: 'Order them: standard, extended, maximum.',
    example: {
      kind: 'change',
      changes: [{ pointer: `${COORDINATION}/memory`, value: { retention_days_extended: 20 } }],
    },
  },
  WEIGHTS_NOT_ORDERED: {
    severity: 'error',
    title: 'w_min, w_initial and w_max are not in order',
    why: 'An agent would start outside the bounds its weight is kept in.',
    remedy: 'Order them: w_min, w_initial, w_max.',
    example: { kind: 'change', changes: [{ pointer: `${COORDINATION}/w_initial`, value: 0.05 }] },
  },
  WEIGHT_CEILING_OUT_OF_RANGE: {
    severity: 'error',
    title: 'w_floor_ceiling is not between w_min and w_max',
    why: 'A floor outside the bounds of the weight would contradict them.',
    remedy: 'Choose a value from w_min to w_max.',
    example: { kind: 'change', changes: [{ pointer: `${COORDINATION}/w_floor_ceiling`, value: 0.05 }] },
  },
  POLICY_VERSION_INCOMPATIBLE: {
    severity: 'error',
    title: 'the manifest does not accept this policy schema version',
    why: 'Its author declared which versions of the policy schema it was written for; enforcing it under another is a guess.',
    remedy: 'Widen compatible_policy_version after checking the policy, or use a validator of that version.',
    example: { kind: 'change', changes: [{ pointer: '/policy/compatible_policy_version', value: '^2.0.0' }] },
  },
  FEATURE_NOT_DECLARED: {
    severity: 'error',
    title: 'a feature is used but not listed in required_features',
    why: 'A reader that does not know the feature would accept the manifest and enforce less than it says.',
    remedy: 'List exactly the features used.',
    example: { kind: 'change', changes: [{ pointer: '/policy/required_features' }] },
  },
  FEATURE_NOT_USED: {
    severity: 'error',
    title: 'required_features lists a feature that nothing uses',
    why: 'The list is exactly what is used, so that two compilers write the same manifest.',
    remedy: 'Remove the entry.',
    example: { kind: 'change', changes: [{ pointer: `${GOVERNANCE}/rate` }] },
  },
  FEATURES_NOT_ASCENDING: {
    severity: 'error',
    title: 'required_features is not strictly ascending',
    why: 'One order, no repeats: two compilers write the same manifest.',
    remedy: 'Sort the list.',
    example: { kind: 'change', changes: [{ pointer: '/policy/required_features', value: ['where.1', 'context.1'] }] },
  },
  ROLE_NOT_DECLARED: {
    severity: 'error',
    title: 'a role is used that policy.roles does not declare',
    why: 'Where roles are declared the list is whole; a misspelt role would name nobody.',
    remedy: 'Declare the role, or correct its name.',
    example: { kind: 'change', changes: [{ pointer: `${READ}/governance/authorized_roles`, value: ['finance-agnt'] }] },
  },
  APPROVER_ROLE_NOT_HUMAN: {
    severity: 'error',
    title: 'a role of agents is asked to approve',
    why: 'Approval means that people agreed.',
    remedy: 'Ask a role declared human.',
    example: {
      kind: 'change',
      changes: [{ pointer: `${GOVERNANCE}/approver_groups`, value: [{ role: 'finance-agent', min: 3 }] }],
    },
  },
  PUBLIC_KEY_REFUSED: {
    severity: 'error',
    title: 'a public key is not acceptable',
    why: 'A key of low order or in a non-canonical encoding accepts signatures that nobody made.',
    remedy: 'Write the 32 bytes of an Ed25519 key (or for ES256 and RS256 the SPKI) in base64.',
    example: {
      kind: 'change',
      changes: [
        { pointer: '/policy/trust/approvers/0/public_key', value: 'AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' },
      ],
    },
  },
  PUBLIC_KEY_SHARED: {
    severity: 'error',
    title: 'two people have the same public key',
    why: 'One person could then fill two places of a quorum.',
    remedy: 'Give each person a key of their own.',
    example: {
      kind: 'change',
      changes: [
        {
          pointer: '/policy/trust/breakout_signers/0/public_key',
          value: 'CzQ5xdMDPLOy8mG6VjGrBsK5cfi5RUQ4ZDmHnlqYOr0=',
        },
        {
          pointer: '/policy/trust/breakout_signers/1/public_key',
          value: 'CzQ5xdMDPLOy8mG6VjGrBsK5cfi5RUQ4ZDmHnlqYOr0=',
        },
      ],
    },
  },
  BREAKOUT_SIGNERS_COUNT: {
    severity: 'error',
    title: 'there are not as many breakout signers as total_signers says',
    why: 'N of M means nothing when M is another number than the keys at hand.',
    remedy: 'List as many signers as total_signers, or correct the number.',
    example: { kind: 'change', changes: [{ pointer: '/policy/trust/breakout_signers', value: [] }] },
  },
  APPROVAL_WITHOUT_QUORUM: {
    severity: 'error',
    title: 'approval is required without a quorum',
    why: 'Zero approvals is not an approval.',
    remedy: 'Write approval_quorum: 1 or more.',
    example: { kind: 'change', changes: [{ pointer: `${GOVERNANCE}/approval_quorum` }] },
  },
  APPROVER_GROUPS_SUM: {
    severity: 'error',
    title: 'approval_quorum is not the sum of the approver groups',
    why: 'A reader that knows only the quorum and one that knows the groups would ask for different numbers.',
    remedy: 'Write the sum of the groups’ min.',
    example: { kind: 'change', changes: [{ pointer: `${GOVERNANCE}/approval_quorum`, value: 2 }] },
  },
  APPROVAL_FIELD_WITHOUT_APPROVAL: {
    severity: 'error',
    title: 'the action says how it is approved, but needs no approval',
    why: 'The field would have no effect, and its author surely meant one.',
    remedy: 'Set requires_approval: true, or remove the field.',
    example: { kind: 'change', changes: [{ pointer: `${READ}/governance/approval_ttl_seconds`, value: 60 }] },
  },
  TWO_PHASE_WITHOUT_APPROVAL: {
    severity: 'error',
    title: 'two-phase commit is required without approval',
    why: 'A call is staged to be approved; without approval nothing would ever confirm it.',
    remedy: 'Set requires_approval: true with a quorum, or requires_two_phase_commit: false.',
    example: { kind: 'change', changes: [{ pointer: `${READ}/governance/requires_two_phase_commit`, value: true }] },
  },
  CONFIRMATION_WITHOUT_APPROVAL: {
    severity: 'error',
    title: 'a side effect requires confirmation, but the action no approval',
    why: 'Confirmation is an approval; without one the effect would happen unconfirmed.',
    remedy: 'Set requires_approval: true with a quorum, or requires_confirmation: false.',
    example: {
      kind: 'change',
      changes: [
        {
          pointer: `${READ}/side_effects`,
          value: [
            {
              object: 'ledger',
              operation: 'note',
              state_transition: 'open → noted',
              requires_confirmation: true,
              reversible: true,
            },
          ],
        },
      ],
    },
  },
  WAIVER_RAISES_QUORUM: {
    severity: 'error',
    title: 'a waiver asks for more approvals than the action itself',
    why: 'A waiver only relaxes: a reader that ignores waivers must never ask for less.',
    remedy: 'Lower the waiver’s groups, or raise the action’s quorum.',
    example: {
      kind: 'change',
      changes: [
        {
          pointer: `${GOVERNANCE}/approval_waivers/0/approver_groups`,
          value: [{ role: 'compliance-officer', min: 4 }],
        },
      ],
    },
  },
  CLASSIFICATION_ABOVE_PERMISSIONS: {
    severity: 'error',
    title: 'an action is classified above what the agent is permitted',
    why: '`permissions.classification_level` is the widest the agent may go; nothing but this check enforces it.',
    remedy: 'Raise the manifest’s level, or leave the action out.',
    example: { kind: 'change', changes: [{ pointer: '/permissions/classification_level', value: 'sensitive' }] },
  },
  ACTIONS_IN_V1_0: {
    severity: 'error',
    title: 'a v1.0 manifest carries actions',
    why: 'Version 1.0 has no actions, and its root binds none: they could be added after publication.',
    remedy: 'Declare manifest_version "1.1".',
    example: { kind: 'change', changes: [{ pointer: '/manifest_version', value: '1.0' }] },
  },
  LEGACY_CLASSIFICATION: {
    severity: 'warning',
    title: 'a v1.0 manifest splits its tools into safe and high-impact, and nothing enforces it',
    why: 'Without ActionTypes there is no contract to enforce: every action of it is UNKNOWN_ACTION to the gateway.',
    remedy: 'Publish it as version 1.1 with an ActionType for each operation.',
    example: {
      kind: 'change',
      changes: [
        { pointer: '/manifest_version', value: '1.0' },
        { pointer: '/actions' },
        { pointer: '/policy/required_features', value: ['purposes.1'] },
      ],
    },
  },
  QUORUM_WITHOUT_EFFECT: {
    severity: 'warning',
    title: 'approval_quorum has no effect without requires_approval',
    why: 'The number suggests a control that is not there.',
    remedy: 'Remove approval_quorum, or set requires_approval: true.',
    example: { kind: 'change', changes: [{ pointer: `${READ}/governance/approval_quorum`, value: 1 }] },
  },
  PURPOSE_NOT_DECLARED: {
    severity: 'warning',
    title: 'policy.purposes does not declare the manifest’s purpose',
    why: 'No purpose then permits any action: each is denied with PURPOSE_MISMATCH.',
    remedy: 'Declare processing_purpose under policy.purposes.',
    example: { kind: 'change', changes: [{ pointer: '/permissions/processing_purpose', value: 'audit' }] },
  },
  TOOL_NOT_PERMITTED: {
    severity: 'warning',
    title: 'an action is not covered by permissions.tool_use',
    why: '`tool_use` tells people what the agent may use; an action it does not name comes as a surprise.',
    remedy: 'Add the action’s id, or a pattern that covers it.',
    example: { kind: 'change', changes: [{ pointer: '/permissions/tool_use', value: ['asset.transfer_sensitive'] }] },
  },
  CIDS_NOT_ASCENDING: {
    severity: 'warning',
    title: 'artifact_cids is not ascending',
    why: 'The compiler writes them in ascending order, so that two builds give the same bytes.',
    remedy: 'Sort the list.',
    example: { kind: 'change', changes: [{ pointer: '/provenance/artifact_cids', value: ['bafkreib', 'bafkreia'] }] },
  },
  APPROVERS_TOO_FEW: {
    severity: 'warning',
    title: 'policy.trust names too few approvers for an action',
    why: 'The action could be staged but never approved by signature; the runtime refuses to load it.',
    remedy: 'List as many approvers of the role as the group asks for.',
    example: { kind: 'change', changes: [{ pointer: '/policy/trust/approvers', value: [] }] },
  },
}
