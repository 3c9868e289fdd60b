/**
 * The Merkle root: against a second computation with the platform's hash and another canonicaliser; what must change it, what must not; selective
 * disclosure and diffs. `// INVARIANT L10`: same content, same root.
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import canonicalizeLibrary from 'canonicalize'
import {
  actionLeaf,
  computeRoot,
  diffLeaves,
  leavesOf,
  type Manifest,
  manifestRoot,
  PRESETS,
  policyVersionOf,
  proveAction,
  validateManifest,
  verifyAction,
} from 'clawql-manifest-validator'
import { exampleManifest, withRoot } from '../../scripts/example-manifest.ts'
import { changedManifest, type Json, tamperedManifest } from '../support/change.ts'

const sha = (...parts: readonly (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
const codesOf = (value: unknown): readonly string[] => {
  const result = validateManifest(value)
  return result.ok ? [] : result.issues.filter(({ severity }) => severity === 'error').map(({ code }) => code)
}

describe('manifest root', () => {
  it('is what the definition gives, computed a second way', () => {
    assert.equal(exampleManifest()['merkle_root'], secondRoot(exampleManifest()))
  })

  it('binds the resolved policy: preset, overrides, constants', () => {
    const computed = computeRoot(exampleManifest())
    assert.ok(computed.ok)
    const policy = { ...(exampleManifest()['policy'] as Json), coordination: secondCoordination() }
    assert.equal(computed.leaves[2]?.hash, sha('CLAWQL_POLICY_V1', canonicalizeLibrary(policy)!).toString('hex'))
    assert.deepEqual(
      computed.leaves.map(({ kind }) => kind),
      ['header', 'identity', 'policy', 'provenance', 'permissions', 'action', 'action'],
    )
  })

  it('is the same whether the preset is written out or named', () => {
    const result = validateManifest(exampleManifest())
    assert.ok(result.ok)
    const written = JSON.parse(JSON.stringify(result.manifest)) as Manifest
    assert.equal(manifestRoot(written).root, result.manifest.merkle_root)
    assert.ok(validateManifest(written).ok)
    assert.deepEqual(leavesOf(result.manifest), manifestRoot(written).leaves)
    assert.equal(policyVersionOf(result.manifest), manifestRoot(written).leaves[2]?.hash)
  })

  it('ActionLeaf is SHA-256("CLAWQL_ACTION_V1" || CanonicalJSON(action))', () => {
    const action = (exampleManifest()['actions'] as Json[])[0]
    const manifest = exampleManifest() as unknown as { actions: Manifest['actions'] }
    assert.equal(
      actionLeaf(manifest.actions[0]!),
      sha('CLAWQL_ACTION_V1', canonicalizeLibrary(action)!).toString('hex'),
    )
  })

  it('does not change with the order of actions or keys, with white space, or with the spelling of a number', () => {
    const root = exampleManifest()['merkle_root']
    const reordered = reverseKeys(exampleManifest()) as Json
    reordered['actions'] = [...(reordered['actions'] as Json[])].reverse()
    const spelled = JSON.parse(
      JSON.stringify(exampleManifest(), null, 7)
        .replace('"risk_tier": 5', '"risk_tier": 5.0')
        .replace('1000000', '1e6'),
    ) as Json
    for (const variant of [reordered, spelled]) {
      const computed = computeRoot(variant)
      assert.ok(computed.ok)
      assert.equal(computed.root, root)
      assert.ok(validateManifest(variant).ok)
    }
  })

  it('is of an object whose blocks are objects', () => {
    const wrong = { policy: [], identity: null, permissions: 'x', provenance: {} }
    for (const [value, pointers] of [
      [null, ['']],
      [[], ['']],
      ['{}', ['']],
      [wrong, ['/identity', '/policy', '/permissions']],
    ] as const) {
      const computed = computeRoot(value)
      assert.ok(!computed.ok)
      assert.deepEqual(
        computed.issues.map(({ code, pointer }) => [code, pointer]),
        pointers.map((pointer) => ['WRONG_TYPE', pointer]),
      )
    }
  })

  it('needs nothing but blocks and a preset that resolves', () => {
    const incomplete = { policy: { preset: 'custom' }, identity: {}, permissions: {} }
    const absent = computeRoot(incomplete)
    assert.ok(!absent.ok)
    assert.deepEqual(
      absent.issues.map(({ code, pointer }) => [code, pointer]),
      [['MISSING_FIELD', '/provenance']],
    )
    const unresolved = computeRoot({
      ...incomplete,
      provenance: {},
      policy: { preset: 'finance-compliance-high', coordination: { kappa: 2 } },
    })
    assert.ok(!unresolved.ok)
    assert.deepEqual(
      unresolved.issues.map(({ code, pointer }) => [code, pointer]),
      [
        ['OUT_OF_RANGE', '/policy/coordination/kappa'],
        ['MISSING_FIELD', '/policy/coordination/s_bar'],
      ],
    )
  })
})

describe('attacks on a published manifest', () => {
  const injected = (): Json => ({ ...structuredClone((exampleManifest()['actions'] as Json[])[1]), id: 'ledger.drain' })
  const attacks: Readonly<Record<string, Json>> = {
    'an action injected': tamperedManifest({ pointer: '/actions/2', value: injected() }),
    'an action removed': tamperedManifest({ pointer: '/actions/1' }),
    'an action edited': tamperedManifest({ pointer: '/actions/0/governance/max_impact/value', value: 1e9 }),
    'an approval quorum lowered': tamperedManifest(
      { pointer: '/actions/0/governance/approval_quorum', value: 1 },
      { pointer: '/actions/0/governance/approver_groups/0/min', value: 1 },
    ),
    'a rule dropped from a list': tamperedManifest({ pointer: '/actions/0/governance/scopes/0', value: 'assets:read' }),
    'permissions widened': tamperedManifest({ pointer: '/permissions/classification_level', value: 'high' }),
    'a tool added': tamperedManifest({ pointer: '/permissions/tool_use/2', value: 'shell.*' }),
    'the preset substituted': tamperedManifest(
      { pointer: '/policy/preset', value: 'research-exploration-high' },
      {
        pointer: '/policy/trust/breakout_signers',
        value: (exampleManifest()['policy'] as { trust: { breakout_signers: unknown[] } }).trust.breakout_signers.slice(
          0,
          3,
        ),
      },
    ),
    'a parameter overridden': tamperedManifest({ pointer: '/policy/coordination/nsv_crit', value: 0.01 }),
    'an approver’s key replaced': tamperedManifest({
      pointer: '/policy/trust/approvers/0/public_key',
      value: 'iJ4mCnmd8LWivh1oO005EEYknvWI5zZI0d+NHsRR80g=',
    }),
    'required signatures lowered': tamperedManifest({ pointer: '/policy/required_signatures', value: 0 }),
    'a downgrade to 1.0 without the actions': tamperedManifest(
      { pointer: '/manifest_version', value: '1.0' },
      { pointer: '/actions' },
      { pointer: '/policy/required_features', value: ['purposes.1'] },
    ),
    'text re-normalised': tamperedManifest({
      pointer: '/actions/0/description',
      value: 'Transfer ownership of a sensitive asset between accounts\u2024',
    }),
    'an extension slipped into a block': tamperedManifest({ pointer: '/identity/x-note', value: 'added' }),
    'an artifact swapped': tamperedManifest({ pointer: '/provenance/artifact_cids/0', value: 'bafkreia' }),
  }
  for (const [name, manifest] of Object.entries(attacks)) {
    it(`${name}: the root does not match`, () => {
      assert.deepEqual(codesOf(manifest), ['MERKLE_ROOT_MISMATCH'])
    })
  }

  it('composed and decomposed text are different manifests', () => {
    const composed = changedManifest({ pointer: '/identity/agent_id', value: 'caf\u00e9' })
    const decomposed = { ...composed, identity: { ...(composed['identity'] as Json), agent_id: 'cafe\u0301' } }
    assert.ok(validateManifest(composed).ok)
    assert.deepEqual(codesOf(decomposed), ['MERKLE_ROOT_MISMATCH'])
  })

  it('a downgrade that keeps the actions is refused by rule and by root', () => {
    assert.deepEqual([...codesOf(tamperedManifest({ pointer: '/manifest_version', value: '1.0' }))].sort(), [
      'ACTIONS_IN_V1_0',
      'MERKLE_ROOT_MISMATCH',
    ])
  })

  it('an action cannot pass as a block, nor a block as an action', () => {
    const manifest = exampleManifest()
    const computed = computeRoot(manifest)
    assert.ok(computed.ok)
    const identityAsAction = actionLeaf({ ...(manifest['identity'] as Record<string, string>) })
    assert.ok(!computed.leaves.some(({ hash }) => hash === identityAsAction))
  })

  it('the same action twice is two faults', () => {
    const action = (exampleManifest()['actions'] as Json[])[1]
    const codes = codesOf(changedManifest({ pointer: '/actions/2', value: action }))
    assert.deepEqual([...codes].sort(), ['DUPLICATE_ACTION_ID', 'DUPLICATE_LEAF'])
  })
})

describe('selective disclosure', () => {
  const manifest = exampleManifest()
  const actions = manifest['actions'] as Json[]
  const computed = computeRoot(manifest)
  assert.ok(computed.ok)
  const { root, leaves } = computed

  for (const action of actions) {
    it(`${action['id']} is proven without the rest of the manifest`, () => {
      const proof = proveAction(leaves, String(action['id']))
      assert.ok(proof !== undefined)
      const disclosed = JSON.parse(JSON.stringify(action)) as Record<string, string>
      assert.ok(verifyAction(disclosed, proof, root))
      assert.ok(!verifyAction({ ...disclosed, description: 'another' }, proof, root))
      assert.ok(!verifyAction(disclosed, proof, '0'.repeat(64)))
      assert.ok(!verifyAction(disclosed, { ...proof, index: 0 }, root))
      assert.ok(!verifyAction(disclosed, { ...proof, leaf: '0'.repeat(64) }, root))
      assert.ok(!verifyAction(disclosed, { ...proof, proof: proof.proof.slice(1) }, root))
    })
  }

  it('has no proof for an unknown action', () => {
    assert.equal(proveAction(leaves, 'nothing.here'), undefined)
  })

  it('diffs by leaf', () => {
    const other = withRoot(
      tamperedManifest(
        { pointer: '/actions/0/version', value: '1.3.1' },
        { pointer: '/actions/1/id', value: 'ledger.balance' },
        { pointer: '/identity/model_family', value: 'llama-5' },
      ),
    )
    const after = computeRoot(other)
    assert.ok(after.ok)
    assert.deepEqual(
      diffLeaves(leaves, after.leaves).map(({ change: what, kind, id }) => [what, kind, id]),
      [
        ['changed', 'identity', undefined],
        ['changed', 'action', 'asset.transfer_sensitive'],
        ['added', 'action', 'ledger.balance'],
        ['removed', 'action', 'ledger.get_balance'],
      ],
    )
    assert.deepEqual(diffLeaves(leaves, leaves), [])
  })
})

/** The definition of the root, over the platform's hash and the canonicalize library, sharing nothing with the package. */
function secondRoot(manifest: Json): string {
  const leaf = (kind: string, value: unknown): Buffer => sha(`CLAWQL_${kind}_V1`, canonicalizeLibrary(value)!)
  const actions = manifest['actions'] as Json[]
  const entries = [
    leaf('HEADER', { manifest_version: manifest['manifest_version'], action_count: actions.length }),
    leaf('IDENTITY', manifest['identity']),
    leaf('POLICY', { ...(manifest['policy'] as Json), coordination: secondCoordination() }),
    leaf('PROVENANCE', manifest['provenance']),
    leaf('PERMISSIONS', manifest['permissions']),
    ...actions.map((action) => leaf('ACTION', action)).sort(Buffer.compare),
  ]
  const tree = (hashes: readonly Buffer[]): Buffer => {
    if (hashes.length === 1) return hashes[0]!
    const split = 2 ** Math.ceil(Math.log2(hashes.length) - 1)
    return sha(Uint8Array.of(1), tree(hashes.slice(0, split)), tree(hashes.slice(split)))
  }
  return tree(entries.map((entry) => sha(Uint8Array.of(0), entry))).toString('hex')
}

/** The example's coordination block, expanded by hand. */
function secondCoordination(): Json {
  const table = PRESETS['finance-compliance-high'] as unknown as Json
  return {
    ...table,
    s_bar: 0.31,
    kappa: 0.12,
    delta_d: 0.05,
    w_min: 0.1,
    w_max: 1,
    w_floor_ceiling: 0.6,
    w_initial: 0.5,
    memory: { ...(table['memory'] as Json), fidelity_floor: 0.75 },
  }
}

function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, reverseKeys(each)]),
  )
}
