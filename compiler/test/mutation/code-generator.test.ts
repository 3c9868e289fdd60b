/**
 * The evidence of an ordinary build notices wrong code generators: some of the list here; all of them by
 * `npm run nightly mutate-generator`. INVARIANT L6
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MUTANTS, noticed, unmutatedFailures } from './judge-mutant.ts'

const EACH_RUN = 20
const FIRST = 6

describe('wrong code generators', () => {
  const step = Math.floor(MUTANTS.length / EACH_RUN)
  const chosen = Array.from({ length: EACH_RUN }, (_, index) => MUTANTS[FIRST + index * step]!)
  let score = 0

  it('the right one has nothing to be noticed; each wrong one has a name of its own and fits one place', async () => {
    assert.deepEqual(await unmutatedFailures(), [])
    for (const { name, file, find } of MUTANTS) {
      const source = readFileSync(join(import.meta.dirname, '../../src', file), 'utf8')
      assert.equal(source.split(find).length - 1, 1, `${file}: ${name}`)
    }
    const named = MUTANTS.map(({ file, name }) => `${file}: ${name}`)
    assert.equal(new Set(named).size, named.length)
  })

  for (const mutant of chosen) {
    it(`${mutant.file}: ${mutant.name}`, async () => {
      const failure = await noticed(mutant)
      assert.ok(failure !== undefined, 'survived')
      score += 1
    })
  }

  it('score', function () {
    this.test!.title += `: ${score} of ${chosen.length} noticed, of ${MUTANTS.length} in the list`
    assert.equal(score, chosen.length)
  })
})
