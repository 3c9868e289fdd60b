/**
 * The manifest's shape, top to bottom: the one source from which schema, types, the validation walk and the reference tables are made
 * (architecture 2.5).
 */
import { ACTION, CLASSIFICATIONS } from './action-shape.ts'
import { POLICY } from './policy-shape.ts'
import { type BlockShape, block, choice, list, required, text } from './shape.ts'

/** The version of the policy schema that `compatible_policy_version` is matched against. */
export const POLICY_SCHEMA_VERSION = '1.1.0'

export const IDENTITY: BlockShape = block('Identity', 'Who the agent is.', [
  required('agent_id', text(), 'treasury-agent-01', 'Stable identifier of the agent.'),
  required('runtime', choice(['hermes', 'openclaw', 'goose', 'pi', 'custom']), 'pi', 'The runtime that hosts it.'),
  required('runtime_version', text('semver'), '1.5.2', 'Version of that runtime.'),
  required('model_family', text(), 'llama-4', 'Label of the model’s fingerprint.'),
  required(
    'coordinator_key_ref',
    text(),
    'hsm://coordinator/2026',
    'HSM reference of the key behind reputation updates.',
  ),
])

export const PROVENANCE: BlockShape = block('Provenance', 'What the agent was built from.', [
  required(
    'artifact_cids',
    list(text(), { unique: true }),
    ['bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku'],
    'CIDs of what the build made, ascending.',
  ),
  required(
    'build_source',
    text(),
    'git:4b825dc642cb6eb9a060e54bf8d69288fbee4904',
    'Snapshot or work-tree the build read.',
  ),
  required(
    'base_model_weight_hash',
    text(),
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'Hash of the model’s weights.',
  ),
  required('base_model_hsm_signature', text(), 'c2lnbmF0dXJl', 'Signature over that hash, base64.'),
])

export const PERMISSIONS: BlockShape = block('Permissions', 'The widest the agent may go.', [
  required(
    'tool_use',
    list(text(), { unique: true }),
    ['asset.transfer_sensitive'],
    'Tools the agent may use: ids or dotted patterns.',
  ),
  required(
    'classification_level',
    choice(CLASSIFICATIONS, { typeName: 'Classification' }),
    'restricted',
    'Highest classification of its actions.',
  ),
  required('processing_purpose', text(), 'settlement', 'The one purpose its claims may carry.'),
])

export const MANIFEST: BlockShape = {
  ...block('Manifest', 'A Universal Agent Manifest, version 1.1 (1.0 accepted without actions).', [
    required(
      'manifest_version',
      choice(['1.0', '1.1'], { code: 'UNSUPPORTED_VERSION' }),
      '1.1',
      'Version of this schema.',
    ),
    required(
      'merkle_root',
      text('root'),
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'Root over the domain-separated leaves.',
    ),
    required('identity', IDENTITY, undefined, 'Who the agent is.'),
    required('provenance', PROVENANCE, undefined, 'What the agent was built from.'),
    required('permissions', PERMISSIONS, undefined, 'The widest the agent may go.'),
    required('policy', POLICY, undefined, 'What governs the agent.'),
    {
      ...required(
        'actions',
        list(ACTION, { unique: ['id'] }),
        undefined,
        'The governed actions; none in a v1.0 manifest.',
      ),
      presence: '1.1',
    },
  ]),
  extensible: false,
}
