/** Real runtimes, really killed, over real files. What was told stays true, nothing happens twice, and doubt stands exactly where nobody can know. */
import assert from 'node:assert/strict'
import {
  failLogs,
  fillDisks,
  killAtPlaces,
  killAtRandom,
  killRecoveries,
  killUndoings,
  lineOf,
  lockStores,
  newSum,
} from '../support/pep-crash-runs.ts'

/** A slice: the night kills at every place. */
const EVERY = 4

describe('a runtime that dies', function () {
  this.timeout(900_000)

  it('breaks no promise', async function () {
    const sum = newSum()
    const places = await killAtPlaces(sum, EVERY, 1 + Math.floor(Math.random() * EVERY))
    await killRecoveries(sum, [6], 2)
    await killUndoings(sum, 9)
    await failLogs(sum, [2, 3, 5, 7, 9, 11, 14, 17, 20, 23])
    await killAtRandom(sum, 24, Math.floor(Math.random() * 1000))
    await lockStores(sum, 4)
    const unshown = await fillDisks(sum, 4)
    assert.ok(places > 100)
    assert.ok(sum.cycles >= 100)
    assert.ok(sum.undone > 0)
    if (unshown !== undefined) {
      assert.notEqual(process.env['CI'], 'true', unshown)
      process.stderr.write(`NOT SHOWN HERE: a full disk (${unshown})\n`)
    }
    this.test!.title = `breaks no promise: ${lineOf(sum)}; a life has ${places} places`
  })
})
