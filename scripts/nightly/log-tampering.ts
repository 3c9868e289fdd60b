/**
 * The night's share of the tampering tests: `node scripts/nightly/log-tampering.ts [ENTRIES]`. Every byte of every file of a log, flipped in turn, must be
 * found and the file named. Prints its counts; ends with status 1 on the first flip that nobody noticed.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLogWriter } from '../../runtime/src/node/worm/log-writer.ts'
import { verifyLog } from '../../runtime/src/node/worm/verify-log.ts'
import { submission, testSigner } from '../../runtime/test/support/log-fixture.ts'
import { filesOfLog, flipByte, kindOfFile } from '../../runtime/test/support/log-tampering.ts'

const ENTRIES = Number(process.argv[2] ?? 100)
const folder = mkdtempSync(join(tmpdir(), 'clawql-night-'))
const signer = testSigner('night.example/log')
const log = await openLogWriter({ folder, signer, segmentBytes: 1 << 16 })
await Promise.all(Array.from({ length: ENTRIES }, () => log.append(submission())))
await log.append(submission({ event_kind: 'x-large', payload: { text: 'x'.repeat(70_000) } }))
await log.close()

let flips = 0
for (const path of filesOfLog(folder)) {
  const { length } = readFileSync(join(folder, path))
  for (let at = 0; at < length; at++) {
    const { undo } = flipByte(folder, path, (at + 0.5) / length, 1 << (at % 8))
    const isKey = kindOfFile(path) === 'verifier key'
    const { faults } = verifyLog(folder, isKey ? {} : { verifierKey: signer.verifierKey })
    const isNamed = faults.some((fault) => fault.path === (isKey ? 'checkpoint' : path) || fault.path === path)
    if (!isNamed) throw new Error(`${path}, byte ${at}: ${JSON.stringify(faults)}`)
    undo()
    flips += 1
  }
  process.stdout.write(`${path}: ${length} bytes\n`)
}
process.stdout.write(`${flips} flips in ${filesOfLog(folder).length} files, all found\n`)
rmSync(folder, { recursive: true, force: true })
