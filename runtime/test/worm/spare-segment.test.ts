/** The zeros that the next segment will be: all of them, in time, whether or not the file system lets them past the page cache. */
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { SEGMENT_FOLDER, SPARE_FILE } from '../../src/node/worm/segments.ts'
import { createSpareSegment } from '../../src/node/worm/spare-segment.ts'
import { createZerosFile } from '../../src/node/worm/zeros-file.ts'
import { temporaryFolder } from '../support/log-fixture.ts'

function emptyLog(): string {
  const folder = temporaryFolder()
  mkdirSync(join(folder, SEGMENT_FOLDER))
  return folder
}

const unexpected = (error: unknown) => assert.fail(String(error))

describe('a spare segment', () => {
  it('is whole and all zeros once as much was appended as it was given, in whatever steps (60 runs)', async () => {
    const whole = fc.oneof(
      fc.integer({ min: 1, max: 500 }).map((blocks) => blocks * 4096),
      fc.integer({ min: 1, max: 3 << 20 }),
    )
    const steps = fc.array(fc.integer({ min: 1, max: 1 << 20 }), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(whole, fc.integer({ min: 1, max: 1 << 21 }), steps, async (bytes, within, appended) => {
        const folder = emptyLog()
        writeFileSync(join(folder, SEGMENT_FOLDER, SPARE_FILE), 'left by an earlier process')
        const spare = createSpareSegment(folder, unexpected)
        spare.follow(100)
        assert.deepEqual([spare.bytes, spare.isReady], [0, false])
        spare.begin(bytes, within)
        for (const step of appended) spare.follow(step)
        spare.follow(within)
        while (!spare.isReady) {
          await wait(1)
          spare.follow(1)
        }
        spare.take(join(SEGMENT_FOLDER, 'taken'))
        assert.deepEqual(readFileSync(join(folder, SEGMENT_FOLDER, 'taken')), Buffer.alloc(bytes))
        assert.deepEqual([spare.bytes, spare.isReady], [0, false])
        await spare.close()
        assert.deepEqual(readdirSync(join(folder, SEGMENT_FOLDER)), ['taken'])
      }),
      { numRuns: 60 },
    )
  })

  it('is not written before anything is due, and goes when the log is closed in the middle of it', async () => {
    const folder = emptyLog()
    const spare = createSpareSegment(folder, unexpected)
    spare.begin(8 << 20, 6 << 20)
    assert.deepEqual(readdirSync(join(folder, SEGMENT_FOLDER)), [])
    spare.follow(3 << 20)
    await spare.close()
    assert.equal(spare.isReady, false)
    assert.deepEqual(readdirSync(join(folder, SEGMENT_FOLDER)), [])
    spare.follow(3 << 20)
    assert.deepEqual(readdirSync(join(folder, SEGMENT_FOLDER)), [])
  })

  it('tells of a disk that fails', async () => {
    const failures: unknown[] = []
    const spare = createSpareSegment(join(temporaryFolder(), 'gone'), (error) => failures.push(error))
    spare.begin(4096, 1)
    spare.follow(1)
    while (failures.length === 0) await wait(1)
    assert.match(String(failures[0]), /ENOENT/)
    await spare.close()
  })
})

describe('a file of zeros', () => {
  it('has as many as were appended, whether they are whole blocks or not', async () => {
    const folder = temporaryFolder()
    for (const [at, bytes] of [4096 * 300, 4096 * 300 + 1].entries()) {
      const path = join(folder, String(at))
      const file = await createZerosFile(path, bytes)
      assert.ok(file.leastBytes <= file.mostBytes)
      await file.append(bytes)
      await file.finish()
      await file.close()
      assert.deepEqual(readFileSync(path), Buffer.alloc(bytes))
    }
  })
})
