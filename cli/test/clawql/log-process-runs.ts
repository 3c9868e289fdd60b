/**
 * `clawql serve` and its log's process, one or the other really killed while requests flow, and what must hold afterwards. The tests of the day run a few of
 * these cycles, those of the night hundreds.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { PepReply } from '@clawql/runtime'
import { type ControlClient, connectControl, dataLayout, readLog, verifyLog } from '@clawql/runtime/node'
import { eventually, isAlive, type Program, type ServedFolder } from './served-folder.ts'

export interface KillSums {
  readonly kills: number
  readonly entries: number
  readonly effects: number
  readonly told: number
  readonly refused: number
  /** For as long as the log was gone, or until a person resolves it. */
  readonly doubted: number
}

/** Kills the log's process again and again; ends `serve` in order. */
export async function killWriters(served: ServedFolder, kills: number): Promise<KillSums> {
  const server = served.start('serve', '--config', served.config)
  let writer = Number((await server.says(WRITTEN_BY))[1])
  const running = await load(served)
  for (let kill = 1; kill <= kills; kill++) {
    await executesMore(running)
    process.kill(writer, 'SIGKILL')
    writer = await nextWriter(server, kill)
  }
  await executesMore(running)
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
  // Every handler has answered, so every outcome is known; what is owed to the log is tried again once a minute at the latest.
  const isPaid = () => served.clawql('actions', 'list').out === 'nothing waits\n'
  await eventually('what was owed is paid', isPaid, 180_000)
  assert.deepEqual(inDoubt(served), [])
  server.child.kill('SIGTERM')
  assert.equal(await server.ended, 0)
  assert.equal(isAlive(writer), false)
  const doubted = refused.filter(({ code }) => code === 'OUTCOME_IN_DOUBT').length
  const sums = checkPromises(served, running.replies)
  return { ...sums, kills, told: executedOf(running), refused: refused.length, doubted }
}

/** Of the process that writes after so many others have ended. One pattern for all of them would try every way to split their numbers. */
export async function nextWriter(server: Program, ended: number): Promise<number> {
  const writers = () =>
    [...server.err().matchAll(/written again, by process ([0-9]+)\n/g)].map(([, pid]) => Number(pid))
  await eventually(`the log is written again, after ${ended} ends`, () => writers().length >= ended)
  return writers()[ended - 1]!
}

/** Kills `serve` itself again and again; each time its writer must end by itself. One more start says what is in doubt. */
export async function killServers(served: ServedFolder, kills: number): Promise<KillSums> {
  const replies: PepReply[] = []
  for (let kill = 0; kill < kills; kill++) {
    const server = served.start('serve', '--config', served.config)
    const writer = Number((await server.says(WRITTEN_BY))[1])
    const running = await load(served)
    await executesMore(running)
    server.child.kill('SIGKILL')
    await server.ended
    await eventually('the writer has ended', () => !isAlive(writer))
    await running.stop()
    replies.push(...running.replies)
  }
  const sums = checkPromises(served, replies)
  const before = begunAndNotEnded(served)
  const server = served.start('serve', '--config', served.config)
  await server.says(/^serving /)
  // An outcome that was known and not yet in the log when the process died is written by the next one; the others are in doubt.
  const open = begunAndNotEnded(served)
  assert.deepEqual(inDoubt(served), open)
  const ran = new Set(effectsIn(served).map((line) => line.split(' ')[1]))
  for (const instance of before)
    assert.ok(open.includes(instance) || ran.has(instance), `${instance} ended without having run`)
  server.child.kill('SIGTERM')
  assert.equal(await server.ended, 0)
  checkPromises(served, replies)
  const told = replies.filter(({ outcome }) => outcome === 'executed').length
  const refused = replies.filter(({ outcome }) => outcome === 'refused').length
  return { ...sums, kills, told, refused, doubted: open.length }
}

export const WRITTEN_BY = /log written by process ([0-9]+)/

/** Actions that the log has the intent of and no end. */
function begunAndNotEnded({ data }: ServedFolder): readonly string[] {
  const open = new Set<string>()
  for (const { correlation_id: id, event_kind: kind } of readLog(dataLayout(data).log)) {
    if (kind === 'ACTION_INTENT') open.add(id)
    else if (kind === 'ACTION_OUTCOME' || kind === 'ACTION_CANCELLED') open.delete(id)
  }
  return [...open].sort()
}

export async function executesMore(running: Load): Promise<void> {
  const before = executedOf(running)
  await eventually('it executes', () => executedOf(running) > before + 5)
}

/** Every effect is durable under its key before the handler answers, so that it can be counted whatever happens to the process. */
export const HANDLERS = `import { fsyncSync, openSync, writeSync } from 'node:fs'
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

export interface Load {
  readonly replies: PepReply[]
  /** Calls that never got an answer. */
  unanswered: number
  stop(): Promise<void>
}

/** Writes that can be undone and appends that cannot, without pause. */
export async function load({ data, sample }: ServedFolder): Promise<Load> {
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

export const executedOf = ({ replies }: Load) => replies.filter(({ outcome }) => outcome === 'executed').length

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
export function checkPromises(
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

export const inDoubt = (served: ServedFolder): readonly string[] =>
  JSON.parse(served.clawql('actions', 'list', '--all', '--json').out)
    .filter((action: { phase: string }) => action.phase === 'IN_DOUBT')
    .map((action: { instance: string }) => action.instance)
    .sort()
