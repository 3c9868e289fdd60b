/**
 * A process that lives to be killed: opens a log, appends without pause, and prints the number and id of every entry it was told is durable. With a count it
 * stops after so many; it prints `poisoned` when the writer gives up.
 */
import { randomUUID } from 'node:crypto'
import { logSigner } from '../../src/node/worm/log-key.ts'
import { openLogWriter } from '../../src/node/worm/log-writer.ts'
import { submission } from './log-fixture.ts'
import { seededKey } from './seeded-key.ts'

const [folder, appenders, count] = [
  process.argv[2]!,
  Number(process.argv[3]),
  Number(process.argv[4] ?? Number.POSITIVE_INFINITY),
]
const log = await openLogWriter({
  folder,
  signer: logSigner('crash.example/log', seededKey('crash')),
  segmentBytes: 1 << 15,
  publishEveryMs: 3,
  onPoisoned: () => void process.stdout.write('poisoned\n'),
})
process.stdout.write(`open ${log.size}\n`)

let left = count
async function work(): Promise<void> {
  while (left-- > 0) {
    const entry = submission({ entry_id: randomUUID(), correlation_id: `action-${left % 7}` })
    const seq = await log.append(entry)
    process.stdout.write(`ack ${seq} ${entry.entry_id}\n`)
  }
}
await Promise.all(Array.from({ length: appenders }, work))
await log.publish()
process.stdout.write('published\n')
await log.close()
