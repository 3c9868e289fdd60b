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

  it('refuses, with a code of their own, numbers that no double holds and texts that can be read in two ways', async () => {
    const bench = await openBench()
    const token = bench.sample.token()
    const request = (input: string) =>
      `{"id":"q","method":"request","argument":{"action":"asset.transfer","input":${input},"token":"${token}","runtime":"pi"}}`
    const cases = [
      [request('{"from":"A","to":"B","amount":1e999}'), 'NUMBER_OUT_OF_RANGE'],
      [request('{"from":"A","to":"B","amount":-1e309}'), 'NUMBER_OUT_OF_RANGE'],
      [request('{"from":"A","to":"B","amount":1,"amount":2}'), 'REQUEST_UNREADABLE'],
      [request('{"from":"\\ud800","to":"B","amount":1}'), 'REQUEST_UNREADABLE'],
      [request('['.repeat(200) + ']'.repeat(200)), 'REQUEST_UNREADABLE'],
      ['{"id":"q","method":"approve","argument":{"statement":{"quorum":1e400},"signature":""}}', 'NUMBER_OUT_OF_RANGE'],
      ['{"id":"q","method":"cancel","argument":{"instance":"a","instance":"b","token":""}}', 'REQUEST_UNREADABLE'],
    ] as const
    for (const [line, code] of cases) {
      const { id, result } = JSON.parse(await lineFrom(dataLayout(bench.dataDir).control, line))
      assert.deepEqual([id, result.outcome, result.code], ['q', 'refused', code], line)
    }
    assert.match(
      await lineFrom(dataLayout(bench.dataDir).control, '{"id":"q","method":"list","argument":{"limit":1e999}}'),
      /"error":"NUMBER_OUT_OF_RANGE/,
    )
    // None of them spent the token.
    assert.equal(
      JSON.parse(await lineFrom(dataLayout(bench.dataDir).control, request('{"from":"A","to":"B","amount":1e2}')))
        .result.outcome,
      'staged',
    )
    assert.deepEqual(bench.ran, [])
    await bench.pep.close()
  })

  it('sends nothing that JSON would make something else of', async () => {
    const bench = await openBench()
    const client = await connectControl(dataLayout(bench.dataDir).control)
    const ask = (amount: unknown) =>
      client.request({
        action: 'asset.transfer',
        input: { from: 'A', to: 'B', amount },
        token: bench.sample.token(),
        runtime: 'pi',
      })
    const codes = []
    for (const amount of [Number.POSITIVE_INFINITY, Number.NaN, 1n, () => 1, new Date(0)]) {
      const reply = await ask(amount)
      codes.push(reply.outcome === 'refused' ? reply.code : reply.outcome)
    }
    const unreadable = 'REQUEST_UNREADABLE'
    assert.deepEqual(codes, ['NUMBER_OUT_OF_RANGE', 'NUMBER_OUT_OF_RANGE', unreadable, unreadable, unreadable])
    assert.equal((await ask(1)).outcome, 'staged')
    client.close()
    await bench.pep.close()
  })

  it('is taken over from a process that was killed, never from one that lives', async () => {
    const bench = await openBench()
    await assert.rejects(openBench({ dataDir: bench.dataDir }, bench.sample), /another process/)
    await bench.pep.close()
  })
})

/** What is answered to one line. */
function lineFrom(path: string, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    let text = ''
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      text += chunk.toString()
      if (!text.includes('\n')) return
      socket.destroy()
      resolve(text)
    })
    socket.write(`${line}\n`)
  })
}
