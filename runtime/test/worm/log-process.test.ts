/** The writer behind its socket (D20): the same port, from another process or through another connection. */
import assert from 'node:assert/strict'
import { chmodSync, lstatSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import { writeFully } from '../../src/node/worm/durable-file.ts'
import { connectLog } from '../../src/node/worm/log-client.ts'
import type { LogDisk } from '../../src/node/worm/log-disk.ts'
import { logSocket, serveLog } from '../../src/node/worm/log-server.ts'
import { openLogWriter } from '../../src/node/worm/log-writer.ts'
import { verifyLog } from '../../src/node/worm/verify-log.ts'
import { LogRefusedError, LogUnavailableError } from '../../src/worm/audit-log.ts'
import { submission, temporaryFolder, testSigner } from '../support/log-fixture.ts'

const signer = testSigner()

async function served(folder: string, disk?: LogDisk) {
  const log = await openLogWriter({ folder, signer, ...(disk === undefined ? {} : { disk }) })
  const door = await serveLog(folder, log, { alert: () => undefined })
  return {
    async close() {
      await door.close()
      await log.close()
    },
  }
}

describe('the log’s own process', () => {
  it('numbers the entries of many clients without a gap, and tells each its own', async () => {
    const folder = temporaryFolder()
    const server = await served(folder)
    const clients = [connectLog(folder), connectLog(folder), connectLog(folder)]
    const seqs = await Promise.all(
      Array.from({ length: 300 }, (_, at) =>
        clients[at % 3]!.append(submission({ correlation_id: `action-${at % 9}` })),
      ),
    )
    assert.deepEqual(new Set(seqs), new Set(Array.from({ length: 300 }, (_, at) => at)))
    const history = await clients[1]!.history('action-4')
    assert.equal(history.length, 33)
    assert.ok(history.every((entry) => entry.correlation_id === 'action-4'))
    assert.equal(await clients[2]!.publish(), 300)
    for (const client of clients) client.close()
    await server.close()
    assert.deepEqual([verifyLog(folder).ok, verifyLog(folder).size], [true, 300])
  })

  it('is a door that only its owner can open', async () => {
    const folder = temporaryFolder()
    let server = await served(folder)
    const modes = () => [lstatSync(dirname(logSocket(folder))).mode & 0o777, lstatSync(logSocket(folder)).mode & 0o777]
    assert.deepEqual(modes(), [0o700, 0o600])
    await server.close()
    chmodSync(dirname(logSocket(folder)), 0o755)
    server = await served(folder)
    assert.deepEqual(modes(), [0o700, 0o600])
    await server.close()
  })

  it('refuses an entry with every reason, over the socket as well', async () => {
    const folder = temporaryFolder()
    const server = await served(folder)
    const client = connectLog(folder)
    await assert.rejects(client.append(submission({ event_kind: 'NEVER_HEARD_OF' })), (error) => {
      assert.ok(error instanceof LogRefusedError)
      assert.deepEqual(error.faults, ['the log has no event kind NEVER_HEARD_OF'])
      return true
    })
    assert.equal(await client.append(submission()), 0)
    client.close()
    await server.close()
  })

  it('hangs up on what is no JSON, and serves the others', async () => {
    const folder = temporaryFolder()
    const server = await served(folder)
    const rude = connect(logSocket(folder))
    const hungUp = new Promise((resolve) => rude.once('close', resolve))
    rude.write('GET / HTTP/1.1\n')
    await hungUp
    const client = connectLog(folder)
    assert.equal(await client.append(submission()), 0)
    client.close()
    await server.close()
  })

  it('gone, the entries are in doubt; back, the same client goes on', async () => {
    const folder = temporaryFolder()
    const client = connectLog(folder)
    await assert.rejects(client.append(submission()), LogUnavailableError)
    let server = await served(folder)
    assert.equal(await client.append(submission()), 0)
    await server.close()
    await assert.rejects(client.append(submission()), LogUnavailableError)
    server = await served(folder)
    assert.equal(await client.append(submission()), 1)
    client.close()
    await assert.rejects(client.append(submission()), LogUnavailableError)
    await server.close()
  })

  it('stopped without an end, leaves its callers in doubt after a while; what it wrote is in the history it tells then', async () => {
    const folder = temporaryFolder()
    let release: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let syncs = 0
    const server = await served(folder, { write: writeFully, sync: () => (syncs++ === 0 ? held : undefined) })
    const client = connectLog(folder, { answerWithinMs: 50 })
    const entry = submission()
    await assert.rejects(client.append(entry), /no answer within 50 ms/)
    const asked = connectLog(folder).history(entry.correlation_id)
    release()
    assert.deepEqual(
      (await asked).map(({ entry_id }) => entry_id),
      [entry.entry_id],
    )
    assert.equal(await client.append(submission()), 1)
    client.close()
    await server.close()
  })

  it('refuses what cannot be sent without losing the calls of others', async () => {
    const folder = temporaryFolder()
    const server = await served(folder)
    const client = connectLog(folder)
    const large = { text: 'x'.repeat(17 << 20) }
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    const [good, ...bad] = await Promise.allSettled([
      client.append(submission()),
      client.append(submission({ event_kind: 'x-large', payload: large })),
      client.append(submission({ event_kind: 'x-cycle', payload: cycle })),
    ])
    assert.equal(good.status, 'fulfilled')
    for (const one of bad) assert.ok(one.status === 'rejected' && one.reason instanceof LogRefusedError)
    client.close()
    await server.close()
  })

  it('answers what it has begun before it closes its door', async () => {
    const folder = temporaryFolder()
    const server = await served(folder)
    const client = connectLog(folder)
    await client.append(submission())
    const underway = Promise.all(Array.from({ length: 50 }, () => client.append(submission())))
    await client.size()
    await server.close()
    assert.equal((await underway).length, 50)
    client.close()
  })

  it('tells its clients when its disk has failed', async () => {
    const folder = temporaryFolder()
    let isBroken = false
    const server = await served(folder, {
      write: writeFully,
      sync() {
        if (isBroken) throw new Error('EIO: i/o error')
      },
    })
    const client = connectLog(folder)
    await client.append(submission())
    isBroken = true
    await assert.rejects(client.append(submission()), (error) => {
      assert.ok(error instanceof LogUnavailableError)
      assert.match(error.message, /EIO/)
      return true
    })
    client.close()
    await server.close()
  })
})
