/** Real writers, really killed. INVARIANT P8: what was acknowledged is there once, what was published stays. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensurePackage } from '../../../scripts/system-packages.ts'
import { checkLog, crashedLog, rememberCheckpoint, runWriter } from '../support/log-crash.ts'
import { temporaryFolder } from '../support/log-fixture.ts'

const KILLS = 100
const KILLS_PER_LOG = 10

/** A writer ends by itself after so many: this process may be busy checking another log when it is time to kill. */
const MOST_ENTRIES = 3_000

describe('a killed writer', function () {
  this.timeout(300_000)

  it('loses nothing it acknowledged and takes back nothing it published', async function () {
    let acknowledged = 0
    let runs = 0
    let kills = 0
    const chain = async (seed: number) => {
      const log = crashedLog(temporaryFolder())
      for (let cycle = 0; cycle < KILLS_PER_LOG; cycle++) {
        const printed = await runWriter(log, {
          appenders: 1 + ((seed * 7 + cycle * 5) % 24),
          count: MOST_ENTRIES,
          killAfterMs: (seed * 13 + cycle * 17) % 40,
        })
        rememberCheckpoint(log)
        runs += 1
        if (!printed.includes('published\n')) kills += 1
        if (cycle % 5 === 4) await checkLog(log)
      }
      acknowledged += log.acknowledged.size
    }
    const chains = Array.from({ length: KILLS / KILLS_PER_LOG }, (_, seed) => seed)
    const work = async () => {
      for (let seed = chains.shift(); seed !== undefined; seed = chains.shift()) await chain(seed)
    }
    await Promise.all([work(), work()])
    assert.equal(runs, KILLS)
    assert.ok(kills > 0)
    assert.ok(acknowledged > KILLS)
    this.test!.title += ` (${kills} kills, ${acknowledged} acknowledged entries)`
  })

  it('and its torn last write is cut, whatever is left of it', async function () {
    const log = crashedLog(temporaryFolder())
    await runWriter(log, { appenders: 4, count: MOST_ENTRIES, killAfterMs: 20 })
    rememberCheckpoint(log)
    let torn = 0
    for (let cycle = 0; cycle < 6; cycle++) {
      const size = await checkLog(log)
      const name = `${String(size).padStart(16, '0')}.active`
      // A frame that was never synced: a length and some bytes, then nothing.
      const bytes = Buffer.alloc(4096)
      bytes.writeUInt32LE(200 + cycle)
      bytes.fill(0xab, 4, 10 + cycle * 30)
      writeFileSync(join(log.folder, 'wal', name), bytes)
      assert.equal(await checkLog(log), size)
      torn += 1
      await runWriter(log, { appenders: 2, count: 3 })
    }
    this.test!.title += ` (${torn} torn tails)`
  })

  it('cannot be joined by a second writer', async () => {
    const log = crashedLog(temporaryFolder())
    const first = runWriter(log, { appenders: 1, count: 20_000, killAfterMs: 400 })
    await new Promise((resolve) => setTimeout(resolve, 10))
    const others = await Promise.all([0, 1].map(() => runWriter(crashedLog(log.folder), { appenders: 1, count: 2 })))
    await first
    const opened = others.filter((printed) => printed.startsWith('open'))
    // Whoever came while the log was held was refused; the lock falls with its holder, so one may have come after.
    for (const printed of opened) assert.match(printed, /published/)
    rememberCheckpoint(log)
    await checkLog(log)
  })
})

const strace = ensurePackage('strace')
if (strace.state === 'unavailable' && process.env['CI'] === 'true') throw new Error(strace.reason)
const traced = strace.state === 'installed' ? describe : () => undefined

traced('a writer whose system calls fail', function () {
  this.timeout(300_000)
  // Of a short life: open, four appends, publish, close. The night's run takes every call of every kind.
  const slice = [
    ['pwrite64', 'signal=KILL', [2, 9, 17]],
    ['fdatasync', 'signal=KILL', [1, 3]],
    ['fsync', 'signal=KILL', [1, 4, 8]],
    ['rename', 'signal=KILL', [1, 3]],
    ['ftruncate', 'signal=KILL', [1]],
    ['fdatasync', 'error=EIO', [1, 2]],
    ['fsync', 'error=EIO', [2, 5]],
    ['rename', 'error=EIO', [1, 2]],
    ['pwrite64', 'error=EIO', [8, 15]],
    ['pwrite64', 'error=ENOSPC', [9, 16]],
    ['pwrite64', 'error=EDQUOT', [8, 17]],
  ] as const
  let points = 0
  let struck = 0
  for (const [call, fault, when] of slice) {
    it(`${call}, ${fault}: the next start finds everything that was acknowledged`, async () => {
      for (const n of when) {
        const log = crashedLog(temporaryFolder())
        await runWriter(log, { appenders: 1, count: 2 })
        const tracer = [
          strace.state === 'installed' ? strace.program : '',
          '-f',
          '-qq',
          '-o',
          '/dev/null',
          '-e',
          `trace=${call}`,
        ]
        const printed = await runWriter(log, {
          appenders: 2,
          count: 4,
          under: [...tracer, '-e', `inject=${call}:${fault}:when=${n}`],
        })
        rememberCheckpoint(log)
        await checkLog(log)
        points += 1
        if (!printed.includes('published')) struck += 1
      }
    })
  }
  it('and most of these failures end the writer', () => assert.ok(struck * 2 > points, `${struck} of ${points}`))
  after(() => process.stdout.write(`    ${points} points of failure, ${struck} ended the writer\n`))
})
