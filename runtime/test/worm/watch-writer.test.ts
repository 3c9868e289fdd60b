/** The supervisor's question whether a writer still works: of one that answers and gets nothing done, of one that is slow, of one that is not there. */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { writeFully } from '../../src/node/worm/durable-file.ts'
import { connectLog } from '../../src/node/worm/log-client.ts'
import { logSocket, serveLog } from '../../src/node/worm/log-server.ts'
import { openLogWriter } from '../../src/node/worm/log-writer.ts'
import { watchWriter } from '../../src/node/worm/watch-writer.ts'
import { submission, temporaryFolder, testSigner } from '../support/log-fixture.ts'

const HANG_AFTER_MS = 300

describe('the watch over a log’s writer', () => {
  async function watched(sync: () => void | Promise<void>) {
    const folder = temporaryFolder()
    const log = await openLogWriter({ folder, signer: testSigner(), disk: { write: writeFully, sync } })
    const door = await serveLog(folder, log, { alert: assert.fail })
    const hangs: string[] = []
    const watch = await watchWriter(folder, { hangAfterMs: HANG_AFTER_MS, onHang: (how) => hangs.push(how) })
    assert.ok(watch !== undefined)
    const close = async () => {
      watch.stop()
      await door.close()
      await log.close()
    }
    return { log, folder, hangs, close }
  }

  it('finds one out that answers while its disk does not', async () => {
    let release: () => void = () => undefined
    const stuck = new Promise<void>((resolve) => {
      release = resolve
    })
    const { folder, hangs, close } = await watched(() => stuck)
    const client = connectLog(folder)
    await wait(HANG_AFTER_MS * 2)
    assert.deepEqual(hangs, [], 'it has nothing to do')
    const appended = client.append(submission())
    await wait(HANG_AFTER_MS * 4)
    assert.deepEqual(hangs, ['has written nothing for 0.3 s, while 1 calls wait'])
    release()
    assert.equal(await appended, 0)
    client.close()
    await close()
  })

  it('leaves one in peace that is slow and gets on', async () => {
    const { folder, hangs, close } = await watched(() => wait(HANG_AFTER_MS / 5))
    const client = connectLog(folder)
    const until = Date.now() + HANG_AFTER_MS * 5
    while (Date.now() < until) await Promise.all([client.append(submission()), client.append(submission())])
    assert.deepEqual(hangs, [])
    client.close()
    await close()
  })

  it('has nothing to watch where nobody answers, or something else does', async () => {
    const folder = temporaryFolder()
    const options = { hangAfterMs: HANG_AFTER_MS, onHang: assert.fail }
    assert.equal(await watchWriter(folder, options), undefined)
    mkdirSync(dirname(logSocket(folder)))
    for (const reply of ['', 'no JSON\n', '{"id":0}\n', '{"id":0,"result":{"size":"1"}}\n']) {
      const server = createServer((socket) => {
        socket.on('error', () => undefined)
        socket.once('data', () => socket.write(reply))
      }).listen(logSocket(folder))
      await new Promise((resolve) => server.once('listening', resolve))
      assert.equal(await watchWriter(folder, options), undefined, reply)
      await new Promise((resolve) => server.close(resolve))
    }
  })
})
