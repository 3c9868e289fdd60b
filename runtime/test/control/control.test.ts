/** The local door: the same answers as the enforcement point itself, and nothing a stranger's bytes can upset. */
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { connect } from 'node:net'
import { connectControl } from '../../src/node/control/control-client.ts'
import { dataLayout } from '../../src/node/data-layout.ts'
import { openBench, stageTransfer, TRANSFER, viewed } from '../support/pep-fixture.ts'

describe('the local door', () => {
  it('answers as the enforcement point does, to its owner alone', async () => {
    const bench = await openBench()
    const path = dataLayout(bench.dataDir).control
    assert.equal(statSync(path).mode & 0o777, 0o600)
    const client = await connectControl(path)
    const reply = await client.request({
      action: 'asset.transfer',
      input: TRANSFER,
      token: bench.sample.token(),
      runtime: 'goose',
    })
    const view = viewed(await client.view(reply.instance ?? ''))
    assert.deepEqual(view, viewed(await bench.pep.view(view.instance)))
    assert.deepEqual(
      (await client.list()).map(({ instance }) => instance),
      [view.instance],
    )
    for (const officer of ['officer-1', 'officer-2', 'officer-3'])
      await client.approve(bench.sample.sign(officer, 'approve', view.statement))
    assert.deepEqual([await client.list(), (await client.list({ all: true })).length], [[], 1])
    assert.equal(bench.ran.length, 1)
    client.close()
    await bench.pep.close()
    await assert.rejects(connectControl(path))
  })

  it('survives hostile lines, and a caller who leaves', async () => {
    const bench = await openBench()
    const view = await stageTransfer(bench)
    const path = dataLayout(bench.dataDir).control
    const lines = [
      '',
      'x',
      '[]',
      'null',
      '{"id":1}',
      '{"id":1,"method":"close"}',
      '{"id":1,"method":"constructor"}',
      '{"id":1,"method":"approve"}',
      '{"id":1,"method":"request"}',
      '\u0000',
    ]
    const socket = connect(path)
    const answers = await new Promise<string>((resolve) => {
      let text = ''
      socket.on('data', (chunk) => {
        text += chunk.toString()
        if (text.split('\n').length > lines.length) resolve(text)
      })
      socket.write(`${lines.join('\n')}\n`)
    })
    assert.ok(!answers.includes('"outcome":"executed"'))
    socket.destroy()
    const flood = connect(path)
    flood.on('error', () => undefined)
    const closed = new Promise((resolve) => flood.on('close', resolve))
    flood.write('x'.repeat(3 << 20))
    await closed
    assert.equal(viewed(await bench.pep.view(view.instance)).phase, 'AWAITING_APPROVAL')
    await bench.pep.close()
  })

  it('is taken over from a process that was killed, never from one that lives', async () => {
    const bench = await openBench()
    await assert.rejects(openBench({ dataDir: bench.dataDir }, bench.sample), /another process/)
    await bench.pep.close()
  })
})
