/**
 * Another user at the sockets of log and enforcement point, with every permission opened that would keep it away: only the kernel's word is left. Real
 * processes of a real second user, which takes root; elsewhere the run says what it did not show.
 */
import assert from 'node:assert/strict'
import { chmodSync, lstatSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { connectControl } from '../../src/node/control/control-client.ts'
import { dataLayout } from '../../src/node/data-layout.ts'
import { PeerRefusedError } from '../../src/node/peer/doorkeeper.ts'
import { connectLog } from '../../src/node/worm/log-client.ts'
import { logSocket, serveLog } from '../../src/node/worm/log-server.ts'
import { openLogWriter } from '../../src/node/worm/log-writer.ts'
import { LogUnavailableError } from '../../src/worm/audit-log.ts'
import { submission, temporaryFolder, testSigner } from '../support/log-fixture.ts'
import { openBench, TRANSFER } from '../support/pep-fixture.ts'
import { openToAll, runAs, SECOND_UID, secondUser } from '../support/second-user.ts'

const user = secondUser()
if (user === undefined)
  process.stdout.write(
    '    NOT SHOWN HERE, 1 suite: that another user is refused at the sockets (the tests must run as root)\n',
  )
const asRoot = user === undefined ? () => undefined : describe

/** Sends a line to a socket, prints what comes back. */
const CALL = `const [path, line] = process.argv.slice(1)
const socket = require('node:net').connect(path, () => socket.write(line + '\\n'))
socket.on('data', (bytes) => { process.stdout.write(bytes); if (String(bytes).includes('"id":7')) socket.end() })
socket.on('error', (error) => { if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') console.log(error.code) })`

/** Sits where a server should, tells how many bytes it was given; ends with its first guest. */
const SQUAT = `const path = process.argv[1]
const server = require('node:net').createServer((socket) => {
  let bytes = 0
  socket.on('data', (data) => { bytes += data.length }).on('error', () => undefined)
  socket.on('close', () => { console.log('given ' + bytes); server.close() })
}).listen(path, () => { require('node:fs').chmodSync(path, 0o777); console.log('listens') })`

asRoot('another user, with every permission opened', function () {
  this.timeout(120_000)
  const node = user?.node ?? ''
  const append = (more = {}) => JSON.stringify({ id: 7, method: 'append', argument: submission(more) })

  async function served(uids: readonly number[] = []) {
    const folder = temporaryFolder()
    const log = await openLogWriter({ folder, signer: testSigner() })
    const alerts: string[] = []
    const door = await serveLog(folder, log, { uids, alert: (message) => alerts.push(message) })
    const close = async () => {
      await door.close()
      await log.close()
    }
    return { folder, log, alerts, close }
  }

  it('cannot append to the log, is told why, and the operator hears of it once', async () => {
    const { folder, log, alerts, close } = await served()
    const path = logSocket(folder)
    openToAll(dirname(path))
    chmodSync(path, 0o777)
    for (let call = 0; call < 3; call++) {
      const { out } = await runAs(node, CALL, [path, append()])
      const told: unknown = JSON.parse(out)
      assert.deepEqual(Object.keys(told ?? {}), ['id', 'code', 'error'])
      assert.match(
        out,
        /"code":"PEER_NOT_ALLOWED","error":"PEER_NOT_ALLOWED: it is user 65534 \(process [0-9]+\), and only user 0 may"/,
      )
    }
    assert.equal(log.size, 0)
    assert.equal(alerts.length, 1)
    assert.match(alerts[0]!, /^refused at \S+writer\.sock: PEER_NOT_ALLOWED: it is user 65534/)
    // The same call by this user is an entry: nothing but who called was in the way.
    assert.match((await runAs(node, CALL, [path, append()], { uid: 0 })).out, /^\{"id":7,"result":0\}/)
    await close()
  })

  it('appends where it was allowed, through permissions that then let it in; a third one does not', async () => {
    const { folder, log, alerts, close } = await served([SECOND_UID])
    const path = logSocket(folder)
    const modes = [dirname(path), path].map((at) => lstatSync(at).mode & 0o777)
    assert.deepEqual(modes, [0o711, 0o666])
    // The way to the door is the operator's.
    chmodSync(folder, 0o711)
    assert.match((await runAs(node, CALL, [path, append()])).out, /^\{"id":7,"result":0\}/)
    const third = await runAs(node, CALL, [path, append()], { uid: 65_533 })
    assert.match(third.out, /PEER_NOT_ALLOWED: it is user 65533 \(process [0-9]+\), and only users 0, 65534 may/)
    assert.deepEqual([log.size, alerts.length], [1, 1])
    await close()
  })

  it('cannot ask the enforcement point anything', async () => {
    const alerts: string[] = []
    const bench = await openBench({ alert: (message) => alerts.push(message) })
    const path = dataLayout(bench.dataDir).control
    openToAll(bench.dataDir)
    chmodSync(path, 0o777)
    const argument = { action: 'asset.transfer', input: TRANSFER, token: bench.sample.token(), runtime: 'goose' }
    for (const method of ['request', 'list']) {
      const { out } = await runAs(node, CALL, [path, JSON.stringify({ id: 7, method, argument })])
      assert.match(out, /^\{"id":null,"code":"PEER_NOT_ALLOWED","error":"PEER_NOT_ALLOWED: it is user 65534/)
    }
    assert.deepEqual([await bench.pep.list({ all: true }), alerts.length], [[], 1])
    const own = await runAs(node, CALL, [path, '{"id":7,"method":"list"}'], { uid: 0 })
    assert.match(own.out, /^\{"id":7,"result":\[\]\}/)
    await bench.pep.close()
  })

  it('asks the enforcement point where it was allowed', async () => {
    const bench = await openBench({ peerUids: [SECOND_UID] })
    const path = dataLayout(bench.dataDir).control
    assert.equal(lstatSync(path).mode & 0o777, 0o666)
    openToAll(bench.dataDir)
    const { out } = await runAs(node, CALL, [path, '{"id":7,"method":"list"}'])
    assert.match(out, /^\{"id":7,"result":\[\]\}/)
    await bench.pep.close()
  })

  it('that took the place of the log’s writer, or of the enforcement point, is given nothing', async () => {
    const folder = temporaryFolder()
    const { close, ...real } = await served()
    // Whoever may write into a folder may put a socket of its own where another was.
    const path = join(folder, 'door', 'writer.sock')
    renameSync(dirname(logSocket(real.folder)), dirname(path))
    openToAll(dirname(path))
    renameSync(path, `${path}.aside`)
    const clients = [
      () => connectLog(folder).append(submission()),
      () => connectControl(path).then((client) => client.list()),
    ]
    for (const call of clients) {
      let listens: () => void = () => undefined
      const isListening = new Promise<void>((resolve) => {
        listens = resolve
      })
      const squatter = runAs(node, SQUAT, [path], { onOut: () => listens() })
      await isListening
      await assert.rejects(call(), (error: unknown) => {
        assert.ok(error instanceof LogUnavailableError || error instanceof PeerRefusedError)
        assert.match(error.message, /PEER_NOT_ALLOWED: it is user 65534 \(process [0-9]+\), and only user 0 may/)
        return true
      })
      assert.equal((await squatter).out, 'listens\ngiven 0\n')
    }
    await close()
  })
})
