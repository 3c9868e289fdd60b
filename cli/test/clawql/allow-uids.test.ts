/** Further users at the sockets of `clawql serve` and of its log's process, as the configuration names them. A real second user, which takes root. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { dataLayout, logSocket } from '@clawql/runtime/node'
import { submission } from '../../../runtime/test/support/log-fixture.ts'
import { openToAll, runAs, SECOND_UID, secondUser } from '../../../runtime/test/support/second-user.ts'
import { HANDLERS, WRITTEN_BY } from './log-process-runs.ts'
import { type ServedFolder, servedFolder } from './served-folder.ts'

const CALL = `const [path, line] = process.argv.slice(1)
const socket = require('node:net').connect(path, () => socket.write(line + '\\n'))
socket.on('data', (bytes) => { process.stdout.write(bytes); socket.end() })
socket.on('error', (error) => console.log(error.code))`

const user = secondUser()
if (user === undefined)
  process.stdout.write('    NOT SHOWN HERE, 1 suite: further users of clawql serve (the tests must run as root)\n')
const asRoot = user === undefined ? () => undefined : describe

asRoot('clawql serve with further users', function () {
  this.timeout(180_000)
  const served: ServedFolder = servedFolder(HANDLERS)
  after(() => served.remove())
  const configure = (more: object) => {
    const { allow_uids: _, ...config } = JSON.parse(readFileSync(served.config, 'utf8'))
    writeFileSync(served.config, JSON.stringify({ ...config, ...more }))
  }

  it('lets in whom it names, at both sockets, and nobody where it names nobody', async () => {
    for (const allowed of [true, false]) {
      configure(allowed ? { allow_uids: [SECOND_UID] } : {})
      const server = served.start('serve', '--config', served.config)
      await server.says(WRITTEN_BY)
      const { control, log } = dataLayout(served.data)
      openToAll(log)
      const calls = [
        [control, '{"id":1,"method":"list"}', /^\{"id":1,"result":\[\]\}/],
        [logSocket(log), JSON.stringify({ id: 1, method: 'append', argument: submission() }), /^\{"id":1,"result":0\}/],
      ] as const
      for (const [path, line, answer] of calls) {
        // Where nobody was allowed, permissions come first; they are opened here.
        if (!allowed) openToAll(path)
        const { out } = await runAs(user?.node ?? '', CALL, [path, line])
        assert.match(out, allowed ? answer : /^\{"id":null,"code":"PEER_NOT_ALLOWED"/)
      }
      if (!allowed)
        await server.says(
          /refused at \S+control\.sock: PEER_NOT_ALLOWED[\s\S]*refused at \S+writer\.sock: PEER_NOT_ALLOWED/,
        )
      server.child.kill('SIGTERM')
      assert.equal(await server.ended, 0)
    }
  })

  it('says what is wrong about them', () => {
    for (const uids of ['65534', [-1], [1.5], [4_294_967_295], ['root']]) {
      configure({ allow_uids: uids })
      const { status, err } = served.clawql('serve', '--config', served.config)
      assert.deepEqual([status, /allow_uids must be a list of users by number/.test(err)], [1, true], err)
    }
    const { status, err } = served.clawql('log', '--allow-uid', 'root')
    assert.deepEqual([status, /a user is given by number, not "root"/.test(err)], [1, true], err)
  })
})
