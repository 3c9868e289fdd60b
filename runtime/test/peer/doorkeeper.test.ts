/** Who is at the other end of a socket, and what becomes of whoever may not be there or cannot be told. Real sockets, asked of the real kernel. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { loadAskPeer, mapsEveryUser } from '../../src/node/peer/ask-peer.ts'
import { openDoorkeeper } from '../../src/node/peer/doorkeeper.ts'
import { temporaryFolder } from '../support/log-fixture.ts'

const SOURCE = join(import.meta.dirname, '../../src/node')
const NODE = ['--conditions=source', '--disable-warning=ExperimentalWarning', '--input-type=module', '-e']

/** A connection and its server's end of it. */
async function pair(
  listen: (server: Server) => void,
  to: (server: Server) => Socket,
): Promise<readonly [Socket, Socket, Server]> {
  const server = createServer()
  listen(server)
  await once(server, 'listening')
  const client = to(server)
  const [accepted] = await once(server, 'connection')
  return [client, accepted as Socket, server]
}

async function localPair(): Promise<readonly [Socket, Socket, Server]> {
  const path = join(temporaryFolder(), 'door.sock')
  return pair(
    (server) => server.listen(path),
    () => connect(path),
  )
}

function end(...ends: readonly (Socket | Server)[]): void {
  for (const one of ends) {
    if ('destroy' in one) one.destroy()
    else one.close()
  }
}

describe('who is at the other end of a socket', () => {
  it('is told by the kernel, at both ends: user and process', async () => {
    const [client, accepted, server] = await localPair()
    const ask = await loadAskPeer()
    const self = { uid: process.geteuid?.(), ...(process.platform === 'linux' ? { pid: process.pid } : {}) }
    assert.deepEqual([ask(accepted), ask(client)], [self, self])
    end(client, accepted, server)
  })

  it('is nobody over a network, and nobody where the connection is gone', async () => {
    const ask = await loadAskPeer()
    const [client, accepted, server] = await pair(
      (unbound) => unbound.listen(0, '127.0.0.1'),
      (bound) => {
        const address = bound.address()
        return connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1')
      },
    )
    assert.throws(() => ask(accepted), /the kernel does not tell who connected/)
    end(client, accepted, server)
    assert.throws(() => ask(accepted), /the connection has no descriptor/)
  })

  it('is known by its number only where the namespace maps everybody', () => {
    const maps = [
      ['         0          0 4294967295\n', true],
      ['         0     100000      65536\n', false],
      ['      1000       1000          1\n', false],
      ['0 0 4294967295\n1 1 1\n', false],
      ['', false],
    ] as const
    for (const [map, expected] of maps) assert.equal(mapsEveryUser(map), expected, map)
  })

  it('is unknown in a namespace where it looks like everybody who is not mapped', () => {
    const script = `
      const { createServer, connect } = await import('node:net')
      const { openDoorkeeper } = await import(${JSON.stringify(join(SOURCE, 'peer/doorkeeper.ts'))})
      const admits = await openDoorkeeper({ door: 'here', alert: console.log })
      const path = process.argv[1]
      const server = createServer((socket) => { console.log(admits(socket)); server.close() })
      server.listen(path, () => connect(path).resume().on('error', () => undefined))`
    const path = join(temporaryFolder(), 'door.sock')
    const words = ['--user', process.execPath, ...NODE, script, path]
    const { stdout, stderr, status } = spawnSync('unshare', words, { encoding: 'utf8' })
    if (status !== 0 && /unshare|ENOENT/.test(stderr ?? 'ENOENT') && process.env['CI'] !== 'true') {
      process.stdout.write(`    NOT SHOWN HERE: a user namespace (${stderr})\n`)
      return
    }
    assert.equal(
      stdout,
      'refused at here: PEER_UNKNOWN: the kernel does not tell who connected (errno 0)\nfalse\n',
      stderr,
    )
  })
})

describe('the keeper of a door', () => {
  const unknown = () => {
    throw new Error('the kernel does not say')
  }

  it('lets nobody in whom it cannot tell, and says so', async () => {
    const [client, accepted, server] = await localPair()
    const alerts: string[] = []
    const admits = await openDoorkeeper({ door: 'the door', alert: (message) => alerts.push(message), ask: unknown })
    assert.equal(admits(accepted), false)
    const [line] = await once(client.setEncoding('utf8'), 'data')
    assert.equal(line, '{"id":null,"code":"PEER_UNKNOWN","error":"PEER_UNKNOWN: the kernel does not say"}\n')
    await once(client, 'close')
    assert.deepEqual(alerts, ['refused at the door: PEER_UNKNOWN: the kernel does not say'])
    end(server)
  })

  it('tells of many at once only once a minute, with their number', async () => {
    const alerts: string[] = []
    let now = 0
    const ask = () => ({ uid: 4_000_000_000, pid: 9 })
    const admits = await openDoorkeeper({ door: 'it', alert: (message) => alerts.push(message), ask, nowMs: () => now })
    for (const at of [0, 1, 59_999, 60_000, 60_001, 120_000]) {
      now = at
      const [client, accepted, server] = await localPair()
      assert.equal(admits(accepted), false)
      end(client, accepted, server)
    }
    const who = `PEER_NOT_ALLOWED: it is user 4000000000 (process 9), and only user ${process.geteuid?.()} may`
    assert.deepEqual(alerts, [
      `refused at it: ${who}`,
      `refused at it: ${who}; 2 more were refused since the last alert`,
      `refused at it: ${who}; 1 more were refused since the last alert`,
    ])
  })

  it('lets a crowd of strangers cost it nothing: few hear why, the others are gone at once', async () => {
    const ask = () => ({ uid: 4_000_000_000 })
    const alerts: string[] = []
    const admits = await openDoorkeeper({ door: 'it', alert: (message) => alerts.push(message), ask })
    const path = join(temporaryFolder(), 'door.sock')
    const server = createServer((socket) => void admits(socket)).listen(path)
    await once(server, 'listening')
    const clients: Socket[] = []
    const told = await Promise.all(
      Array.from({ length: 40 }, async () => {
        // Stays for as long as it is let, and sends what nobody reads.
        const client = connect({ path, allowHalfOpen: true })
        let text = ''
        client.setEncoding('utf8').on('error', () => undefined)
        client.on('data', (data: string) => {
          text += data
        })
        client.write('x'.repeat(1 << 16))
        await new Promise((resolve) => client.once('close', resolve).once('end', resolve))
        clients.push(client)
        return text
      }),
    )
    const heard = told.filter((text) => text.includes('PEER_NOT_ALLOWED'))
    assert.ok(heard.length >= 1 && heard.length < 40, `${heard.length} of 40 heard why`)
    assert.ok(told.every((text) => text === '' || text === heard[0]))
    assert.equal(alerts.length, 1)
    end(...clients, server)
  })

  it('lets in whom it was told of, and its own user', async () => {
    for (const uid of [7, process.geteuid?.() ?? 0]) {
      const admits = await openDoorkeeper({ door: 'it', alert: assert.fail, uids: [7], ask: () => ({ uid }) })
      const [client, accepted, server] = await localPair()
      assert.equal(admits(accepted), true)
      end(client, accepted, server)
    }
  })

  it('opens no door where the operating system cannot be asked', () => {
    const script = `
      const { registerHooks } = await import('node:module')
      registerHooks({ resolve(name, context, next) { if (name === 'koffi') throw new Error('it is gone'); return next(name, context) } })
      const { serveLog } = await import(${JSON.stringify(join(SOURCE, 'worm/log-server.ts'))})
      const { existsSync } = await import('node:fs')
      const folder = process.argv[1]
      await serveLog(folder, {}, { alert: console.log }).catch((error) => console.log(error.name, error.code, error.message))
      console.log(existsSync(folder + '/door/writer.sock'))`
    const { stdout, stderr } = spawnSync(process.execPath, [...NODE, script, temporaryFolder()], { encoding: 'utf8' })
    assert.match(
      stdout,
      /^PeerRefusedError PEER_UNKNOWN PEER_UNKNOWN: nobody can be told apart on this system: the package koffi cannot be loaded: it is gone\nfalse\n$/,
      stderr,
    )
  })
})
