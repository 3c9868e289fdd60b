/** Verification of a log from its bytes: whatever byte is wrong, the report names the file and the entry or tile. */
import assert from 'node:assert/strict'
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openLogWriter } from '../../src/node/worm/log-writer.ts'
import { verifyLog } from '../../src/node/worm/verify-log.ts'
import { submission, temporaryFolder, testSigner } from '../support/log-fixture.ts'

const signer = testSigner()

async function writeLog(entries: number, folder: string = temporaryFolder()): Promise<string> {
  const log = await openLogWriter({ folder, signer, segmentBytes: 1 << 16 })
  await Promise.all(
    Array.from({ length: entries }, (_, at) => log.append(submission({ correlation_id: `action-${at}` }))),
  )
  await log.close()
  return folder
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/sqlite|lock/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}

describe('verification of a log', () => {
  it('finds nothing wrong with a sound one, and says what it could not establish', async () => {
    const folder = await writeLog(300)
    const report = verifyLog(folder)
    assert.deepEqual(report.faults, [])
    assert.deepEqual([report.size, report.unpublished, report.notEstablished.length], [300, 0, 2])
    const pinned = verifyLog(folder, {
      verifierKey: signer.verifierKey,
      pinnedCheckpoint: readFileSync(join(folder, 'checkpoint')),
    })
    assert.deepEqual([pinned.ok, pinned.notEstablished], [true, []])
  })

  it('names the file for every single byte of a small log', async () => {
    const folder = await writeLog(3)
    let flipped = 0
    for (const path of filesOf(folder)) {
      const whole = readFileSync(join(folder, path))
      for (let at = 0; at < whole.length; at++) {
        const broken = Buffer.from(whole)
        broken[at]! ^= 1
        writeFileSync(join(folder, path), broken)
        const report = verifyLog(folder)
        assert.equal(report.ok, false, `${path} at ${at}`)
        assert.ok(
          report.faults.some((fault) => fault.path === path || (path === 'vkey' && fault.path === 'checkpoint')),
          `${path} at ${at}: ${JSON.stringify(report.faults)}`,
        )
        flipped += 1
      }
      writeFileSync(join(folder, path), whole)
    }
    assert.ok(flipped > 2000)
  })

  it('names entry and offset of a flipped byte in a bundle, a segment and a tile', async () => {
    const folder = await writeLog(300)
    const cases = [
      { path: 'tile/entries/000', find: '"correlation_id":"action-137"', where: 'entry', entry: 137 },
      { path: 'wal/0000000000000000', find: '"correlation_id":"action-2"', where: 'segment', entry: 2 },
    ]
    for (const { path, find, where, entry } of cases) {
      const whole = readFileSync(join(folder, path))
      const broken = Buffer.from(whole)
      const offset = broken.indexOf(find) + find.length - 2
      broken[offset]! ^= 1
      writeFileSync(join(folder, path), broken)
      const [fault] = verifyLog(folder).faults
      assert.deepEqual([fault?.where, fault?.path, fault?.entry], [where, path, entry])
      if (where === 'entry') assert.equal(fault?.offset, offset)
      writeFileSync(join(folder, path), whole)
    }
    const tile = readFileSync(join(folder, 'tile/0/001.p/44'))
    tile[33]! ^= 1
    writeFileSync(join(folder, 'tile/0/001.p/44'), tile)
    const report = verifyLog(folder)
    assert.deepEqual(
      report.faults.map(({ where, path, offset, entry }) => ({ where, path, offset, entry })),
      [{ where: 'tile', path: 'tile/0/001.p/44', offset: 33, entry: 257 }],
    )
  })

  it('finds a missing tile, a missing segment and a missing checkpoint', async () => {
    const folder = await writeLog(300)
    for (const path of [
      'tile/0/000',
      'tile/1/000.p/1',
      'tile/entries/001.p/44',
      'wal/0000000000000000',
      'checkpoint',
    ]) {
      const copy = temporaryFolder()
      cpSync(folder, copy, { recursive: true })
      rmSync(join(copy, path))
      const { faults } = verifyLog(copy)
      assert.ok(faults.length > 0, path)
      assert.ok(
        faults.some((fault) => fault.path === path || path.startsWith(fault.path)),
        `${path}: ${JSON.stringify(faults)}`,
      )
    }
  })

  it('a rewritten log passes its own key and fails a pinned checkpoint', async () => {
    const folder = await writeLog(5)
    const pinnedCheckpoint = readFileSync(join(folder, 'checkpoint'))
    const other = await writeLog(9)
    const options = { verifierKey: signer.verifierKey }
    assert.equal(verifyLog(other, options).ok, true)
    const report = verifyLog(other, { ...options, pinnedCheckpoint })
    assert.match(report.faults[0]?.message ?? '', /rewritten within its first 5 entries/)
    const longer = readFileSync(join(other, 'checkpoint'))
    assert.match(verifyLog(folder, { ...options, pinnedCheckpoint: longer }).faults[0]?.message ?? '', /was cut/)
  })

  it('a checkpoint by another key is refused', async () => {
    const folder = await writeLog(2)
    const report = verifyLog(folder, { verifierKey: testSigner().verifierKey })
    assert.deepEqual([report.ok, report.faults[0]?.where], [false, 'checkpoint'])
  })

  it('of a copy that has checkpoint and tiles alone, as mirrors have it, takes that for the whole only when told', async () => {
    const folder = await writeLog(300)
    rmSync(join(folder, 'wal'), { recursive: true })
    const options = { verifierKey: signer.verifierKey }
    assert.match(verifyLog(folder, options).faults[0]?.message ?? '', /covers 300 entries, the segments hold 0/)
    assert.deepEqual(verifyLog(folder, { ...options, publishedOnly: true }).faults, [])
    const path = join(folder, 'tile/entries/000')
    const bytes = readFileSync(path)
    bytes[bytes.indexOf('action-137')]! ^= 1
    writeFileSync(path, bytes)
    const { faults } = verifyLog(folder, { ...options, publishedOnly: true })
    assert.deepEqual([faults[0]?.path, faults.length > 0], ['tile/entries/000', true])
  })
})
