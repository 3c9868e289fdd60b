/** Publishing beside the appending: it keeps up with any load, follows every segment, and its failures are the writer's. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { ensurePackage } from '../../../scripts/system-packages.ts'
import { platformTreeHash } from '../../src/node/worm/platform-hash.ts'
import { LogDamagedError } from '../../src/node/worm/segments.ts'
import { openTreeLog, type TreeLog } from '../../src/node/worm/tree-log.ts'
import { verifyLog } from '../../src/node/worm/verify-log.ts'
import { LogUnavailableError } from '../../src/worm/audit-log.ts'
import { FRAME_HEADER } from '../../src/worm/frame.ts'
import { createMerkleFrontier } from '../../src/worm/merkle-frontier.ts'
import { checkLog, crashedLog, rememberCheckpoint, runWriter } from '../support/log-crash.ts'
import { appendText, submission, temporaryFolder, testSigner } from '../support/log-fixture.ts'

const signer = testSigner()
const hash = platformTreeHash()
/** So long that time decides nothing in these tests. */
const NEVER = 3_600_000
const open = (
  folder: string,
  options: { segmentBytes?: number; unpublishedBytes?: number } = {},
): Promise<TreeLog<undefined>> => openTreeLog({ folder, signer, publishEveryMs: NEVER, ...options })

function rootOf(texts: readonly string[]): Uint8Array {
  const frontier = createMerkleFrontier(hash)
  for (const text of texts) frontier.append(hash.leaf(Buffer.from(text)))
  return frontier.root()
}

describe('publishing', () => {
  it('keeps up with a load that never pauses: what is unpublished never exceeds its bound', async function () {
    const [appenders, entries, frame, unpublishedBytes] = [64, 6_000, FRAME_HEADER + 800, 256 << 10]
    const log = await open(temporaryFolder(), { unpublishedBytes })
    const text = 'x'.repeat(800)
    const seen = new Set<number>()
    let worst = 0
    let left = entries
    const work = async () => {
      while (left-- > 0) {
        await appendText(log, text)
        worst = Math.max(worst, log.size - log.published)
        seen.add(log.published)
      }
    }
    await Promise.all(Array.from({ length: appenders }, work))
    const bound = Math.ceil(unpublishedBytes / frame) + appenders
    assert.ok(worst <= bound, `${worst} entries were unpublished, ${bound} may be`)
    assert.ok(seen.size >= Math.floor(entries / bound), `${seen.size} checkpoints`)
    await log.close()
    assert.equal(log.published, entries)
    this.test!.title += ` (${entries} entries, ${seen.size} checkpoints, at most ${worst} unpublished of ${bound})`
  })

  it('follows the entries through every segment, whenever it is asked (30 runs)', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(fc.array(sizes, { minLength: 1, maxLength: 6 }), async (groups) => {
        const folder = temporaryFolder()
        let log = await open(folder, { segmentBytes: 4096 })
        const texts: string[] = []
        for (const [at, group] of groups.entries()) {
          const added = group.map((length, n) => `${at}.${n}`.padEnd(length, '·').slice(0, length))
          await Promise.all(added.map((text) => appendText(log, text)))
          texts.push(...added)
          const { size, root } = await log.publish()
          assert.deepEqual([size, Buffer.from(root)], [texts.length, Buffer.from(rootOf(texts))])
          if (at % 2 === 0) continue
          await log.close()
          log = await open(folder, { segmentBytes: 4096 })
          assert.equal(log.published, texts.length)
        }
        await log.close()
      }),
      { numRuns: 30 },
    )
  })

  it('serves every log of a process and mixes none up', async () => {
    const folders = [temporaryFolder(), temporaryFolder(), temporaryFolder()]
    const logs = await Promise.all(folders.map((folder) => open(folder)))
    const texts = logs.map((_, which) => Array.from({ length: 300 }, (_, at) => `log ${which}, entry ${at}`))
    await Promise.all(logs.flatMap((log, which) => texts[which]!.map((text) => appendText(log, text))))
    const published = await Promise.all(logs.map((log) => log.publish()))
    assert.deepEqual(
      published.map(({ root }) => Buffer.from(root)),
      texts.map((each) => Buffer.from(rootOf(each))),
    )
    for (const log of logs) await log.close()
  })

  it('writes each full tile once, and takes away the partial ones it replaces', async () => {
    const folder = temporaryFolder()
    const log = await open(folder)
    for (const count of [100, 100, 100]) {
      await Promise.all(Array.from({ length: count }, (_, at) => appendText(log, `entry ${at}`)))
      await log.publish()
    }
    assert.equal(readFileSync(join(folder, 'tile/0/000')).length, 256 * 32)
    assert.equal(readFileSync(join(folder, 'tile/0/001.p/44')).length, 44 * 32)
    assert.throws(() => readFileSync(join(folder, 'tile/0/000.p/200')), { code: 'ENOENT' })
    assert.throws(() => readFileSync(join(folder, 'tile/entries/000.p/200')), { code: 'ENOENT' })
    await log.close()
  })

  it('poisons the writer when a tile of another content stands where one belongs', async () => {
    const folder = temporaryFolder()
    const log = await open(folder)
    mkdirSync(join(folder, 'tile/entries'), { recursive: true })
    writeFileSync(join(folder, 'tile/entries/000'), 'something else')
    await Promise.all(Array.from({ length: 256 }, (_, at) => appendText(log, `entry ${at}`)))
    await assert.rejects(
      log.publish(),
      (error) => error instanceof LogDamagedError && error.path === 'tile/entries/000' && error.offset === 0,
    )
    await assert.rejects(appendText(log, 'one more'), LogUnavailableError)
    await assert.rejects(log.publish(), LogUnavailableError)
    await log.close()
    assert.equal(readFileSync(join(folder, 'tile/entries/000'), 'utf8'), 'something else')
    assert.equal(log.published, 0)
  })

  it('ends the writer when its thread ends; the next start publishes what was owed', async () => {
    const log = crashedLog(temporaryFolder())
    // In the thread alone: instead of the seventh answer, its end.
    const source = `import { parentPort as port } from 'node:worker_threads'
      let answers = 0
      const send = port?.postMessage
      if (port) port.postMessage = (answer) => (++answers > 6 ? process.exit() : send.call(port, answer))`
    const under = ['env', `NODE_OPTIONS=--import=data:text/javascript,${encodeURIComponent(source)}`]
    const printed = await runWriter(log, { appenders: 4, count: 100_000, under })
    assert.match(printed, /^poisoned$/m)
    assert.doesNotMatch(printed, /^published$/m)
    rememberCheckpoint(log)
    const size = await checkLog(log)
    assert.ok(size >= log.acknowledged.size)
    assert.equal(verifyLog(log.folder).size, size)
  })

  it('is found by a program given on the command line, whose flags the thread must not inherit', () => {
    const folder = temporaryFolder()
    const program = `
      import { generateKeyPairSync } from 'node:crypto'
      import { logSigner, openLogWriter } from '@clawql/runtime/node'
      const signer = logSigner('log.example/inline', generateKeyPairSync('ed25519').privateKey)
      const log = await openLogWriter({ folder: process.argv[1], signer })
      await log.append(${JSON.stringify(submission())})
      await log.close()
      console.log(log.published)`
    const words = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', program, folder]
    const { stdout, stderr } = spawnSync(process.execPath, words, { cwd: import.meta.dirname, encoding: 'utf8' })
    assert.deepEqual([stdout, stderr], ['1\n', ''])
  })
})

const strace = ensurePackage('strace')
if (strace.state === 'unavailable' && process.env['CI'] === 'true') throw new Error(strace.reason)
const traced = strace.state === 'installed' ? describe : () => undefined

traced('a checkpoint', () => {
  it('comes after every tile it names is synced, in place, and its name synced as well', async function () {
    const log = crashedLog(temporaryFolder())
    const traces = temporaryFolder()
    const words = ['-ff', '-qq', '-o', join(traces, 'thread'), '-e', 'trace=openat,close,fsync,rename,mkdir']
    const under = [strace.state === 'installed' ? strace.program : '', ...words]
    const printed = await runWriter(log, { appenders: 32, count: 1_500, under })
    assert.match(printed, /^published$/m)
    // One file for each thread: what publishes does all of it, and is the only one that renames a checkpoint.
    const threads = readdirSync(traces).map((name) => readFileSync(join(traces, name), 'utf8').split('\n'))
    const publishing = threads.filter((lines) => lines.some((line) => /^rename\(.*\/checkpoint"\) += 0/.test(line)))
    assert.equal(publishing.length, 1)
    const { checkpoints, tiles } = checkOrder(log.folder, publishing[0]!)
    assert.ok(checkpoints >= 2 && tiles >= 10, `${checkpoints} checkpoints, ${tiles} tiles`)
    this.test!.title += ` (${checkpoints} checkpoints, ${tiles} tiles and bundles)`
  })
})

/** Walks the calls of the publishing thread and holds every rename to what was synced before it. */
function checkOrder(folder: string, calls: readonly string[]): { checkpoints: number; tiles: number } {
  const open = new Map<string, string>()
  const synced = new Set<string>()
  const unsyncedFolders = new Set<string>()
  let [checkpoints, tiles] = [0, 0]
  for (const call of calls) {
    const [, opened, descriptor] = /^openat\(AT_FDCWD, "([^"]+)".*\) += (\d+)$/.exec(call) ?? []
    if (opened !== undefined) open.set(descriptor!, opened)
    const [, done, number] = /^(fsync|close)\((\d+)\) += 0$/.exec(call) ?? []
    if (done === 'close') open.delete(number!)
    if (done === 'fsync') {
      synced.add(open.get(number!)!)
      unsyncedFolders.delete(open.get(number!)!)
    }
    const [, made] = /^mkdir\("([^"]+)".*\) += 0$/.exec(call) ?? []
    if (made?.startsWith(join(folder, 'tile'))) unsyncedFolders.add(dirname(made))
    const [, from, to] = /^rename\("([^"]+)", "([^"]+)"\) += 0$/.exec(call) ?? []
    if (from === undefined || to === undefined) continue
    if (to === join(folder, 'checkpoint')) {
      assert.deepEqual([...unsyncedFolders], [], 'a name under the checkpoint is not durable')
      checkpoints += 1
    } else if (to.startsWith(join(folder, 'tile'))) {
      unsyncedFolders.add(dirname(to))
      tiles += 1
    } else continue
    assert.ok(synced.delete(from), `${from} was not synced before it got its name`)
  }
  return { checkpoints, tiles }
}
