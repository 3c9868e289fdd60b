/** Disks that are really full, and limits that say the same. INVARIANT P8: what was acknowledged is there when there is room again; nothing else is claimed. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { INDEX_FILE } from '../../src/node/worm/log-index.ts'
import { openLogWriter } from '../../src/node/worm/log-writer.ts'
import { readLog } from '../../src/node/worm/read-log.ts'
import { verifyLog } from '../../src/node/worm/verify-log.ts'
import { LogUnavailableError } from '../../src/worm/audit-log.ts'
import { checkLog, crashedLog, rememberCheckpoint, runWriter } from '../support/log-crash.ts'
import { submission, temporaryFolder, testSigner } from '../support/log-fixture.ts'
import { mountSmallDisk } from '../support/small-disk.ts'

/** Most of it is taken before anything runs out, so that there is room again when that goes. */
const DISK_BYTES = 8 << 20
const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0
const small = mountSmallDisk(DISK_BYTES)
if (small.state === 'unavailable')
  process.stdout.write(`    NOT SHOWN HERE, 1 suite of full disks skipped: ${small.reason}\n`)
const onSmallDisk = small.state === 'mounted' ? describe : () => undefined

onSmallDisk('a disk without room', function () {
  this.timeout(120_000)
  const disk = small.state === 'mounted' ? small.disk : undefined
  if (disk === undefined) throw new Error('there is no disk')
  afterEach(() => disk.empty())
  after(() => disk.remove())

  it('ends the writer wherever it runs out; everything acknowledged is there when there is room again', async function () {
    let acknowledged = 0
    const rooms = Array.from({ length: 6 }, (_, at) => DISK_BYTES - (at * 2 + 1) * 70_000)
    for (const [at, taken] of rooms.entries()) {
      const release = disk.fill(taken)
      const log = crashedLog(join(disk.folder, `log-${at}`))
      const printed = await runWriter(log, { appenders: 1 + at * 3, count: 20_000 })
      assert.doesNotMatch(printed, /published/, `with ${taken} bytes taken it never ran out`)
      rememberCheckpoint(log)
      release()
      await checkLog(log)
      const again = await runWriter(log, { appenders: 2, count: 5 })
      assert.match(again, /published/)
      await checkLog(log)
      acknowledged += log.acknowledged.size
      disk.empty()
    }
    assert.ok(acknowledged > 100)
    this.test!.title += ` (${rooms.length} disks, ${acknowledged} acknowledged entries)`
  })

  it('refuses each entry from there on, in this process, and has those before in order', async () => {
    const folder = join(disk.folder, 'log')
    const signer = testSigner()
    let poisoned: Error | undefined
    const log = await openLogWriter({
      folder,
      signer,
      segmentBytes: 1 << 15,
      onPoisoned: (reason) => {
        poisoned = reason
      },
    })
    const release = disk.fill()
    const acknowledged: string[] = []
    for (let refused = 0; refused < 3; ) {
      const entry = submission()
      const answer = await log.append(entry).catch((error: unknown) => error)
      if (typeof answer === 'number') acknowledged[answer] = entry.entry_id
      else {
        refused += 1
        assert.ok(answer instanceof LogUnavailableError)
        assert.match(answer.message, /ENOSPC|no space/)
      }
    }
    assert.match(poisoned?.message ?? '', /ENOSPC/)
    await log.close().catch(() => undefined)
    // The next start says that there is no room, and does not call the log damaged.
    await assert.rejects(openLogWriter({ folder, signer }), /ENOSPC|no space|full/)
    release()
    const again = await openLogWriter({ folder, signer, segmentBytes: 1 << 15 })
    assert.equal(await again.append(submission()), acknowledged.length)
    await again.close()
    assert.deepEqual(
      readLog(folder)
        .map(({ entry_id }) => entry_id)
        .slice(0, acknowledged.length),
      acknowledged,
    )
    assert.deepEqual(verifyLog(folder, { verifierKey: signer.verifierKey }).faults, [])
  })

  it('goes to the log: what the index writes ahead is bounded', async function () {
    const folder = join(disk.folder, 'small')
    const log = await openLogWriter({ folder, signer: testSigner(), segmentBytes: 1 << 15, publishEveryMs: 50 })
    let mostAhead = 0
    let acknowledged = 0
    for (let isFull = false; !isFull; ) {
      // Many actions: each row of the index goes to another place of it. Asked for, all that came at once is indexed at once.
      const burst = Array.from({ length: 1_500 }, () => log.append(submission({ correlation_id: randomUUID() })))
      const answers = await Promise.allSettled(burst)
      acknowledged += answers.filter(({ status }) => status === 'fulfilled').length
      isFull = answers.some(({ status }) => status === 'rejected')
      assert.equal((await log.find({})).length, acknowledged)
      mostAhead = Math.max(mostAhead, sizeOf(join(folder, `${INDEX_FILE}-wal`)))
    }
    assert.match(log.poisoned?.message ?? '', /ENOSPC/)
    assert.ok(mostAhead > 0 && mostAhead <= 1 << 20, `${mostAhead} bytes were written ahead`)
    await log.close().catch(() => undefined)
    this.test!.title += ` (${acknowledged} entries on ${DISK_BYTES >> 20} MiB, at most ${mostAhead >> 10} KiB ahead)`
  })

  it('is given back by the index, without which every question is still answered', async () => {
    const folder = join(disk.folder, 'index')
    const log = await openLogWriter({ folder, signer: testSigner(), segmentBytes: 4 << 20, publishEveryMs: 60_000 })
    const append = (from: number, to: number) =>
      Promise.all(
        Array.from({ length: to - from }, (_, n) => log.append(submission({ correlation_id: `action-${from + n}` }))),
      )
    await append(0, 500)
    assert.equal((await log.history('action-7')).length, 1)
    const indexed = sizeOf(join(folder, INDEX_FILE))
    assert.ok(indexed > 0)
    const release = disk.fill()
    // The segment has its room already.
    await append(500, 2_500)
    assert.deepEqual(
      (await log.history('action-2400')).map(({ worm_seq }) => worm_seq),
      [2_400],
    )
    assert.equal((await log.find({ last: 3 })).at(-1)?.worm_seq, 2_499)
    assert.equal(sizeOf(join(folder, INDEX_FILE)), 0)
    release()
    assert.equal((await log.find({})).length, 2_500)
    assert.ok(sizeOf(join(folder, INDEX_FILE)) > indexed)
    await log.close().catch(() => undefined)
  })

  it('takes no large payload that it cannot keep, and goes on with small ones', async () => {
    const folder = join(disk.folder, 'blobs')
    const signer = testSigner()
    const log = await openLogWriter({ folder, signer, segmentBytes: 1 << 15 })
    await log.append(submission())
    const release = disk.fill()
    const large = submission({ event_kind: 'x-large', payload: { text: 'x'.repeat(200_000) } })
    await assert.rejects(log.append(large), /ENOSPC|no space/)
    assert.equal(await log.append(submission()), 1)
    release()
    assert.equal(await log.append(large), 2)
    await log.close()
    assert.deepEqual(verifyLog(folder, { verifierKey: signer.verifierKey }).faults, [])
  })
})

describe('a limit on the size of files', function () {
  this.timeout(120_000)

  it('poisons the writer; everything acknowledged is there when it is lifted', async () => {
    const log = crashedLog(temporaryFolder())
    await runWriter(log, { appenders: 1, count: 3 })
    const limited = ['bash', '-c', 'ulimit -f 96; exec "$@"', 'bash']
    const printed = await runWriter(log, { appenders: 8, count: 2000, under: limited })
    assert.match(printed, /^ack /m)
    assert.doesNotMatch(printed, /published/)
    rememberCheckpoint(log)
    await checkLog(log)
    const again = await runWriter(log, { appenders: 2, count: 5 })
    assert.match(again, /published/)
    await checkLog(log)
    assert.ok(readFileSync(join(log.folder, 'checkpoint')).length > 0)
  })
})
