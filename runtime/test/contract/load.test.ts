/** Nothing loads that is not pinned, complete and its own manifest's. */
import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FEATURES } from 'clawql-manifest-validator'
import { type ContractRefusedError, ENFORCED_FEATURES } from '../../src/contract/loaded-contract.ts'
import { loadContract } from '../../src/node/artifacts/load-contract.ts'
import { type SampleContract, writeSampleContract } from '../../src/node/doctor/sample-contract.ts'
import { temporaryFolder } from '../support/log-fixture.ts'
import { openBench } from '../support/pep-fixture.ts'

const load = (sample: SampleContract, changes: object = {}) =>
  loadContract({
    artifactsDir: sample.artifactsDir,
    hsm: sample.hsm,
    trust: { pinnedRoot: sample.pinnedRoot },
    ...changes,
  })

async function refusalOf(loading: Promise<unknown>): Promise<string> {
  return loading.then(
    () => 'loaded',
    (error: ContractRefusedError) => error.code ?? String(error),
  )
}

describe('loading a contract', () => {
  it('takes what is pinned and whole', async () => {
    const contract = await load(writeSampleContract(temporaryFolder()))
    assert.deepEqual(
      [...contract.actions.keys()],
      ['asset.transfer', 'ledger.get_balance', 'note.append', 'note.write'],
    )
    assert.match(contract.policyVersion, /^[0-9a-f]{64}$/)
  })

  it('refuses without an anchor, under another root, with a broken signature of the base model', async () => {
    const sample = writeSampleContract(temporaryFolder())
    assert.equal(await refusalOf(load(sample, { trust: undefined })), 'TRUST_ANCHOR_MISSING')
    assert.equal(await refusalOf(load(sample, { trust: {} })), 'TRUST_ANCHOR_MISSING')
    assert.equal(await refusalOf(load(sample, { trust: { pinnedRoot: 'f'.repeat(64) } })), 'MANIFEST_NOT_TRUSTED')
    const other = writeSampleContract(temporaryFolder())
    assert.equal(await refusalOf(load(sample, { hsm: other.hsm })), 'MANIFEST_NOT_TRUSTED')
  })

  it('refuses a manifest whose bytes were changed, even with its own new root', async () => {
    const sample = writeSampleContract(temporaryFolder())
    const path = join(sample.artifactsDir, 'manifest.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace('"risk_tier": 1', '"risk_tier": 2'))
    assert.equal(await refusalOf(load(sample)), 'MANIFEST_INVALID')
    writeFileSync(path, '{"manifest_version":"1.1","manifest_version":"1.1"}')
    assert.equal(await refusalOf(load(sample)), 'MANIFEST_INVALID')
  })

  for (const name of ['guards.js', 'validators.js']) {
    it(`refuses ${name} with one byte more, or gone`, async () => {
      const sample = writeSampleContract(temporaryFolder())
      const path = join(sample.artifactsDir, name)
      writeFileSync(path, `${readFileSync(path, 'utf8')} `)
      assert.equal(await refusalOf(load(sample)), 'ARTIFACT_NOT_IN_MANIFEST')
      rmSync(path)
      assert.equal(await refusalOf(load(sample)), 'ARTIFACT_MISSING')
    })
  }

  it('refuses guards made from other action types, although the manifest names their bytes', async () => {
    let calls = 0
    const sample = writeSampleContract(temporaryFolder(), (manifest) => {
      calls += 1
      if (calls === 1) return manifest
      const actions = manifest['actions'] as readonly Record<string, unknown>[]
      return { ...manifest, actions: actions.map((action) => ({ ...action, description: 'something else' })) }
    })
    assert.equal(await refusalOf(load(sample)), 'GUARD_LEAF_MISMATCH')
  })

  it('refuses what it does not know how to enforce', async () => {
    const sample = writeSampleContract(temporaryFolder())
    const path = join(sample.artifactsDir, 'manifest.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace('"groups.1",', '"groups.1", "quantum.1",'))
    assert.equal(await refusalOf(load(sample)), 'MANIFEST_INVALID')
    // What the validator learns of is not enforced by that alone: somebody has to add it here.
    assert.deepEqual(ENFORCED_FEATURES, FEATURES)
  })

  it('refuses to open without a handler that the manifest names', async () => {
    const handlers = { 'note.erase': undefined } as never
    assert.equal(await refusalOf(openBench({ handlers })), 'HANDLER_MISSING')
  })
})
