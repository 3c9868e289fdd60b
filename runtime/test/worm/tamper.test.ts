/** A log of some thousand entries in the hands of somebody who wants it to say something else. Each attempt is refused, and in its own words. */
import assert from 'node:assert/strict'
import { cpSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openLogWriter } from '../../src/node/worm/log-writer.ts'
import { verifyLog } from '../../src/node/worm/verify-log.ts'
import { formatEntryBundle, parseEntryBundle } from '../../src/worm/entry-bundle.ts'
import { scanFrames, writeFrame } from '../../src/worm/frame.ts'
import { type FlipSums, flipBytes, flippedLog } from '../support/flip-bytes.ts'
import { submission, temporaryFolder, testSigner } from '../support/log-fixture.ts'
import { filesOfLog, kindOfFile } from '../support/log-tampering.ts'

const ENTRIES = 2100
const FLIPS_PER_KIND = 400
/** Of so many flips one is judged by a whole verification too, which must find the same. */
const COMPARE_EVERY = 100
const signer = testSigner('log.example/tampered')
const options = { verifierKey: signer.verifierKey }

describe('a log that was tampered with', function () {
  this.timeout(120_000)
  const folder = temporaryFolder()
  let older: Uint8Array
  let newer: Uint8Array

  before(async () => {
    const log = await openLogWriter({ folder, signer, segmentBytes: 1 << 18 })
    const append = (from: number, to: number) =>
      Promise.all(
        Array.from({ length: to - from }, (_, at) => log.append(submission({ correlation_id: `action-${from + at}` }))),
      )
    await append(0, 600)
    await log.append(submission({ event_kind: 'x-large', payload: { text: 'x'.repeat(70_000) } }))
    await log.publish()
    older = readFileSync(join(folder, 'checkpoint'))
    await append(600, ENTRIES - 1)
    await log.close()
    newer = readFileSync(join(folder, 'checkpoint'))
    assert.equal(verifyLog(folder, options).ok, true)
  })

  it('any flipped byte, in any kind of file, is found and its place named', function () {
    const kinds = new Map<string, string[]>()
    for (const path of filesOfLog(folder)) kinds.set(kindOfFile(path), [...(kinds.get(kindOfFile(path)) ?? []), path])
    assert.deepEqual([...kinds.keys()].sort(), [
      'blob',
      'checkpoint',
      'full bundle',
      'full tile',
      'partial bundle',
      'partial tile',
      'segment',
      'verifier key',
    ])
    const sums: FlipSums = { flips: 0, whole: 0, compared: 0 }
    const log = flippedLog(folder, signer.verifierKey)
    for (const [kind, paths] of kinds) {
      // These two are judged by whole verifications alone, each with some milliseconds of its own.
      const count = kind === 'checkpoint' || kind === 'verifier key' ? 8 : FLIPS_PER_KIND
      for (let n = 0; n < count; n++) {
        const path = paths[Math.floor(Math.random() * paths.length)]!
        const { size } = statSync(join(folder, path))
        flipBytes(log, path, [Math.floor(Math.random() * size)], COMPARE_EVERY, sums)
      }
    }
    assert.equal(verifyLog(folder, options).ok, true)
    assert.ok(sums.compared > 0)
    this.test!.title +=
      ` (${sums.flips} flips in ${kinds.size} kinds of files, ${sums.compared} judged alone and whole alike)`
  })

  it('a file that is longer or shorter is found, alone and whole alike, or left to the whole', () => {
    const { verified } = flippedLog(folder, signer.verifierKey)
    for (const path of filesOfLog(folder)) {
      const bytes = readFileSync(join(folder, path))
      for (const changed of [bytes.subarray(0, -1), Buffer.concat([bytes, Buffer.from([7])]), Buffer.alloc(0)]) {
        const alone = verified.faultsOf(path, changed)
        writeFileSync(join(folder, path), changed)
        const { ok, faults } = verifyLog(folder, path === 'vkey' ? {} : options)
        writeFileSync(join(folder, path), bytes)
        assert.equal(ok, false, path)
        if (alone !== undefined) assert.deepEqual(alone, faults, `${path}, ${changed.length} of ${bytes.length} bytes`)
      }
    }
  })

  /** A copy whose segments and bundles hold other entries, framed and bundled as they should be. */
  function rewritten(change: (entries: Uint8Array[]) => Uint8Array[]): string {
    const copy = temporaryFolder()
    cpSync(folder, copy, { recursive: true })
    const bundle = join(copy, 'tile/entries/001')
    const parsed = parseEntryBundle(readFileSync(bundle))
    assert.ok('entries' in parsed)
    writeFileSync(bundle, formatEntryBundle(change([...parsed.entries])))
    const segment = join(copy, 'wal/0000000000000000')
    const { frames } = scanFrames(readFileSync(segment), 0)
    const head = frames.slice(0, 256).map(({ payload }) => payload)
    const changed = [
      ...head,
      ...change(frames.slice(256, 512).map(({ payload }) => payload)),
      ...frames.slice(512).map(({ payload }) => payload),
    ]
    const target = Buffer.alloc(readFileSync(segment).length + 1024)
    let end = 0
    for (const [seq, payload] of changed.entries())
      end = writeFrame(target, end, seq, 1 + Math.floor(seq / 100), payload)
    writeFileSync(segment, target.subarray(0, end))
    return copy
  }

  const rewrites = [
    ['dropped', (entries: Uint8Array[]) => entries.toSpliced(9, 1), /^entry 265 was dropped: no segment holds it$/],
    [
      'swapped',
      (entries: Uint8Array[]) => [entries[1]!, entries[0]!, ...entries.slice(2)],
      /^entry 256 of the segment is entry 257 of the tree, out of its place$/,
    ],
    [
      'reversed',
      (entries: Uint8Array[]) => entries.toReversed(),
      /^entry 256 of the segment is entry 511 of the tree, out of its place$/,
    ],
    [
      'replaced',
      (entries: Uint8Array[]) =>
        entries.with(3, Buffer.from(Buffer.from(entries[3]!).toString().replace('intern', 'master'))),
      /^entry 259 of the segment is not in the tree: it was replaced$/,
    ],
  ] as const
  for (const [name, change, words] of rewrites) {
    it(`entries ${name} in segment and bundle alike: the tiles and the signed root say so`, () => {
      const { ok, faults } = verifyLog(
        rewritten((entries) => [...change(entries)]),
        options,
      )
      assert.equal(ok, false)
      assert.ok(
        faults.some(({ message }) => words.test(message)),
        JSON.stringify(faults[0]),
      )
    })
  }

  it('cut back to an older checkpoint: sound in itself, refused by whoever has seen the newer one', async () => {
    const copy = temporaryFolder()
    const log = await openLogWriter({ folder: copy, signer })
    await log.close()
    for (const name of ['wal', 'tile', 'blobs', 'checkpoint'])
      rmSync(join(copy, name), { recursive: true, force: true })
    cpSync(folder, copy, { recursive: true })
    rmSync(join(copy, 'tile'), { recursive: true })
    cutSegments(copy, 601)
    writeFileSync(join(copy, 'checkpoint'), older)
    await (await openLogWriter({ folder: copy, signer })).close()
    assert.equal(verifyLog(copy, options).ok, true)
    const { faults } = verifyLog(copy, { ...options, pinnedCheckpoint: newer })
    assert.match(faults[0]!.message, /the log was cut: a checkpoint of 2100 entries is known, this one has 601/)
  })

  function cutSegments(copy: string, size: number): void {
    const names = filesOfLog(copy).filter((path) => path.startsWith('wal/'))
    for (const path of names) {
      const first = Number(path.slice(4))
      const bytes = readFileSync(join(copy, path))
      const { frames } = scanFrames(bytes, first)
      if (first >= size) rmSync(join(copy, path))
      else if (first + frames.length > size)
        writeFileSync(join(copy, path), bytes.subarray(0, frames[size - first]!.offset))
    }
  }

  it('an older checkpoint put over the newer log is no cut: the pin still finds it', () => {
    const copy = temporaryFolder()
    cpSync(folder, copy, { recursive: true })
    writeFileSync(join(copy, 'checkpoint'), older)
    const { faults } = verifyLog(copy, { ...options, pinnedCheckpoint: newer })
    assert.ok(faults.some(({ message }) => /the log was cut/.test(message)))
  })

  it('entries that stand in two segments, the second copy hiding the first', () => {
    const copy = temporaryFolder()
    cpSync(folder, copy, { recursive: true })
    const [first, second] = filesOfLog(copy).filter((path) => path.startsWith('wal/'))
    const next = Number(second!.slice(4))
    const bytes = readFileSync(join(copy, first!))
    const frame = Buffer.alloc(200)
    const end = writeFrame(frame, 0, next, 1 << 20, Buffer.from('{"another":"entry"}'))
    writeFileSync(join(copy, first!), Buffer.concat([bytes, frame.subarray(0, end)]))
    const { faults } = verifyLog(copy, options)
    assert.deepEqual([faults[0]?.path, faults[0]?.entry], [second, next])
    assert.match(faults[0]?.message ?? '', /are there twice/)
  })

  it('a whole segment taken away, or given another number', () => {
    const [, second] = filesOfLog(folder).filter((path) => path.startsWith('wal/'))
    const copy = temporaryFolder()
    cpSync(folder, copy, { recursive: true })
    renameSync(join(copy, second!), join(copy, 'wal/0000000000009999'))
    assert.match(
      verifyLog(copy, options)
        .faults.map(({ message }) => message)
        .join('\n'),
      /entries [0-9]+ to [0-9]+ are missing/,
    )
    rmSync(join(copy, 'wal/0000000000009999'))
    assert.equal(verifyLog(copy, options).ok, false)
  })
})
