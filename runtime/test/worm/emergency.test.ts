/** One record when everything else may be down (D20): through the writer that lives, else under its lock, never beside it. Real processes. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { logSigner } from '../../src/node/worm/log-key.ts'
import { serveLog } from '../../src/node/worm/log-server.ts'
import { openLogWriter } from '../../src/node/worm/log-writer.ts'
import { readLog } from '../../src/node/worm/read-log.ts'
import { verifyLog } from '../../src/node/worm/verify-log.ts'
import { checkLog, crashedLog, runWriter } from '../support/log-crash.ts'
import { submission, temporaryFolder } from '../support/log-fixture.ts'
import { seededKey } from '../support/seeded-key.ts'

const CHILD = join(import.meta.dirname, '../support/emergency-child.ts')
const signer = logSigner('crash.example/log', seededKey('crash'))

async function inEmergency(folder: string, id: string = randomUUID(), patienceMs = 20_000): Promise<string> {
  const words = ['--conditions=source', '--disable-warning=ExperimentalWarning', CHILD, folder, id, String(patienceMs)]
  return (await promisify(execFile)(process.execPath, words)).stdout
}

describe('a record in an emergency', function () {
  this.timeout(60_000)

  it('goes in under the lock when the writer was killed, behind everything that was acknowledged', async () => {
    const log = crashedLog(temporaryFolder())
    await runWriter(log, { appenders: 4, count: 3000, killAfterMs: 30 })
    assert.match(await inEmergency(log.folder), /^written [0-9]+ lock\n$/)
    const size = await checkLog(log)
    assert.equal(readLog(log.folder, { kind: 'BREAKOUT_REFUSED' })[0]?.worm_seq, size - 1)
    assert.equal(verifyLog(log.folder, { verifierKey: signer.verifierKey }).unpublished, 0)
  })

  it('goes through a writer that lives and answers', async () => {
    const folder = temporaryFolder()
    const log = await openLogWriter({ folder, signer })
    const door = await serveLog(folder, log, { alert: () => undefined })
    await log.append(submission())
    const id = randomUUID()
    assert.equal(await inEmergency(folder, id), 'written 1 writer\n')
    assert.equal(await inEmergency(folder, id), 'written 1 writer\n')
    await door.close()
    await log.close()
    assert.equal(verifyLog(folder, { verifierKey: signer.verifierKey }).size, 2)
  })

  it('is refused while a writer lives that does not answer', async () => {
    const folder = temporaryFolder()
    const log = await openLogWriter({ folder, signer })
    assert.match(
      await inEmergency(folder, randomUUID(), 300),
      /^refused LogLockedError another process writes to the log/,
    )
    await log.close()
    assert.deepEqual(readLog(folder), [])
  })

  it('repeated with the same id, is there once', async () => {
    const folder = temporaryFolder()
    const id = randomUUID()
    assert.equal(await inEmergency(folder, id), 'written 0 lock\n')
    assert.equal(await inEmergency(folder, id), 'written 0 lock\n')
    assert.equal(readLog(folder).length, 1)
  })

  it('of many at the same moment each is there once', async () => {
    const folder = temporaryFolder()
    const told = await Promise.all(Array.from({ length: 6 }, () => inEmergency(folder)))
    assert.deepEqual(
      told.sort(),
      told.map((_, at) => `written ${at} lock\n`),
    )
    assert.equal(readLog(folder).length, told.length)
    assert.deepEqual(verifyLog(folder, { verifierKey: signer.verifierKey }).faults, [])
  })
})
