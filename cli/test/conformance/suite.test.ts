/** Our own conformance program over every case of the suite: all green, every kind of the suite declared. */
import assert from 'node:assert/strict'
import { test } from 'mocha'
import { countOutcomes, OURS, runConformance } from './program.ts'

test('our implementation passes every case', function () {
  this.timeout(300_000)
  const { status, results } = runConformance(OURS)
  process.stdout.write(`    ${countOutcomes(results)}\n`)
  assert.deepEqual(
    results.filter(({ outcome }) => outcome !== 'pass'),
    [],
  )
  assert.equal(status, 0)
})
