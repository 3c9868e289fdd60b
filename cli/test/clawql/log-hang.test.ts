/**
 * A log's process that neither works nor ends: stopped by a signal, or behind a disk that does not answer. INVARIANT P8: nothing runs meanwhile, callers
 * hear of it soon, and it comes back by itself. Real processes, really stopped; a real file system, really frozen.
 */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataLayout } from '@clawql/runtime/node'
import { mountFreezingDisk } from '../../../runtime/test/support/freezing-disk.ts'
import {
  checkPromises,
  executedOf,
  executesMore,
  HANDLERS,
  type Load,
  load,
  nextWriter,
  WRITTEN_BY,
} from './log-process-runs.ts'
import { eventually, isAlive, type Program, type ServedFolder, servedFolder } from './served-folder.ts'

/** Long enough for a busy machine, short enough for a test. */
const HANG_AFTER_MS = 2_000

describe('clawql serve with a log’s process that hangs', function () {
  this.timeout(300_000)
  const all: ServedFolder[] = []
  const fresh = () => {
    const served = servedFolder(HANDLERS)
    const config = JSON.parse(readFileSync(served.config, 'utf8'))
    writeFileSync(served.config, JSON.stringify({ ...config, log: { hang_after_ms: HANG_AFTER_MS } }))
    all.push(served)
    return served
  }
  after(() => {
    for (const served of all) served.remove()
  })

  /** From now on every call is refused, and that soon: none of them waits for the thirty seconds that an answer may take. */
  async function refusesAtOnce(running: Load): Promise<void> {
    const [before, from] = [executedOf(running), running.replies.length]
    const since = Date.now()
    await eventually('calls are refused', () => running.replies.length > from + 20, 25_000)
    assert.ok(Date.now() - since < 25_000)
    const fresh = running.replies.slice(from)
    assert.ok(
      fresh.every((reply) => reply.outcome === 'refused' && REFUSALS.includes(reply.code)),
      JSON.stringify(fresh),
    )
    assert.equal(executedOf(running), before)
  }
  const REFUSALS: readonly string[] = ['LOG_UNAVAILABLE', 'OUTCOME_IN_DOUBT']

  async function endInOrder(served: ServedFolder, server: Program, running: Load): Promise<void> {
    await running.stop()
    const isPaid = () => served.clawql('actions', 'list').out === 'nothing waits\n'
    await eventually('what was owed is paid', isPaid, 180_000)
    server.child.kill('SIGTERM')
    assert.equal(await server.ended, 0)
    checkPromises(served, running.replies)
  }

  it('kills one that was stopped, and starts another; what it had taken is there once', async () => {
    const served = fresh()
    const server = served.start('serve', '--config', served.config)
    let writer = Number((await server.says(WRITTEN_BY))[1])
    const running = await load(served)
    for (let stop = 1; stop <= 2; stop++) {
      await executesMore(running)
      process.kill(writer, 'SIGSTOP')
      const pid = writer
      await server.says(new RegExp(`writer \\(process ${pid}\\) has not answered for 2 s and is killed`))
      await server.says(new RegExp(`writer \\(process ${pid}\\) was ended by SIGKILL; nothing runs until it is back`))
      writer = await nextWriter(server, stop)
      assert.equal(isAlive(pid), false)
    }
    await executesMore(running)
    await endInOrder(served, server, running)
  })

  it('kills none that is only idle, however long', async () => {
    const served = fresh()
    const server = served.start('serve', '--config', served.config)
    const writer = Number((await server.says(WRITTEN_BY))[1])
    await new Promise((resolve) => setTimeout(resolve, HANG_AFTER_MS * 3))
    const running = await load(served)
    await executesMore(running)
    assert.doesNotMatch(server.err(), /killed/)
    assert.equal(isAlive(writer), true)
    await endInOrder(served, server, running)
  })

  it('itself suspended for longer than that, does not take its own absence for the writer’s', async () => {
    const served = fresh()
    const server = served.start('serve', '--config', served.config)
    const writer = Number((await server.says(WRITTEN_BY))[1])
    const running = await load(served)
    await executesMore(running)
    server.child.kill('SIGSTOP')
    await new Promise((resolve) => setTimeout(resolve, HANG_AFTER_MS * 2))
    server.child.kill('SIGCONT')
    await executesMore(running)
    assert.equal(isAlive(writer), true)
    assert.equal(server.err(), '')
    await endInOrder(served, server, running)
  })

  it('leaves one that somebody else started, runs nothing meanwhile, and uses it again when it goes on', async () => {
    const served = fresh()
    const other = served.start('log', '--name', 'shared.example/log')
    await other.says(/^writing /)
    const server = served.start('serve', '--config', served.config)
    await server.says(/log written by a process that ran already/)
    const running = await load(served)
    await executesMore(running)
    other.child.kill('SIGSTOP')
    await server.says(
      /log’s writer has not answered for 2 s; whoever started it must end it; nothing runs until it is back/,
    )
    await refusesAtOnce(running)
    assert.equal(isAlive(other.child.pid ?? 0), true)
    other.child.kill('SIGCONT')
    await server.says(/the log is written again, by a process that ran already/)
    await executesMore(running)
    await endInOrder(served, server, running)
    other.child.kill('SIGTERM')
    assert.equal(await other.ended, 0)
  })

  const frozen = mountFreezingDisk(256 << 20)
  if (frozen.state === 'unavailable')
    process.stdout.write(`    NOT SHOWN HERE, 1 test of a disk that does not answer: ${frozen.reason}\n`)
  else {
    after(() => frozen.disk.remove())
    it('behind a disk that does not answer, which no signal ends: says so, refuses at once, goes on when the disk does', async () => {
      const served = fresh()
      const { log } = dataLayout(served.data)
      mkdirSync(join(frozen.disk.folder, 'log'))
      mkdirSync(served.data, { recursive: true, mode: 0o700 })
      symlinkSync(join(frozen.disk.folder, 'log'), log)
      const server = served.start('serve', '--config', served.config)
      const writer = Number((await server.says(WRITTEN_BY))[1])
      const running = await load(served)
      await executesMore(running)
      const thaw = frozen.disk.freeze()
      try {
        await server.says(
          new RegExp(`writer \\(process ${writer}\\) has (?:not answered|written nothing) for 2 s.* and is killed`),
        )
        await refusesAtOnce(running)
        await server.says(new RegExp(`writer \\(process ${writer}\\) cannot be killed: look at its disk`))
      } finally {
        thaw()
      }
      await server.says(/the log is written again, by process/)
      await executesMore(running)
      await endInOrder(served, server, running)
    })
  }
})
