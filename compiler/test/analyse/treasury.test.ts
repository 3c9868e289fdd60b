/**
 * The example project through the whole front: decode, parse, resolve, check, program.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Program } from '../../src/program/program.ts'
import { check, expectDiagnostics } from '../../src/testing/expect-diagnostics.ts'
import { PACKAGES, readDirectory } from '../repository-host.ts'
import { matchesGolden } from './golden.ts'
import { shuffled } from './shuffled.ts'

const FILES = readDirectory('examples/treasury')

/** Everything but where it was written; the types of roots are left out, since they repeat the action's input. */
const textOf = ({ origins: _, ...program }: Program): string =>
  `${JSON.stringify(program, (_key, value) => (value?.kind === 'root' ? { ...value, type: undefined } : value), 2)}\n`

describe('examples/treasury', () => {
  const { program } = expectDiagnostics(FILES, { packages: PACKAGES })

  it('has no diagnostics and the program of the golden file', () => {
    matchesGolden('treasury/2-program.json', textOf(program))
  })

  it('knows where everything was written', () => {
    const keys = [...program.origins.keys()]
    assert.deepEqual(keys, [...keys].sort())
    for (const key of [
      'action:asset.transfer_sensitive',
      'action:asset.transfer_sensitive/rule:distinct_accounts',
      'action:asset.transfer_sensitive/effect:0',
      'action:ledger.get_balance',
      'invariant:irreversible_needs_two_people',
      'manifest:treasury-agent',
      'object:asset',
      'purpose:settlement',
      'role:finance-agent',
      'test:0',
    ]) {
      assert.ok(program.origins.has(key), key)
    }
  })

  // INVARIANT L8: files and declarations come in any order.
  it('is the same program in any order of files and declarations, 60 runs', () => {
    const expected = textOf(program)
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const analysis = check(shuffled(FILES, seed), { packages: PACKAGES })
        assert.deepEqual(analysis.diagnostics, [])
        assert.equal(textOf(analysis.program), expected)
      }),
      { numRuns: 60 },
    )
  })
})
