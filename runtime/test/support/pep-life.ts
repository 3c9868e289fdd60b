/**
 * The parent of processes that die: runs them by plan, remembers what they were told, and at the end holds store, log and effects against each other. Used by
 * CI for a slice and by night for thousands.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { dataLayout } from '../../src/node/data-layout.ts'
import { openEmbeddedStore } from '../../src/node/store/embedded-store.ts'
import { readLog } from '../../src/node/worm/read-log.ts'
import { verifyLog } from '../../src/node/worm/verify-log.ts'
import { parseRecord } from '../../src/pep/action-cell.ts'
import type { ActionRecord } from '../../src/pep/action-record.ts'
import type { WormEntry } from '../../src/worm/worm-entry.ts'
import { lifeProgram } from './life-program.ts'

export interface LifePlan {
  /** `write`: one action that can be undone, with `text`. */
  readonly do: 'once' | 'always' | 'recover' | 'write'
  readonly text?: 'x' | 'stays' | 'goes unsaid'
  /** Kills itself at the n-th place of this phase: before and after every commit, write, sync and effect. */
  readonly die?: { readonly phase: 'recovery' | 'life'; readonly point: number }
  /** The n-th sync of the log fails, and every one after it. */
  readonly failSyncsFrom?: number
}

export interface Lives {
  /** Artifacts, effects and the data folder. */
  readonly folder: string
  readonly told: string[]
}

export interface Life {
  readonly killed: boolean
  /** Places in the phase that it lived through to its end. */
  readonly recoveryPlaces: number | undefined
  readonly lifePlaces: number | undefined
  readonly recovered: number
}

export function createLives(folder: string): Lives {
  for (const name of ['artifacts', 'data']) mkdirSync(join(folder, name), { recursive: true })
  return { folder, told: [] }
}

export interface Killing {
  /** So long after the runtime is open. */
  readonly killAfterMs?: number
  /** Once, as soon as the runtime is open. */
  readonly opened?: () => void
  /** The process may end by itself with an error: it could not even open. */
  readonly mayFail?: boolean
  /** It lives until it is killed: whoever goes on with a log, a store or a disk that fails does not end by itself. */
  readonly mustDie?: boolean
}

/** Lives one life to its end. */
export async function live(
  lives: Lives,
  plan: LifePlan,
  { killAfterMs, opened, mayFail = false, mustDie = false }: Killing = {},
): Promise<Life> {
  const program = await lifeProgram()
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', program, lives.folder, JSON.stringify(plan)],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_COMPILE_CACHE: dirname(program) } },
  )
  let printed = ''
  let complained = ''
  let isOpen = false
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complained = (complained + text).slice(-4000)
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
    if (isOpen || !printed.startsWith('open')) return
    isOpen = true
    try {
      opened?.()
    } finally {
      if (killAfterMs !== undefined) void wait(killAfterMs).then(() => child.kill('SIGKILL'))
    }
  })
  await new Promise((resolve) => child.on('close', resolve))
  const killed = child.signalCode === 'SIGKILL'
  const isExpected = killed || (child.exitCode === 0 && !mustDie) || mayFail
  assert.ok(isExpected, `the process ended by itself: ${child.exitCode}\n${printed.slice(-1000)}${complained}`)
  const lines = printed.split('\n').slice(0, -1)
  lives.told.push(...lines)
  const numbersOf = (word: string) =>
    lines
      .find((line) => line.startsWith(word))
      ?.split(' ')
      .slice(1)
      .map(Number) ?? []
  const [recovered = 0, recoveryPlaces] = numbersOf('open ')
  return { killed, recovered, recoveryPlaces, lifePlaces: numbersOf('done ')[0] }
}

export interface Tally {
  readonly actions: number
  readonly entries: number
  readonly effects: number
  readonly undone: number
  readonly doubts: number
}

/** One start more, which only recovers; then everything that was promised is looked for. */
export async function holdToPromises(lives: Lives): Promise<Tally> {
  await live(lives, { do: 'recover' })
  const layout = dataLayout(join(lives.folder, 'data'))
  assert.deepEqual(verifyLog(layout.log).faults, [])
  const entries = readLog(layout.log)
  assert.equal(new Set(entries.map((entry) => entry.entry_id)).size, entries.length, 'an entry is in the log twice')
  const byAction = Map.groupBy(entries, (entry) => entry.correlation_id)
  const effects = linesOf(join(lives.folder, 'effects'))
  // INVARIANT P5: no effect twice under one key.
  assert.equal(new Set(effects).size, effects.length, 'an effect took place twice')
  const store = openEmbeddedStore(layout.store)
  const records = new Map(
    (await store.list('action/')).map(({ value }) => [parseRecord(value).instance, parseRecord(value)]),
  )
  store.close()
  for (const line of effects) {
    const key = line.split(' ')[1]!
    // INVARIANT P8: none without its durable intent, and none without its record.
    assert.ok(kindsOf(byAction.get(key)).includes('ACTION_INTENT'), `${line}: no intent`)
    assert.ok(records.has(key), `${line}: the action is lost`)
  }
  for (const record of records.values()) checkRecord(record, byAction.get(record.instance) ?? [], effects)
  for (const line of lives.told) checkTold(line, records, byAction)
  return {
    actions: records.size,
    entries: entries.length,
    effects: effects.filter((line) => line.startsWith('did')).length,
    undone: effects.filter((line) => line.startsWith('undid')).length,
    doubts: [...records.values()].filter(({ phase }) => phase === 'IN_DOUBT').length,
  }
}

function checkRecord(record: ActionRecord, entries: readonly WormEntry[], effects: readonly string[]): void {
  const { instance, phase, outcome } = record
  const about = `${instance}, ${phase}: ${entries.map(({ event_kind: kind }) => kind).join(' ')}`
  const did = effects.includes(`did ${instance}`)
  const undid = effects.includes(`undid ${instance}`)
  const hasIntent = kindsOf(entries).includes('ACTION_INTENT')
  const hasOutcome = entries.some(
    ({ event_kind: kind, payload }) =>
      kind === 'ACTION_OUTCOME' || (kind === 'ACTION_COMPENSATED' && payload['applied'] === true),
  )
  assert.deepEqual(record.owed, [], `${about}: recovery left entries owed`)
  assert.ok(
    ['STAGED', 'AWAITING_APPROVAL', 'IN_DOUBT', 'WORM_LOGGED'].includes(phase),
    `${about}: recovery left it in between`,
  )
  // INVARIANT D1: in doubt is what has an intent and neither an outcome nor a reason why nothing can have run.
  if (phase === 'IN_DOUBT') assert.ok(hasIntent && isDoubt(entries), about)
  if (phase === 'STAGED' || phase === 'AWAITING_APPROVAL') assert.ok(!hasIntent && !did, about)
  if (phase !== 'WORM_LOGGED') return
  // INVARIANT P1: executed is what the log calls executed, and what happened.
  if (outcome?.status === 'executed') assert.ok(did && !undid && hasOutcome, about)
  else assert.ok(did === undid, `${about}: cancelled, and its effect stands`)
}

/** The last word about the outcome is that it is not known, or that undoing it failed. */
function isDoubt(entries: readonly WormEntry[]): boolean {
  const last = entries.findLast(({ event_kind: kind }) =>
    ['ACTION_IN_DOUBT', 'ACTION_OUTCOME', 'ACTION_COMPENSATED'].includes(kind),
  )
  if (last?.event_kind === 'ACTION_COMPENSATED') return last.payload['applied'] === false
  return last === undefined || last.event_kind === 'ACTION_IN_DOUBT'
}

/** What this process was once told is so still. */
function checkTold(
  line: string,
  records: ReadonlyMap<string, ActionRecord>,
  byAction: ReadonlyMap<string, readonly WormEntry[]>,
): void {
  const [word, instance = ''] = line.split(' ')
  const record = records.get(instance)
  switch (word) {
    case 'staged':
      assert.ok(record !== undefined, `${line}: the action is lost`)
      assert.ok(kindsOf(byAction.get(instance)).includes('ACTION_STAGED'), line)
      return
    case 'decided':
      assert.ok(record?.phase === 'WORM_LOGGED' || record?.phase === 'IN_DOUBT', `${line}: ${record?.phase}`)
      return
    case 'executed':
    case 'cancelled':
      assert.equal(record?.outcome?.status, word, line)
      assert.equal(record?.phase, 'WORM_LOGGED', line)
      return
    default:
      return
  }
}

function kindsOf(entries: readonly WormEntry[] = []): readonly string[] {
  return entries.map((entry) => entry.event_kind)
}

function linesOf(path: string): readonly string[] {
  return existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : []
}
