/**
 * A small contract with real keys, real digests and hand-written guards: four actions, one of each kind. The doctor proves on it that this installation
 * refuses what it must; it grants nothing, since its keys are made on the spot and forgotten.
 */
import { generateKeyPairSync, type KeyObject, randomBytes, randomUUID, sign } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  baseModelMessage,
  cidOf,
  computeRoot,
  createSoftwareVerifier,
  type HSMProvider,
  toBase64,
} from 'clawql-manifest-validator'
import {
  type ApprovalStatement,
  type StatementVerb,
  type SubmittedStatement,
  statementBytes,
} from '../../pep/approval-statement.ts'
import { rawPublicKey } from '../worm/log-key.ts'
import { guardSource, validatorSource } from './sample-guards.ts'

export interface SampleContract {
  readonly artifactsDir: string
  readonly pinnedRoot: string
  readonly hsm: HSMProvider
  /** A signed token; `atr` and `top` replace members of the default one, undefined takes one away. */
  token(changes?: { readonly atr?: Changes; readonly top?: Changes; readonly header?: Changes }): string
  sign(
    subject: string,
    verb: StatementVerb,
    about: StatementTarget,
    changes?: Partial<ApprovalStatement>,
  ): SubmittedStatement
}

type Changes = Readonly<Record<string, unknown>>
/** `statement` of an action's view. */
export type StatementTarget = Pick<
  ApprovalStatement,
  'action_instance_id' | 'action_leaf' | 'input_digest' | 'manifest_root' | 'breaker_version' | 'quorum'
>

export const OFFICERS = ['officer-1', 'officer-2', 'officer-3', 'officer-4'] as const
const ISSUER = 'https://id.example'
const WEIGHTS = 'sha256:0000000000000000000000000000000000000000000000000000000000000000'

/** Writes manifest, guards and validators into the folder. `change` may alter the manifest before its root is taken; `makeKey` gives Ed25519 keys. */
export function writeSampleContract(
  artifactsDir: string,
  change: (manifest: Changes) => Changes = (manifest) => manifest,
  makeKey: (name: string) => KeyObject = () => generateKeyPairSync('ed25519').privateKey,
): SampleContract {
  const issuer = makeKey('issuer')
  const baseModel = makeKey('base-model')
  const people = new Map([...OFFICERS, 'requester-1', 'robot-1'].map((subject) => [subject, makeKey(subject)]))
  const actions = sampleActions()
  const blank = { manifest_version: '1.1', merkle_root: '', ...blocks(issuer, baseModel, people, []), actions }
  const leaves = actionLeaves(change(blank))
  const files = { 'guards.js': guardSource(leaves), 'validators.js': validatorSource() }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(artifactsDir, name), text)
  const cids = Object.values(files).map((text) => cidOf(Buffer.from(text)))
  const manifest = change({ ...blank, ...blocks(issuer, baseModel, people, cids.sort()) })
  const pinnedRoot = rootOf(manifest)
  writeFileSync(join(artifactsDir, 'manifest.json'), JSON.stringify({ ...manifest, merkle_root: pinnedRoot }, null, 2))
  return {
    artifactsDir,
    pinnedRoot,
    hsm: createSoftwareVerifier({ 'hsm://sample': rawPublicKey(baseModel) }),
    token: (changes = {}) => sampleToken(issuer, changes),
    sign: (subject, verb, about, changes = {}) =>
      signStatement(people.get(subject), { ...target(about), subject, verb, ...fresh(), ...changes }),
  }
}

function sampleToken(
  key: KeyObject,
  { atr = {}, top = {}, header = {} }: { atr?: Changes; top?: Changes; header?: Changes },
): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    agent_id: 'sample-agent',
    role: 'finance-agent',
    purpose: 'settlement',
    scope: [],
    classification: 'restricted',
    session_id: 'session-1',
    ...atr,
  }
  const payload = {
    iss: ISSUER,
    aud: 'sample-agent',
    iat: now,
    exp: now + 300,
    jti: randomUUID(),
    sub: 'desk-7',
    atr: claims,
    ...top,
  }
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${encode({ alg: 'EdDSA', kid: 'k1', typ: 'JWT', ...header })}.${encode(payload)}`
  return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`
}

function signStatement(key: KeyObject | undefined, statement: ApprovalStatement): SubmittedStatement {
  if (key === undefined) throw new Error(`the sample has no key for ${statement.subject}`)
  return { statement, signature: toBase64(sign(null, statementBytes(statement), key)) }
}

function target({
  action_instance_id,
  action_leaf,
  input_digest,
  manifest_root,
  breaker_version,
  quorum,
}: StatementTarget): StatementTarget {
  return { action_instance_id, action_leaf, input_digest, manifest_root, breaker_version, quorum }
}

function fresh(): Pick<ApprovalStatement, 'nonce' | 'expires_at_ms'> {
  return { nonce: randomBytes(16).toString('hex'), expires_at_ms: Date.now() + 600_000 }
}

function rootOf(manifest: unknown): string {
  const computed = computeRoot(manifest)
  if (!computed.ok) throw new Error(`the sample manifest is not one: ${JSON.stringify(computed.issues[0])}`)
  return computed.root
}

function actionLeaves(manifest: unknown): Readonly<Record<string, string>> {
  const computed = computeRoot(manifest)
  if (!computed.ok) throw new Error(`the sample manifest is not one: ${JSON.stringify(computed.issues[0])}`)
  return Object.fromEntries(
    computed.leaves.flatMap(({ kind, id, hash }) => (kind === 'action' && id !== undefined ? [[id, hash]] : [])),
  )
}

function blocks(
  issuer: KeyObject,
  baseModel: KeyObject,
  people: ReadonlyMap<string, KeyObject>,
  cids: readonly string[],
): Changes {
  const publicKey = (key: KeyObject) => toBase64(rawPublicKey(key))
  const rolesOf = (subject: string) => (subject === 'robot-1' ? ['finance-agent'] : ['compliance-officer'])
  return {
    identity: {
      agent_id: 'sample-agent',
      runtime: 'pi',
      runtime_version: '1.0.0',
      model_family: 'any',
      coordinator_key_ref: 'hsm://coordinator',
    },
    provenance: {
      artifact_cids: cids,
      build_source: 'hand-written',
      base_model_weight_hash: WEIGHTS,
      base_model_hsm_signature: toBase64(sign(null, baseModelMessage(WEIGHTS), baseModel)),
    },
    permissions: {
      tool_use: ['asset.transfer', 'ledger.get_balance', 'note.append', 'note.write'],
      classification_level: 'restricted',
      processing_purpose: 'settlement',
    },
    policy: {
      preset: 'software-dev-balanced',
      required_signatures: 0,
      canary_rollout: false,
      rollback_rules: 'none',
      compatible_policy_version: '^1.1.0',
      coordination: { s_bar: 0.3 },
      required_features: ['groups.1', 'ttl.1'],
      roles: { 'compliance-officer': 'human', 'finance-agent': 'agent' },
      trust: {
        issuers: [{ iss: ISSUER, alg: 'EdDSA', kid: 'k1', public_key: publicKey(issuer) }],
        approvers: [...people].map(([subject, key]) => ({
          subject,
          roles: rolesOf(subject),
          public_key: publicKey(key),
        })),
        base_model_key_ref: 'hsm://sample',
      },
    },
  }
}

function sampleActions(): readonly Changes[] {
  const record = (...names: readonly string[]) => ({
    type: 'object',
    properties: Object.fromEntries(
      names.map((name) => [name, name === 'amount' ? { type: 'number' } : { type: 'string' }]),
    ),
    required: names,
    additionalProperties: false,
  })
  const governance = (classification: string) => ({
    classification,
    risk_tier: 1,
    requires_approval: false,
    requires_two_phase_commit: false,
    authorized_roles: ['finance-agent', 'compliance-officer'],
  })
  const effect = (object: string, operation: string, reversible: boolean) => ({
    object,
    operation,
    state_transition: 'any → any',
    requires_confirmation: false,
    reversible,
  })
  const execution = (handler: string, more: Changes = {}) => ({
    handler,
    timeout_seconds: 1,
    retry_policy: 'none',
    ...more,
  })
  return [
    {
      id: 'asset.transfer',
      version: '1.0.0',
      description: 'Transfer an asset between accounts.',
      input_schema: record('from', 'to', 'amount'),
      output_schema: record('transaction'),
      governance: {
        ...governance('restricted'),
        requires_approval: true,
        requires_two_phase_commit: true,
        approval_quorum: 3,
        approver_groups: [{ role: 'compliance-officer', min: 3 }],
        approval_ttl_seconds: 7200,
      },
      side_effects: [{ ...effect('asset', 'transfer', false), requires_confirmation: true }],
      execution: execution('finance.transfer'),
    },
    {
      id: 'ledger.get_balance',
      version: '1.0.0',
      description: 'Current balance of an account.',
      input_schema: record('account'),
      output_schema: { type: 'object', properties: { balance: { type: 'number' } }, required: ['balance'] },
      governance: governance('sensitive'),
      side_effects: [],
      execution: execution('ledger.get_balance'),
    },
    {
      id: 'note.append',
      version: '1.0.0',
      description: 'Append to a note; safe to try again when nothing was applied.',
      input_schema: record('text'),
      output_schema: record('note'),
      governance: governance('standard'),
      side_effects: [effect('note', 'append', false)],
      execution: execution('note.append', { retry_policy: 'fixed' }),
    },
    {
      id: 'note.write',
      version: '1.0.0',
      description: 'Write a note; can be undone.',
      input_schema: record('text'),
      output_schema: record('note'),
      governance: governance('standard'),
      side_effects: [effect('note', 'write', true)],
      execution: execution('note.write', { compensate: 'note.erase' }),
    },
  ]
}
