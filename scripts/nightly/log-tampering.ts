/**
 * The night's share of the tampering tests: `node scripts/nightly/log-tampering.ts [ENTRIES]`. Every byte of every file of a log of some thousand entries,
 * flipped in turn, must be found and its file named. Worker threads share the bytes. Ends in one line of sums; status 1 on a flip that nobody noticed.
 */
import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { openLogWriter } from '../../runtime/src/node/worm/log-writer.ts'
import { type FlipSums, flipBytes, flippedLog } from '../../runtime/test/support/flip-bytes.ts'
import { submission, testSigner } from '../../runtime/test/support/log-fixture.ts'
import { filesOfLog } from '../../runtime/test/support/log-tampering.ts'

/** Bytes of one file, as one piece of work. */
interface Piece {
  readonly path: string
  readonly from: number
  readonly to: number
}

const PIECE_BYTES = 1 << 16
/** One flip in so many is judged by a whole verification too. */
const COMPARE_EVERY = 5_000

if (isMainThread) await main(Number(process.argv[2] ?? 3_000))
else work()

async function main(entries: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'clawql-night-'))
  const verifierKey = await writeLog(folder, entries)
  const pieces = piecesOf(folder)
  const bytes = pieces.reduce((sum, { from, to }) => sum + to - from, 0)
  process.stdout.write(`${entries} entries, ${bytes} bytes in ${filesOfLog(folder).length} files\n`)
  const start = Date.now()
  const sums: FlipSums = { flips: 0, whole: 0, compared: 0 }
  const waiting = pieces[Symbol.iterator]()
  const failures: string[] = []
  await Promise.all(
    Array.from({ length: Math.min(availableParallelism(), pieces.length) }, () =>
      runWorker(folder, verifierKey, waiting, sums, failures),
    ),
  )
  const seconds = (Date.now() - start) / 1000
  for (const failure of failures) process.stdout.write(`NOT FOUND: ${failure}\n`)
  process.stdout.write(
    `log-tampering: ${entries} entries, ${sums.flips} of ${bytes} bytes flipped in ${Math.round(seconds)} s (${Math.round(sums.flips / seconds)} a second), ` +
      `${sums.whole} judged whole, ${sums.compared} judged both ways alike, not found = ${failures.length}\n`,
  )
  rmSync(folder, { recursive: true, force: true })
  process.exitCode = failures.length === 0 && sums.flips === bytes ? 0 : 1
}

/** Several segments, full and partial tiles of two levels, and payloads outside. Returns its verifier key. */
async function writeLog(folder: string, entries: number): Promise<string> {
  const signer = testSigner('night.example/log')
  const log = await openLogWriter({ folder, signer, segmentBytes: 1 << 14 })
  const large = submission({ event_kind: 'x-large', payload: { text: 'x'.repeat(70_000) } })
  for (let at = 0; at < entries - 1; at += 100) {
    const count = Math.min(100, entries - 1 - at)
    await Promise.all(
      Array.from({ length: count }, (_, n) => log.append(submission({ correlation_id: `a-${at + n}` }))),
    )
  }
  await log.append(large)
  await log.close()
  return signer.verifierKey
}

function piecesOf(folder: string): readonly Piece[] {
  return filesOfLog(folder).flatMap((path) => {
    const { size } = statSync(join(folder, path))
    return Array.from({ length: Math.ceil(size / PIECE_BYTES) }, (_, n) => ({
      path,
      from: n * PIECE_BYTES,
      to: Math.min(size, (n + 1) * PIECE_BYTES),
    }))
  })
}

/** Each has a copy of the log of its own: a whole verification reads the flipped byte from the disk. */
async function runWorker(
  folder: string,
  verifierKey: string,
  waiting: Iterator<Piece>,
  sums: FlipSums,
  failures: string[],
): Promise<void> {
  const own = mkdtempSync(join(tmpdir(), 'clawql-night-'))
  cpSync(folder, own, { recursive: true })
  const worker = new Worker(new URL(import.meta.url), { workerData: { folder: own, verifierKey } })
  await new Promise<void>((resolve, reject) => {
    const next = () => worker.postMessage(waiting.next().value ?? null)
    worker.on('error', reject)
    worker.on('exit', () => resolve())
    worker.on('message', (done: FlipSums & { readonly failure?: string; readonly path?: string }) => {
      sums.flips += done.flips
      sums.whole += done.whole
      sums.compared += done.compared
      if (done.failure !== undefined) failures.push(done.failure)
      next()
    })
    next()
  })
  rmSync(own, { recursive: true, force: true })
}

function work(): void {
  const { folder, verifierKey }: { folder: string; verifierKey: string } = workerData
  const log = flippedLog(folder, verifierKey)
  parentPort?.on('message', (piece: Piece | null) => {
    if (piece === null) {
      parentPort?.close()
      return
    }
    const sums: FlipSums = { flips: 0, whole: 0, compared: 0 }
    try {
      const { path, from, to } = piece
      flipBytes(
        log,
        path,
        Array.from({ length: to - from }, (_, n) => from + n),
        COMPARE_EVERY,
        sums,
      )
      parentPort?.postMessage(sums)
    } catch (error) {
      parentPort?.postMessage({ ...sums, failure: error instanceof Error ? error.message : String(error) })
    }
  })
}
