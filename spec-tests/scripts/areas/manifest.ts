/**
 * Generates the cases of the area `manifest` that need a computed root: sealed documents with changes that are allowed, the same changes unsealed,
 * roots, leaves and proofs. Refusals by field are in the hand-written files beside them, where no root is needed.
 */
import { caseFile, type GeneratedCase, type GeneratedFile } from '../case-file.ts'
import { manifestLeaves, manifestProof, manifestRoot } from '../oracle/manifest-root.ts'
import { nest, PARAMETERS, rangeCode } from '../parameters.ts'
import { DOCUMENTS, drop, type Operation, patched, sealedReference, set } from '../patched.ts'

export function manifestCases(): readonly GeneratedFile[] {
  return [
    caseFile('manifest', 'root', 'Roots and entries, in tree order.', rootCases()),
    caseFile('manifest', 'prove', 'Inclusion proofs of single actions.', proveCases()),
    caseFile(
      'manifest',
      'sealed',
      'Changes that are allowed, with the root written anew, and the same without.',
      sealedCases(),
    ),
    caseFile('manifest', 'ranges-taken', 'Parameters at the edges of their ranges, sealed.', takenCases()),
    caseFile('manifest', 'ranges-refused', 'Parameters beyond their ranges.', refusedCases()),
  ]
}

const TRUST = '/policy/trust'
const ISSUER = `${TRUST}/issuers/0`
/** Keys made for these cases; nobody holds the other half. The last one is DER as far as validation looks. */
const P256_KEY =
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEcQDKoEllE0msP4/YIRmifDvFm70vhklNHfsegkgg0Ik1JpB24D7Dfgd1tZE7qdKEv5c6gObJr2hTxFc8wkEgrQ=='
const RSA_KEY =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAnS1fiAr0C8iJ/js8/MXF9anORne1k3p4IbREyOkVexlMW1AlEiUZt8xzC34K9dM0TE/+1uJqru6LjT+iH0cpkYTmKda4r8y1qYWBBUU3yNq4U4mLP/HBwRPBWQ2G3CNNgCme+w/+B6YuRNGH30qMKMNBva3e8BiTT6a1/cFzdtLiMdkGaZNF96EPjHfNxDIIgBxksyZgsFK0OYw/vsvH0t+XIyOX9ThmyZ6ZA+vmYdO91p+DJcnMdLrQcXEQz2AZMf+MQeHyXTmuZqBoQI3H+2cIR9Ni6+vqWgPa5/9hUrBccxkfvcJ+FoODSmeYq15reGsxIwiwhJWF/hgZUe6yVQIDAQAB'
const EMPTY_SEQUENCE = 'MA4AAAAAAAAAAAAAAAAAAA=='
/** The treasury's first breakout signer's. */
const SIGNER_KEY = 'IIKL9cW9ystoSGMzbCAvtVmdpIvlWWYVdCFwcFvsqfc='

/** Changes that leave a manifest valid, by name. */
const CHANGES: readonly [name: string, document: string, patch: readonly Operation[]][] = [
  ['treasury', 'treasury', []],
  ['plain', 'plain', []],
  ['legacy', 'legacy', []],
  ['custom', 'custom', []],
  ['controls', 'controls', []],
  ['legacy-with-empty-actions', 'legacy', [set('/actions', [])]],
  ['no-actions', 'plain', [set('/actions', [])]],
  ['one-action', 'plain', [drop('/actions/0')]],
  ['only-the-transfer', 'plain', [drop('/actions/1')]],
  ['other-agent', 'plain', [set('/identity/agent_id', 'another')]],
  ['other-runtime', 'plain', [set('/identity/runtime', 'goose')]],
  ['openclaw-runtime', 'plain', [set('/identity/runtime', 'openclaw')]],
  ['custom-runtime', 'plain', [set('/identity/runtime', 'custom')]],
  ['unicode-description', 'plain', [set('/actions/0/description', 'Überweisung → 転送 😀')]],
  ['decomposed-description', 'plain', [set('/actions/0/description', 'U\u0308berweisung')]],
  ['composed-description', 'plain', [set('/actions/0/description', '\u00dcberweisung')]],
  ['extension-in-identity', 'plain', [set('/identity/x-team', { name: 'desk', seats: [1, 2] })]],
  ['extension-in-policy', 'plain', [set('/policy/x-note', null)]],
  ['extension-in-action', 'plain', [set('/actions/0/x-owner', 'desk')]],
  ['extension-in-permissions', 'plain', [set('/permissions/x-a', true)]],
  ['extension-in-provenance', 'plain', [set('/provenance/x-a', 1.5)]],
  ['no-artifacts', 'plain', [set('/provenance/artifact_cids', [])]],
  ['preset-finance', 'plain', [set('/policy/preset', 'finance-compliance-high')]],
  ['preset-research', 'plain', [set('/policy/preset', 'research-exploration-high')]],
  ['override-equal-to-the-preset', 'plain', [set('/policy/coordination/kappa', 0.15)]],
  ['override-of-a-nested-field', 'plain', [set('/policy/coordination/memory', { retention_days_maximum: 365 })]],
  ['constant-written-out', 'plain', [set('/policy/coordination/w_max', 1)]],
  ['no-limit', 'plain', [drop('/actions/0/governance/max_impact')]],
  ['risk-tier-1', 'plain', [set('/actions/0/governance/risk_tier', 1)]],
  ['smallest-limit', 'plain', [set('/actions/0/governance/max_impact/value', 5e-324)]],
  ['currency-of-16', 'plain', [set('/actions/0/governance/max_impact/currency', 'A123456789012345')]],
  ['currency-of-1', 'plain', [set('/actions/0/governance/max_impact/currency', 'X')]],
  ['shortest-ttl', 'treasury', [set('/actions/0/governance/approval_ttl_seconds', 1)]],
  ['longest-ttl', 'treasury', [set('/actions/0/governance/approval_ttl_seconds', 2592000)]],
  ['retry-fixed', 'plain', [set('/actions/0/execution/retry_policy', 'fixed')]],
  ['retry-exponential', 'plain', [set('/actions/0/execution/retry_policy', 'exponential')]],
  [
    'idempotent-and-compensated',
    'plain',
    [set('/actions/0/execution/idempotent', true), set('/actions/0/execution/compensate', 'finance.undo')],
  ],
  ['approval-without-two-phase', 'plain', [set('/actions/0/governance/requires_two_phase_commit', false)]],
  ['range-caret', 'plain', [set('/policy/compatible_policy_version', '^1.0.0')]],
  ['range-tilde', 'plain', [set('/policy/compatible_policy_version', '~1.1.0')]],
  ['range-exact', 'plain', [set('/policy/compatible_policy_version', '1.1.0')]],
  ['range-x', 'plain', [set('/policy/compatible_policy_version', '1.x')]],
  ['range-alternatives', 'plain', [set('/policy/compatible_policy_version', '^0.9.0 || >=1.1.0')]],
  ['range-hyphen', 'plain', [set('/policy/compatible_policy_version', '1.0.0 - 1.1.0')]],
  ['issuer-of-es256', 'treasury', [set(`${ISSUER}/alg`, 'ES256'), set(`${ISSUER}/public_key`, P256_KEY)]],
  ['issuer-of-rs256', 'treasury', [set(`${ISSUER}/alg`, 'RS256'), set(`${ISSUER}/public_key`, RSA_KEY)]],
  [
    'issuer-of-es256-of-16-bytes',
    'treasury',
    [set(`${ISSUER}/alg`, 'ES256'), set(`${ISSUER}/public_key`, EMPTY_SEQUENCE)],
  ],
  ['approver-and-signer-with-one-key', 'treasury', [set(`${TRUST}/approvers/0/public_key`, SIGNER_KEY)]],
  ['required-signatures-many', 'plain', [set('/policy/required_signatures', 12)]],
]

/** Flaws that the root does not depend on: it is computed all the same. */
const UNJUDGED: typeof CHANGES = [
  ['wrong-root-written', 'plain', [set('/merkle_root', 'f'.repeat(64))]],
  ['no-root-written', 'plain', [drop('/merkle_root')]],
  ['unknown-field-in-a-block', 'plain', [set('/identity/extra', [1, { b: 2, a: 1 }])]],
  ['unbound-field-at-the-top', 'plain', [set('/x-note', 'not bound')]],
  ['action-without-governance', 'plain', [drop('/actions/0/governance')]],
  ['limit-out-of-range', 'plain', [set('/actions/0/governance/max_impact/value', -1)]],
  ['quorum-against-groups', 'treasury', [set('/actions/0/governance/approval_quorum', 9)]],
  ['policy-version-incompatible', 'plain', [set('/policy/compatible_policy_version', '^9.0.0')]],
]

function rootCases(): GeneratedCase[] {
  return [...CHANGES, ...UNJUDGED].map(([name, document, patch]) => {
    const { reference, manifest } = patched(document, patch)
    return {
      id: name,
      kind: 'manifest.root',
      clause: 'manifest.root',
      input: { manifest: reference },
      expected: { root: manifestRoot(manifest), leaves: manifestLeaves(manifest) },
    }
  })
}

function proveCases(): GeneratedCase[] {
  const rows: [string, readonly Operation[]][] = [
    ['treasury', []],
    ['plain', []],
    ['custom', []],
    ['controls', []],
    ['plain', [drop('/actions/1')]],
    ['controls', [drop('/actions/3')]],
    ['controls', [drop('/actions/3'), drop('/actions/0')]],
    ['controls', [drop('/actions/0'), drop('/actions/0'), drop('/actions/0')]],
  ]
  const found = rows.flatMap(([document, patch], row) => {
    const { reference, manifest } = patched(document, patch)
    return (manifest.actions ?? []).map(({ id }) =>
      prove(`${document}-${row}-${id}`, reference, id, manifestProof(manifest, id)),
    )
  })
  const missing = (id: string, document: string, action: string): GeneratedCase =>
    prove(id, patched(document, []).reference, action, { error: true })
  return [
    ...found,
    missing('unknown-action', 'plain', 'asset.other'),
    missing('empty-action', 'plain', ''),
    missing('block-is-no-action', 'plain', 'identity'),
    missing('proto-is-no-action', 'plain', '__proto__'),
    missing('legacy-has-none', 'legacy', 'note.read'),
  ]
}

function prove(id: string, manifest: object, action: string, expected: object): GeneratedCase {
  return { id, kind: 'manifest.prove', clause: 'manifest.root', input: { manifest, action }, expected }
}

function sealedCases(): GeneratedCase[] {
  return CHANGES.flatMap(([name, document, patch]) => {
    const { reference, root } = sealedReference(document, patch)
    const taken = validate(name, 'manifest.root', reference, { ok: true, root, issues: [] })
    if (root === DOCUMENTS.get(document)?.['merkle_root']) return [taken]
    const stale = { ok: false, issues: [{ code: 'MERKLE_ROOT_MISMATCH', pointer: '/merkle_root' }] }
    return [taken, validate(`${name}-with-the-old-root`, 'manifest.root', patched(document, patch).reference, stale)]
  })
}

function takenCases(): GeneratedCase[] {
  return PARAMETERS.flatMap(({ path, good, beside }) =>
    good.map((value, index) => {
      const { reference, root } = sealedReference('plain', coordination({ ...beside, [path]: value }))
      return validate(`${path}-${index}`, 'manifest.ranges', reference, { ok: true, root, issues: [] })
    }),
  )
}

function refusedCases(): GeneratedCase[] {
  return PARAMETERS.flatMap(({ path, bad, beside }) =>
    bad.map((value, index) => {
      const pointer = `/policy/coordination/${path.replaceAll('.', '/')}`
      const expected = { ok: false, issues: [{ code: rangeCode(path, value), pointer }] }
      return validate(
        `${path}-${index}`,
        'manifest.ranges',
        patched('plain', coordination({ ...beside, [path]: value })).reference,
        expected,
      )
    }),
  )
}

function coordination(flat: Parameters<typeof nest>[0]): Operation[] {
  return Object.entries(nest({ s_bar: 0.2, ...flat })).map(([name, value]) =>
    set(`/policy/coordination/${name}`, value),
  )
}

export function validate(id: string, clause: string, manifest: object, expected: object): GeneratedCase {
  return { id, kind: 'manifest.validate', clause, input: { manifest }, expected }
}
