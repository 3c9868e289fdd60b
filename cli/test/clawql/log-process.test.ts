/** `clawql serve` and its log's process, really killed, one and the other, while requests flow. INVARIANT P8, P1: what was told as done is in the log; without a log nothing runs. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { PepReply } from '@clawql/runtime'
import {
  type ControlClient,
  connectControl,
  connectLog,
  dataLayout,
  lockLog,
  readLog,
  verifyLog,
} from '@clawql/runtime/node'
import { mountSmallDisk } from '../../../runtime/test/support/small-disk.ts'
import { eventually, isAlive, type ServedFolder, servedFolder } from './served-folder.ts'

/** Every effect is durable under its key before the handler answers, so that it can be counted whatever happens to the process. */
const HANDLERS = `import { fsyncSync, openSync, writeSync } from 'node:fs'
const effects = openSync(new URL('effects', import.meta.url), 'a')
const effect = (name) => async (_input, { idempotencyKey }) => {
  await new Promise((resolve) => setTimeout(resolve, 3))
  writeSync(effects, name + ' ' + idempotencyKey + '\\n')
  fsyncSync(effects)
  return name === 'erase' ? null : { note: 'N' }
}
export default {
  'finance.transfer': () => ({ transaction: 'T-1' }), 'ledger.get_balance': () => ({ balance: 7 }),
  'note.append': effect('append'), 'note.write': effect('write'), 'note.erase': effect('erase') }`

const WORKERS = 4

interface Load {
  readonly replies: PepReply[]
  /** Calls that never got an answer. */
  unanswered: number
  stop(): Promise<void>
}

/** Writes that can be undone and appends that cannot, without pause. */
async function load({ data, sample }: ServedFolder): Promise<Load> {
  const client: ControlClient = await connectControl(dataLayout(data).control)
  let isOver = false
  const work = async (action: string) => {
    while (!isOver) {
      const reply = await client
        .request({ action, input: { text: 'x' }, token: sample.token(), runtime: 'pi' })
        .catch(() => undefined)
      if (reply === undefined) {
        load.unanswered += 1
        return
      }
      load.replies.push(reply)
      // A refusal for want of a log comes at once: without a pause it would be all that the machine does.
      if (reply.outcome === 'refused') await wait(2)
    }
  }
  const load: Load = {
    replies: [],
    unanswered: 0,
    async stop() {
      isOver = true
      await all
      client.close()
    },
  }
  const all = Promise.all(Array.from({ length: WORKERS }, (_, at) => work(at % 2 === 0 ? 'note.write' : 'note.append')))
  return load
}

const executedOf = ({ replies }: Load) => replies.filter(({ outcome }) => outcome === 'executed').length

/** Effects by key: how often each handler ran for it. */
function effectsIn({ folder }: ServedFolder): readonly string[] {
  const path = join(folder, 'effects')
  return existsSync(path)
    ? readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .filter((line) => line !== '')
    : []
}

/** What must hold of log, effects and everything that was told, whatever was killed. */
function checkPromises(
  served: ServedFolder,
  replies: readonly PepReply[],
): { readonly entries: number; readonly effects: number } {
  const { log } = dataLayout(served.data)
  const report = verifyLog(log)
  assert.deepEqual(report.faults, [])
  const entries = readLog(log)
  const kinds = new Map<string, string[]>()
  for (const { correlation_id: id, event_kind: kind } of entries) kinds.set(id, [...(kinds.get(id) ?? []), kind])
  assert.equal(new Set(entries.map(({ entry_id }) => entry_id)).size, entries.length, 'an entry is there twice')
  const told = replies.flatMap((reply) => (reply.outcome === 'executed' ? [reply.instance] : []))
  for (const instance of told)
    assert.deepEqual(kinds.get(instance), ['ACTION_INTENT', 'ACTION_OUTCOME'], `what was told of ${instance}`)
  const effects = effectsIn(served)
  assert.equal(new Set(effects).size, effects.length, 'something ran twice')
  for (const line of effects) assert.equal(kinds.get(line.split(' ')[1]!)?.[0], 'ACTION_INTENT', line)
  return { entries: entries.length, effects: effects.length }
}

const inDoubt = (served: ServedFolder): readonly string[] =>
  JSON.parse(served.clawql('actions', 'list', '--all', '--json').out)
    .filter((action: { phase: string }) => action.phase === 'IN_DOUBT')
    .map((action: { instance: string }) => action.instance)
    .sort()

describe('clawql serve with its log in a process of its own', function () {
  this.timeout(120_000)
  const all: ServedFolder[] = []
  const fresh = () => {
    all.push(servedFolder(HANDLERS))
    return all.at(-1)!
  }
  after(() => {
    for (const served of all) served.remove()
  })

  it('loses nothing when that process is killed under load; calls are refused meanwhile, and it comes back by itself', async function () {
    const served = fresh()
    const server = served.start('serve', '--config', served.config)
    let writer = Number((await server.says(/log written by process ([0-9]+)/))[1])
    const running = await load(served)
    const KILLS = 4
    for (let kill = 0; kill < KILLS; kill++) {
      const before = executedOf(running)
      await eventually('it executes', () => executedOf(running) > before + 5)
      process.kill(writer, 'SIGKILL')
      const back = await server.says(new RegExp(`(?:written again, by process ([0-9]+)[\\s\\S]*?){${kill + 1}}`))
      writer = Number(back[1])
    }
    const before = executedOf(running)
    await eventually('it executes again', () => executedOf(running) > before + 5)
    await running.stop()
    const refused = running.replies.flatMap((reply) => (reply.outcome === 'refused' ? [reply] : []))
    assert.ok(refused.length > 0)
    assert.equal(refused.length + executedOf(running), running.replies.length)
    const ran = new Set(effectsIn(served).map((line) => line.split(' ')[1]))
    for (const { code, instance } of refused) {
      // In doubt is exactly what ran and could not be logged; what is refused for want of a log never ran.
      assert.ok(code === 'LOG_UNAVAILABLE' || code === 'OUTCOME_IN_DOUBT', code)
      assert.equal(ran.has(instance), code === 'OUTCOME_IN_DOUBT', `${code} ${instance}`)
    }
    // Every handler has answered, so every outcome is known, and what was owed to the log is in it by now.
    await eventually('what was owed is paid', () => served.clawql('actions', 'list').out === 'nothing waits\n')
    assert.deepEqual(inDoubt(served), [])
    server.child.kill('SIGTERM')
    assert.equal(await server.ended, 0)
    assert.equal(isAlive(writer), false)
    const { entries, effects } = checkPromises(served, running.replies)
    this.test!.title +=
      ` (${KILLS} kills, ${entries} entries, ${effects} effects, ${executedOf(running)} told, ${refused.length} refused)`
  })

  it('killed itself, leaves no writer behind and in doubt exactly what was begun and not ended', async function () {
    const served = fresh()
    let [told, doubtful] = [0, 0]
    const replies: PepReply[] = []
    for (let cycle = 0; cycle < 3; cycle++) {
      const server = served.start('serve', '--config', served.config)
      const writer = Number((await server.says(/log written by process ([0-9]+)/))[1])
      const running = await load(served)
      await eventually('it executes', () => executedOf(running) > 10)
      server.child.kill('SIGKILL')
      await server.ended
      await eventually('the writer has ended', () => !isAlive(writer))
      await running.stop()
      replies.push(...running.replies)
    }
    checkPromises(served, replies)
    const begun = new Map<string, string>()
    for (const { correlation_id: id, event_kind: kind } of readLog(dataLayout(served.data).log)) begun.set(id, kind)
    const open = [...begun].flatMap(([id, last]) => (last === 'ACTION_INTENT' ? [id] : []))
    const server = served.start('serve', '--config', served.config)
    await server.says(/^serving /)
    const found = inDoubt(served)
    for (const id of open) assert.ok(found.includes(id), `${id} was begun and is not in doubt`)
    const effects = effectsIn(served)
    for (const id of found) assert.ok(begun.has(id), `${id} is in doubt and was never begun`)
    // What never came to its intent never ran.
    for (const line of effects) assert.ok(begun.has(line.split(' ')[1]!))
    told = replies.filter(({ outcome }) => outcome === 'executed').length
    doubtful = found.length
    server.child.kill('SIGTERM')
    assert.equal(await server.ended, 0)
    this.test!.title += ` (3 kills, ${told} told, ${doubtful} in doubt, ${effects.length} effects)`
  })

  it('told to stop under load, answers what it has begun and ends the writer after that', async () => {
    const served = fresh()
    const server = served.start('serve', '--config', served.config)
    const writer = Number((await server.says(/log written by process ([0-9]+)/))[1])
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
    const writer = Number((await server.says(/log written by process ([0-9]+)/))[1])
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
      await server.says(/log written by process ([0-9]+)/)
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
})
