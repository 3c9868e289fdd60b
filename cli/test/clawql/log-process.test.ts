/** `clawql serve` and its log's process, really killed, one and the other, while requests flow. INVARIANT P8, P1: what was told as done is in the log; without a log nothing runs. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { connectLog, dataLayout, lockLog, verifyLog } from '@clawql/runtime/node'
import { mountSmallDisk } from '../../../runtime/test/support/small-disk.ts'
import {
  checkPromises,
  executedOf,
  executesMore,
  HANDLERS,
  inDoubt,
  type KillSums,
  killServers,
  killWriters,
  load,
  WRITTEN_BY,
} from './log-process-runs.ts'
import { eventually, isAlive, type ServedFolder, servedFolder } from './served-folder.ts'

describe('clawql serve with its log in a process of its own', function () {
  this.timeout(300_000)
  const all: ServedFolder[] = []
  const fresh = () => {
    all.push(servedFolder(HANDLERS))
    return all.at(-1)!
  }
  after(() => {
    for (const served of all) served.remove()
  })

  const told = ({ kills, entries, effects, told: executed, refused, doubted }: KillSums) =>
    ` (${kills} kills, ${entries} entries, ${effects} effects, ${executed} told, ${refused} refused, ${doubted} in doubt)`

  it('loses nothing when that process is killed under load; calls are refused meanwhile, and it comes back by itself', async function () {
    this.test!.title += told(await killWriters(fresh(), 4))
  })

  it('killed itself, leaves no writer behind and in doubt exactly what was begun and not ended', async function () {
    this.test!.title += told(await killServers(fresh(), 3))
  })

  it('told to stop under load, answers what it has begun and ends the writer after that', async () => {
    const served = fresh()
    const server = served.start('serve', '--config', served.config)
    const writer = Number((await server.says(WRITTEN_BY))[1])
    const running = await load(served)
    await eventually('it executes', () => executedOf(running) > 10)
    server.child.kill('SIGTERM')
    assert.equal(await server.ended, 0)
    await running.stop()
    assert.equal(isAlive(writer), false)
    assert.deepEqual(
      running.replies.filter(({ outcome }) => outcome !== 'executed'),
      [],
    )
    assert.deepEqual(inDoubt(served), [])
    assert.equal(verifyLog(dataLayout(served.data).log).unpublished, 0)
    checkPromises(served, running.replies)
  })

  it('uses the writer that runs already, and starts one of its own when that goes', async () => {
    const served = fresh()
    const other = served.start('log', '--name', 'shared.example/log')
    await other.says(/^writing /)
    const server = served.start('serve', '--config', served.config)
    await server.says(/log key shared\.example\/log\+\S+, log written by a process that ran already/)
    const running = await load(served)
    await eventually('it executes', () => executedOf(running) > 5)
    other.child.kill('SIGKILL')
    const writer = Number((await server.says(/written again, by process ([0-9]+)/))[1])
    const before = executedOf(running)
    await eventually('it executes again', () => executedOf(running) > before + 5)
    await running.stop()
    // Somebody else writes through it: it outlives the one that started it for as long as they do.
    const client = connectLog(dataLayout(served.data).log)
    const size = await client.size()
    server.child.kill('SIGKILL')
    await server.ended
    await wait(300)
    assert.equal(isAlive(writer), true)
    assert.ok((await client.size()) >= size)
    client.close()
    await eventually('the writer has ended', () => !isAlive(writer))
    checkPromises(served, running.replies)
  })

  it('waits, with bounded pauses, for a log that somebody else holds and does not serve', async () => {
    const served = fresh()
    const server = served.start('serve', '--config', served.config)
    const writer = Number((await server.says(WRITTEN_BY))[1])
    const running = await load(served)
    await eventually('it executes', () => executedOf(running) > 5)
    process.kill(writer, 'SIGKILL')
    let release: (() => void) | undefined
    await eventually('the lock is free', () => {
      try {
        release = lockLog(dataLayout(served.data).log)
        return true
      } catch {
        return false
      }
    })
    await server.says(/another process writes to the log in \S+, and does not answer for others/)
    const [before, from] = [executedOf(running), running.replies.length]
    await eventually('calls are refused', () => running.replies.length > from + 20)
    assert.equal(executedOf(running), before)
    release?.()
    await eventually('it executes again', () => executedOf(running) > before + 5)
    await running.stop()
    server.child.kill('SIGTERM')
    assert.equal(await server.ended, 0)
    checkPromises(served, running.replies)
  })

  const small = mountSmallDisk(64 << 20)
  if (small.state === 'unavailable')
    process.stdout.write(`    NOT SHOWN HERE, 1 test of a full disk skipped: ${small.reason}\n`)
  else {
    after(() => small.disk.remove())
    it('on a full disk refuses every call, and goes on by itself when there is room', async function () {
      const served = servedFolder(HANDLERS, small.disk.folder)
      const server = served.start('serve', '--config', served.config)
      await server.says(WRITTEN_BY)
      const running = await load(served)
      await eventually('it executes', () => executedOf(running) > 5)
      const release = small.disk.fill()
      // Segments and store have room of their own for a while; only so much fits.
      await server.says(/the log’s writer \(process [0-9]+\) ended with status 1/)
      const [before, from] = [executedOf(running), running.replies.length]
      await eventually('calls are refused', () => running.replies.length > from + 20)
      assert.equal(executedOf(running), before)
      release()
      await eventually('it executes again', () => executedOf(running) > before + 5)
      await running.stop()
      const codes = new Set(running.replies.flatMap((reply) => (reply.outcome === 'refused' ? [reply.code] : [])))
      for (const code of codes)
        assert.ok(
          ['LOG_UNAVAILABLE', 'STORE_UNAVAILABLE', 'REPLAY_STORE_UNAVAILABLE', 'OUTCOME_IN_DOUBT'].includes(code),
          code,
        )
      server.child.kill('SIGTERM')
      assert.equal(await server.ended, 0)
      const { entries, effects } = checkPromises(served, running.replies)
      this.test!.title += ` (${entries} entries, ${effects} effects, refused as ${[...codes].join(', ')})`
    })
  }

  it('has one executor for one data folder, whoever writes its log', async () => {
    const served = fresh()
    const server = served.start('serve', '--config', served.config)
    await server.says(/^serving /)
    const second = served.clawql('serve', '--config', served.config)
    assert.deepEqual([second.status, /another process has \S+ open/.test(second.err)], [1, true])
    server.child.kill('SIGTERM')
    await server.ended
    const here = served.start('serve', '--config', served.config, '--log-in-process')
    await here.says(/log written in this process/)
    const client = connectLog(dataLayout(served.data).log)
    assert.equal(await client.size(), 0)
    client.close()
    here.child.kill('SIGTERM')
    assert.equal(await here.ended, 0)
  })

  it('has its witnesses asked by the log’s process, a last time after the last entry', async () => {
    const served = fresh()
    const first = served.start('serve', '--config', served.config)
    await first.says(/^serving /)
    first.child.kill('SIGTERM')
    await first.ended
    const vkey = join(dataLayout(served.data).log, 'vkey')
    const watching = ['--state', join(served.folder, 'witness'), '--port', '0', '--watch', vkey]
    const witness = await served.start('witness', ...watching).says(/witnessing 1 logs at (\S+), key (\S+)/)
    const config = JSON.parse(readFileSync(served.config, 'utf8'))
    const witnesses = [{ url: witness[1], key: witness[2] }]
    writeFileSync(served.config, JSON.stringify({ ...config, log: { witnesses } }))
    const server = served.start('serve', '--config', served.config)
    await server.says(WRITTEN_BY)
    const running = await load(served)
    await executesMore(running)
    await running.stop()
    server.child.kill('SIGTERM')
    assert.equal(await server.ended, 0)
    const verified = served.clawql('worm', 'verify', '--vkey', vkey, '--witness-key', witness[2]!)
    assert.equal(verified.status, 0)
    const { size } = verifyLog(dataLayout(served.data).log)
    assert.match(verified.out, new RegExp(`^note: it begins with the cosigned checkpoint of ${size} entries$`, 'm'))
  })

  it('says what is wrong about the log in its configuration', () => {
    const served = fresh()
    const config = JSON.parse(readFileSync(served.config, 'utf8'))
    const witness = { url: 'http://localhost:1', key: 'k' }
    const cases = [
      [{ in_process: 'yes' }, [], /log\.in_process must be true or false/],
      [{ inprocess: true }, [], /log has no member inprocess; there are in_process, hang_after_ms, witnesses/],
      [{ hang_after_ms: 10 }, [], /log\.hang_after_ms must be a number from 1000 to 3600000/],
      [{ witnesses: [{ url: 1 }] }, [], /log\.witnesses must be a list of \{ url, key \}/],
      [{ in_process: true, witnesses: [witness] }, [], /witnesses are asked by the log’s own process/],
      [{ witnesses: [witness] }, ['--log-in-process'], /witnesses are asked by the log’s own process/],
      [{ witnesses: [witness] }, [], /k is neither a verifier key nor a file that holds one/],
      ['process', [], /log must be an object/],
    ] as const
    for (const [log, words, message] of cases) {
      writeFileSync(served.config, JSON.stringify({ ...config, log }))
      const result = served.clawql('serve', '--config', served.config, ...words)
      assert.match(result.err, message)
      assert.equal(result.status, 1)
    }
  })
})
