/** Real processes killed in the middle of their work, again and again over one data folder. What was told stays true, and nothing happens twice. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { dataLayout } from '../../src/node/data-layout.ts'
import { openEmbeddedStore } from '../../src/node/store/embedded-store.ts'
import { readLog } from '../../src/node/worm/read-log.ts'
import { verifyLog } from '../../src/node/worm/verify-log.ts'
import { parseRecord } from '../../src/pep/action-cell.ts'
import { temporaryFolder } from '../support/log-fixture.ts'

const CYCLES = Number(process.env['CRASH_CYCLES'] ?? 10)

/** Lives until it has told of an execution or two, and then for a moment that differs from cycle to cycle. */
async function killedRun(folder: string, cycle: number): Promise<readonly string[]> {
  const script = join(import.meta.dirname, '../support/crash-child.ts')
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--disable-warning=ExperimentalWarning', script, folder],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let told = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text
  })
  const ended = new Promise((resolve) => child.on('close', resolve))
  for (let tries = 0; tries < 3000 && told.split('executed').length <= 2 && child.exitCode === null; tries++)
    await wait(10)
  await wait((cycle * 7) % 23)
  child.kill('SIGKILL')
  await ended
  assert.equal(child.signalCode, 'SIGKILL', `the process ended by itself: ${told}`)
  return told.split('\n').slice(0, -1)
}

describe('a process killed in the middle', () => {
  it('breaks no promise', async function () {
    this.timeout(600_000)
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'artifacts'))
    const told: string[] = []
    for (let cycle = 0; cycle < CYCLES; cycle++) told.push(...(await killedRun(folder, cycle)))
    // One more start, which only recovers, told by its first line.
    told.push(...(await killedRun(folder, 0)))

    const layout = dataLayout(join(folder, 'data'))
    const report = verifyLog(layout.log)
    assert.deepEqual(report.faults, [])
    const entries = readLog(layout.log)
    const kindsOf = (instance: string) =>
      entries.filter((entry) => entry.correlation_id === instance).map((entry) => entry.event_kind)
    assert.deepEqual(
      entries.map((entry) => entry.entry_id).length,
      new Set(entries.map((entry) => entry.entry_id)).size,
      'an entry is in the log twice',
    )

    const executed = told.flatMap((line) => (line.startsWith('executed ') ? [line.slice('executed '.length)] : []))
    // INVARIANT P1: whatever was told as executed is in the log as executed.
    for (const instance of executed) assert.ok(kindsOf(instance).includes('ACTION_OUTCOME'), instance)

    const effects = existsSync(join(folder, 'effects'))
      ? readFileSync(join(folder, 'effects'), 'utf8').trim().split('\n')
      : []
    // INVARIANT P5: no effect twice under one key. INVARIANT P8: none without its durable intent.
    assert.equal(new Set(effects).size, effects.length)
    for (const line of effects) assert.ok(kindsOf(line.split(' ')[1]!).includes('ACTION_INTENT'), line)

    const store = openEmbeddedStore(layout.store)
    const records = (await store.list('action/')).map(({ value }) => parseRecord(value))
    store.close()
    for (const record of records) {
      const happened = effects.some((line) => line.endsWith(record.instance))
      if (record.phase === 'WORM_LOGGED' && record.outcome?.status === 'executed') assert.ok(happened, record.instance)
      if (record.phase === 'WORM_LOGGED' && record.outcome?.status === 'cancelled')
        assert.ok(!happened, record.instance)
      if (record.phase === 'IN_DOUBT') assert.ok(kindsOf(record.instance).includes('ACTION_INTENT'), record.instance)
    }
    const doubtful = records.filter(({ phase }) => phase === 'IN_DOUBT').length
    this.test!.title =
      `breaks no promise: ${CYCLES + 1} kills, ${entries.length} entries, ${effects.length} effects, ${executed.length} told, ${doubtful} in doubt`
  })
})
