/** Codes of the walk over the shape: one field at a time, nothing that depends on another field. */
import type { IssueEntry } from './issue-catalogue.ts'

export type ShapeIssueCode =
  | 'WRONG_TYPE'
  | 'MISSING_FIELD'
  | 'UNKNOWN_FIELD'
  | 'TOP_LEVEL_EXTENSION'
  | 'EMPTY_TEXT'
  | 'BAD_FORMAT'
  | 'NOT_IN_LIST'
  | 'OUT_OF_RANGE'
  | 'NOT_AN_INTEGER'
  | 'TOO_FEW_ITEMS'
  | 'DUPLICATE_ITEM'
  | 'DUPLICATE_ACTION_ID'
  | 'UNSUPPORTED_VERSION'
  | 'FEATURE_UNKNOWN'
  | 'SCHEMA_KEYWORD_INVALID'
  | 'SCHEMA_PATTERN_INVALID'
  | 'TOO_MANY_ISSUES'
  | 'TOO_MANY_WARNINGS'

export const SHAPE_ISSUES: Readonly<Record<ShapeIssueCode, IssueEntry>> = {
  WRONG_TYPE: {
    severity: 'error',
    title: 'the value has the wrong type',
    why: 'Nothing is converted: a number in quotes is text, and null is not an absent field.',
    remedy: 'Write a value of the type given.',
    example: { kind: 'change', changes: [{ pointer: '/policy/coordination/kappa', value: '0.12' }] },
  },
  MISSING_FIELD: {
    severity: 'error',
    title: 'a required field is missing',
    why: 'There are no silent defaults. A v1.1 action is specified in full, `s_bar` is supplied per embedding model, and the preset `custom` writes every parameter out.',
    remedy: 'Write the field.',
    example: { kind: 'change', changes: [{ pointer: '/policy/coordination/s_bar' }] },
  },
  UNKNOWN_FIELD: {
    severity: 'error',
    title: 'the field is not part of the manifest',
    why: 'A misspelt field would otherwise be ignored, and a control with it. Extensions are named `x-…`.',
    remedy: 'Correct the name, or prefix an extension with x-.',
    example: { kind: 'change', changes: [{ pointer: '/policy/required_signature', value: 2 }] },
  },
  TOP_LEVEL_EXTENSION: {
    severity: 'error',
    title: 'an extension stands outside every block',
    why: 'Leaves bind blocks and actions. An extension beside them would be bound by nothing and could be changed without changing the root.',
    remedy: 'Move the x- field into the block it belongs to.',
    example: { kind: 'change', changes: [{ pointer: '/x-team', value: 'treasury' }] },
  },
  EMPTY_TEXT: {
    severity: 'error',
    title: 'the text is empty',
    why: 'Every text of a manifest names or explains something.',
    remedy: 'Write the text.',
    example: { kind: 'change', changes: [{ pointer: '/identity/agent_id', value: '' }] },
  },
  BAD_FORMAT: {
    severity: 'error',
    title: 'the text does not have the required form',
    why: 'Versions, names, units, keys and roots have one spelling, so that two readers compare them alike.',
    remedy: 'Write it in the form given.',
    example: { kind: 'change', changes: [{ pointer: '/identity/runtime_version', value: 'latest' }] },
  },
  NOT_IN_LIST: {
    severity: 'error',
    title: 'the value is not one of those allowed',
    why: 'The list is closed: an unknown word cannot be enforced.',
    remedy: 'Use one of the values given.',
    example: { kind: 'change', changes: [{ pointer: '/identity/runtime', value: 'unknown' }] },
  },
  OUT_OF_RANGE: {
    severity: 'error',
    title: 'the number is outside its range',
    why: 'Parameters are checked when a manifest is read, so that an impossible value never reaches the runtime. Nothing is clamped.',
    remedy: 'Write a number in the range given.',
    example: { kind: 'change', changes: [{ pointer: '/policy/coordination/kappa', value: 1.2 }] },
  },
  NOT_AN_INTEGER: {
    severity: 'error',
    title: 'the number is not a whole number',
    why: 'Counts, days, seconds and tiers are whole, and small enough to be exact.',
    remedy: 'Write a whole number.',
    example: { kind: 'change', changes: [{ pointer: '/policy/coordination/w_consistency', value: 2.5 }] },
  },
  TOO_FEW_ITEMS: {
    severity: 'error',
    title: 'the list has too few items',
    why: 'An empty list here would mean that nobody may act, or that nobody has to agree.',
    remedy: 'List at least as many items as given.',
    example: { kind: 'change', changes: [{ pointer: '/actions/1/governance/authorized_roles', value: [] }] },
  },
  DUPLICATE_ITEM: {
    severity: 'error',
    title: 'the list holds the same item twice',
    why: 'A repeated entry is a mistake at best; where entries are counted, it lets one person count as two.',
    remedy: 'Remove one of the two.',
    example: {
      kind: 'change',
      changes: [{ pointer: '/actions/1/governance/authorized_roles', value: ['finance-agent', 'finance-agent'] }],
    },
  },
  DUPLICATE_ACTION_ID: {
    severity: 'error',
    title: 'two actions have the same id',
    why: 'A request names an action by its id; with two contracts under one id the weaker could be chosen.',
    remedy: 'Rename or remove one of them.',
    example: { kind: 'change', changes: [{ pointer: '/actions/1/id', value: 'asset.transfer_sensitive' }] },
  },
  UNSUPPORTED_VERSION: {
    severity: 'error',
    title: 'the manifest version is not known here',
    why: 'A reader that guesses at a newer schema would enforce less than it says.',
    remedy: 'Use "1.1", or "1.0" for a manifest without actions.',
    example: { kind: 'change', changes: [{ pointer: '/manifest_version', value: '2.0' }] },
  },
  FEATURE_UNKNOWN: {
    severity: 'error',
    title: 'the manifest requires a feature that is not known here',
    why: 'Whoever does not understand a required feature must refuse: otherwise a rule it does not know would be skipped.',
    remedy: 'Use a validator that knows the feature, or correct the name.',
    example: { kind: 'change', changes: [{ pointer: '/policy/required_features', value: ['telepathy.1'] }] },
  },
  SCHEMA_KEYWORD_INVALID: {
    severity: 'error',
    title: 'a JSON Schema keyword has an impossible value',
    why: 'Implementations ignore or reinterpret malformed keywords, each in its own way, so the contract would not say one thing.',
    remedy: 'Give the keyword a value that JSON Schema 2020-12 allows.',
    example: {
      kind: 'change',
      changes: [{ pointer: '/actions/1/input_schema/properties/account/type', value: 'text' }],
    },
  },
  SCHEMA_PATTERN_INVALID: {
    severity: 'error',
    title: 'a JSON Schema pattern is no regular expression',
    why: 'A pattern that does not compile validates nothing.',
    remedy: 'Write an ECMAScript regular expression that is valid under the u flag.',
    example: {
      kind: 'change',
      changes: [{ pointer: '/actions/1/input_schema/properties/account/pattern', value: '(' }],
    },
  },
  TOO_MANY_ISSUES: {
    severity: 'error',
    title: 'there are more errors than are listed',
    why: 'The report is bounded, so that a hostile manifest cannot exhaust memory.',
    remedy: 'Correct what is listed and validate again.',
    example: { kind: 'situation', text: 'a manifest with more than 1,000 errors' },
  },
  TOO_MANY_WARNINGS: {
    severity: 'warning',
    title: 'there are more warnings than are listed',
    why: 'The report is bounded.',
    remedy: 'Look at what is listed and validate again.',
    example: { kind: 'situation', text: 'a manifest with more than 1,000 warnings' },
  },
}
