/** Governance that several actions share, in one module or from another, and what an action changes of it. */
import assert from 'node:assert/strict'
import { check, expectDiagnostics } from '../../src/testing/expect-diagnostics.ts'
import { ACTION, changed, HEAD } from './example-module.ts'

const BLOCK = `governance {
    classification: standard
    risk_tier: 2
    authorized_roles: [clerk]
  }`
const CAREFUL = `
governance careful {
  classification: sensitive
  risk_tier: 3
  authorized_roles: [clerk]
  approval: 1 of boss within 1h when back: input.door == "back"
  approval: 2 of boss within 1h when front: input.door == "front"
  scopes: ["doors:close"]
}
`
const using = (use: string): string => HEAD + CAREFUL + changed(ACTION, [BLOCK, use])
const codes = (text: string): readonly string[] => check(text).diagnostics.map(({ code }) => code)

describe('shared governance', () => {
  it('is as if it were written in the action', () => {
    const inside = HEAD + changed(ACTION, [BLOCK, CAREFUL.replace('governance careful', 'governance')])
    assert.deepEqual(
      expectDiagnostics(using('governance: careful')).program.actions,
      expectDiagnostics(inside).program.actions,
    )
  })

  it('an entry replaces the whole of its name, every line of an approval', () => {
    const { program } = expectDiagnostics(using('governance careful { risk_tier: 4, approval: 1 of boss }'))
    assert.deepEqual(program.actions[0]?.governance, {
      classification: 'sensitive',
      riskTier: 4,
      authorizedRoles: ['clerk'],
      scopes: ['doors:close'],
      approval: { groups: [{ role: 'boss', min: 1 }], quorum: 1, ttlSeconds: 7200 },
    })
  })

  it('names in it mean what they mean where it is written', () => {
    const { program } = expectDiagnostics({
      'base/base.claw': `module base

role guard: human

const FRONT = "front"

governance careful {
  classification: standard
  risk_tier: 2
  authorized_roles: [guard]
  approval: 1 of guard unless back: input.door != FRONT
}
`,
      'main.claw':
        changed(HEAD, ['module demo\n', 'module demo\n\nimport base { careful as strict }\n']) +
        changed(ACTION, [BLOCK, 'governance: strict']),
    })
    const governance = program.actions.find(({ id }) => id === 'door.close_it')?.governance
    assert.deepEqual(governance?.authorizedRoles, ['guard'])
    assert.equal(governance?.approval?.waivers?.length, 1)
  })

  it('is judged by itself, used or not, and its expressions where they are used', () => {
    assert.deepEqual(codes(`${HEAD}${ACTION}governance odd { risk_tier: 9, authorized_roles: [nobody], tier: 3 }\n`), [
      'CQ4004',
      'CQ2001',
      'CQ4001',
    ])
    assert.deepEqual(codes(changed(using('governance: careful'), ['input.door == "back"', 'input.window == "back"'])), [
      'CQ3103',
    ])
  })

  it('an unknown one is one error, and nothing else is said to be missing', () => {
    assert.deepEqual(codes(using('governance: carefull')), ['CQ2001'])
    assert.deepEqual(codes(changed(using('governance: careful'), ['  risk_tier: 3\n', ''])), ['CQ4003'])
  })
})
