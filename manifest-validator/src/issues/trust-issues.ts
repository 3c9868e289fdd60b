/** Codes of trust and breakout: what is refused although the manifest is whole. */
import type { IssueEntry } from './issue-catalogue.ts'

export type TrustIssueCode =
  | 'MANIFEST_NOT_VERIFIED'
  | 'TRUST_ANCHOR_INVALID'
  | 'ROOT_NOT_PINNED'
  | 'ENVELOPE_INVALID'
  | 'ENVELOPE_OF_ANOTHER_MANIFEST'
  | 'SIGNATURES_INSUFFICIENT'
  | 'BASE_MODEL_KEY_MISSING'
  | 'BASE_MODEL_SIGNATURE_INVALID'
  | 'HSM_FAILED'
  | 'BREAKOUT_SIGNERS_MISSING'
  | 'BREAKOUT_STATEMENT_INVALID'
  | 'BREAKOUT_SIGNATURES_INSUFFICIENT'

const situation = (text: string): IssueEntry['example'] => ({ kind: 'situation', text })

export const TRUST_ISSUES: Readonly<Record<TrustIssueCode, IssueEntry>> = {
  MANIFEST_NOT_VERIFIED: {
    severity: 'error',
    title: 'the manifest has not been validated',
    why: 'Trust is judged on the validator’s own frozen copy; any other object could change afterwards.',
    remedy: 'Pass the manifest that validateManifest returned.',
    example: situation('a parsed object, or a copy of a validated one, given to verifyTrust'),
  },
  TRUST_ANCHOR_INVALID: {
    severity: 'error',
    title: 'the trust anchor cannot be used',
    why: 'A threshold below 1 or above the number of distinct keys, a repeated key, or a key that is not acceptable would make trust mean nothing.',
    remedy: 'Give a pinned root, or distinct Ed25519 keys with a threshold from 1 to their number.',
    example: situation('two release keys with the same bytes and a threshold of 2'),
  },
  ROOT_NOT_PINNED: {
    severity: 'error',
    title: 'the manifest is not the one that is pinned',
    why: 'A root that was recomputed after a change is consistent, but it is another root.',
    remedy: 'Load the manifest that was pinned, or pin the new one after review.',
    example: situation('an attacker edits an action and recomputes merkle_root'),
  },
  ENVELOPE_INVALID: {
    severity: 'error',
    title: 'the release envelope cannot be read',
    why: 'Signatures are taken from a DSSE envelope of one payload type only.',
    remedy: 'Give the envelope that the release published, payloadType application/vnd.clawql.manifest-root+json.',
    example: situation('an envelope whose payload is not base64'),
  },
  ENVELOPE_OF_ANOTHER_MANIFEST: {
    severity: 'error',
    title: 'the release envelope is about another manifest',
    why: 'The payload is the canonical JSON of agent_id, manifest_version and merkle_root, byte for byte.',
    remedy: 'Give the envelope that belongs to this manifest.',
    example: situation('the envelope of the previous release beside the new manifest'),
  },
  SIGNATURES_INSUFFICIENT: {
    severity: 'error',
    title: 'too few release keys have signed',
    why: 'The larger of the caller’s threshold and required_signatures counts, each key once. The manifest cannot lower it.',
    remedy: 'Collect more signatures by distinct release keys.',
    example: situation('one key signing twice where two keys are needed'),
  },
  BASE_MODEL_KEY_MISSING: {
    severity: 'error',
    title: 'no key is named for the base model’s signature',
    why: 'Without the key the signature over the weights proves nothing.',
    remedy: 'Name it in policy.trust.base_model_key_ref, or give one to verifyTrust.',
    example: situation('a manifest without policy.trust, and no baseModelKeyRef given'),
  },
  BASE_MODEL_SIGNATURE_INVALID: {
    severity: 'error',
    title: 'the signature over the base model’s weights is not valid',
    why: 'The weights are not those the key’s owner signed, or the signature is not base64 of one.',
    remedy: 'Obtain the right weights hash and signature.',
    example: situation('base_model_weight_hash edited after signing'),
  },
  HSM_FAILED: {
    severity: 'error',
    title: 'the HSM did not answer',
    why: 'A signature that cannot be checked is not valid.',
    remedy: 'Restore the HSM and try again.',
    example: situation('verify of the provider rejects'),
  },
  BREAKOUT_SIGNERS_MISSING: {
    severity: 'error',
    title: 'the manifest names no breakout signers',
    why: 'Without keys under the root nobody can authorise a breakout.',
    remedy: 'Publish a manifest with policy.trust.breakout_signers.',
    example: situation('a manifest without policy.trust'),
  },
  BREAKOUT_STATEMENT_INVALID: {
    severity: 'error',
    title: 'the breakout statement cannot be accepted',
    why: 'It is a DSSE envelope whose payload is canonical JSON, an object with the manifest_root of the manifest in force.',
    remedy: 'Sign a statement made for this manifest, payloadType application/vnd.clawql.breakout+json.',
    example: situation('a statement made for the previous manifest'),
  },
  BREAKOUT_SIGNATURES_INSUFFICIENT: {
    severity: 'error',
    title: 'too few breakout signers have signed',
    why: '`required_signers` distinct people must have signed the same bytes.',
    remedy: 'Collect more signatures.',
    example: situation('two of three required signers'),
  },
}
