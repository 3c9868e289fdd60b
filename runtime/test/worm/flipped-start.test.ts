/**
 * A writer that starts on a log with one flipped bit: it says what is damaged and begins nothing, or the bit was in what is derived or padding and the log is
 * whole. INVARIANT P8: what was acknowledged is there, what was published does not shrink.
 */
import assert from 'node:assert/strict'
import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { logSigner } from '../../src/node/worm/log-key.ts'
import { openLogWriter } from '../../src/node/worm/log-writer.ts'
import { readLog } from '../../src/node/worm/read-log.ts'
import { verifyLog } from '../../src/node/worm/verify-log.ts'
import { crashedLog, runWriter } from '../support/log-crash.ts'
import { submission, temporaryFolder } from '../support/log-fixture.ts'
import { filesOfLog, kindOfFile } from '../support/log-tampering.ts'
import { seededKey } from '../support/seeded-key.ts'

const FLIPS_PER_KIND = 12
const signer = logSigner('crash.example/log', seededKey('crash'))

describe('a writer that starts on a flipped bit', function () {
  this.timeout(120_000)

  it('refuses with the place, or has everything that was published', async function () {
    const folder = temporaryFolder()
    const log = await openLogWriter({ folder, signer, segmentBytes: 1 << 15 })
    const large = submission({ event_kind: 'x-large', payload: { text: 'x'.repeat(70_000) } })
    await Promise.all(Array.from({ length: 600 }, () => log.append(submission())))
    await log.append(large)
    await log.close()
    const ids = readLog(folder).map(({ entry_id }) => entry_id)
    const published = readFileSync(join(folder, 'checkpoint'))
    const kinds = new Map<string, string[]>()
    for (const path of filesOfLog(folder)) kinds.set(kindOfFile(path), [...(kinds.get(kindOfFile(path)) ?? []), path])
    const sums = { refused: 0, whole: 0 }
    for (const [kind, paths] of kinds) {
      for (let n = 0; n < FLIPS_PER_KIND; n++) {
        const path = paths[Math.floor(Math.random() * paths.length)]!
        const copy = temporaryFolder()
        cpSync(folder, copy, { recursive: true })
        const at = flip(join(copy, path))
        const what = `${kind} ${path}, byte ${at}`
        const opened = await openLogWriter({ folder: copy, signer }).catch((error: unknown) => error)
        if (opened instanceof Error) {
          sums.refused += 1
          assert.match(opened.message, /offset [0-9]+|checkpoint|verifier key|signing key|tile|bundle|entry/, what)
          assert.deepEqual(filesOfLog(copy).filter((name) => name === 'checkpoint').length, 1, what)
        } else {
          sums.whole += 1
          const writer = opened as Awaited<ReturnType<typeof openLogWriter>>
          assert.equal(writer.size, ids.length, what)
          assert.equal(await writer.append(submission()), ids.length, what)
          await writer.close()
          const found = readLog(copy).map(({ entry_id }) => entry_id)
          assert.deepEqual(found.slice(0, ids.length), ids, what)
          const { faults } = verifyLog(copy, { verifierKey: signer.verifierKey, pinnedCheckpoint: published })
          // A blob is read by nobody but verification, which finds it.
          assert.ok(
            faults.every((fault) => kind === 'blob' && fault.path === path),
            `${what}: ${JSON.stringify(faults)}`,
          )
          assert.ok(kind === 'blob' ? faults.length > 0 : true, what)
        }
        rmSync(copy, { recursive: true })
      }
    }
    assert.ok(sums.refused > sums.whole)
    this.test!.title += ` (${sums.refused} refused, ${sums.whole} whole)`
  })

  it('of a writer that was killed: nothing below its checkpoint is ever missing', async function () {
    const folder = temporaryFolder()
    const killed = crashedLog(folder)
    await runWriter(killed, { appenders: 8, count: 3_000, killAfterMs: 60 })
    const published = readFileSync(join(folder, 'checkpoint'))
    const size = Number(published.toString('utf8').split('\n')[1])
    const segments = filesOfLog(folder).filter((path) => path.startsWith('wal/'))
    const sums = { refused: 0, whole: 0, cut: 0 }
    for (let n = 0; n < FLIPS_PER_KIND * 3; n++) {
      const path = segments[n % segments.length]!
      const copy = temporaryFolder()
      cpSync(folder, copy, { recursive: true })
      const at = flip(join(copy, path))
      const opened = await openLogWriter({ folder: copy, signer }).catch((error: unknown) => error)
      if (opened instanceof Error) sums.refused += 1
      else {
        const writer = opened as Awaited<ReturnType<typeof openLogWriter>>
        assert.ok(writer.size >= size, `${path}, byte ${at}: ${writer.size} of ${size} published entries`)
        if (writer.size >= killed.acknowledged.size) sums.whole += 1
        else sums.cut += 1
        await writer.close()
        const { faults } = verifyLog(copy, { verifierKey: signer.verifierKey, pinnedCheckpoint: published })
        assert.deepEqual(faults, [], `${path}, byte ${at}`)
      }
      rmSync(copy, { recursive: true })
    }
    this.test!.title += ` (${sums.refused} refused, ${sums.whole} whole, ${sums.cut} cut above the checkpoint)`
  })
})

function flip(path: string): number {
  const bytes = readFileSync(path)
  const at = Math.floor(Math.random() * statSync(path).size)
  bytes[at]! ^= 1 << Math.floor(Math.random() * 8)
  writeFileSync(path, bytes)
  return at
}
