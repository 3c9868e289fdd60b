/** A slice of the mutants that a night runs: decisions taken back in a copy of the machine, each noticed by its tests. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runMutants } from '../../../scripts/nightly/mutate-pep.ts'
import { PEP_MUTANTS } from '../../../scripts/nightly/pep-mutants.ts'

const SLICE = ['P6: one person counts twice', 'P8: runs although its intent was lost', 'P5: a restart runs it again']

describe('mutants of the enforcement point', () => {
  it('all fit exactly one place of the sources', () => {
    for (const { name, file, find, replace } of PEP_MUTANTS) {
      const text = readFileSync(join(import.meta.dirname, '../../src', file), 'utf8')
      assert.equal(text.split(find).length, 2, name)
      assert.notEqual(find, replace, name)
    }
  })

  it('are noticed by the machine’s own tests (a slice)', function () {
    const mutants = PEP_MUTANTS.filter(({ name }) => SLICE.includes(name))
    const verdicts = runMutants(mutants, 1, () => undefined)
    assert.deepEqual(
      verdicts.filter(({ killedBy }) => killedBy === undefined).map(({ mutant }) => mutant.name),
      [],
    )
    this.test!.title += `: ${verdicts.length} of ${SLICE.length}; a night runs ${PEP_MUTANTS.length}`
    assert.equal(verdicts.length, SLICE.length)
  })
})
