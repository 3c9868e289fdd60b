/**
 * The night's share of the enforcement point's crash tests: `node scripts/nightly/pep-crashes.ts [CYCLES]`. Killed at every place of a life, of many
 * recoveries and undoings, every sync of the log failed, then at random until there were so many; stores locked and disks filled in between. One line of sums; status 1
 * on the first promise that does not hold.
 */
import {
  failLogs,
  fillDisks,
  killAtPlaces,
  killAtRandom,
  killRecoveries,
  killUndoings,
  lineOf,
  lockStores,
  newSum,
} from '../../runtime/test/support/pep-crash-runs.ts'

const CYCLES = Number(process.argv[2] ?? 10_000)
/** More than a life needs: the log of the last ones does not fail at all. */
const SYNCS = Array.from({ length: 40 }, (_, at) => at + 1)

const sum = newSum()
const tell = () => process.stdout.write(`${lineOf(sum)}\n`)
await killAtPlaces(sum, 1)
tell()
await failLogs(sum, SYNCS)
tell()
await killRecoveries(sum, SYNCS, 1)
tell()
await killUndoings(sum, 1)
tell()
for (let round = 0; sum.cycles < CYCLES; round++) {
  await killAtRandom(sum, 96, round)
  await lockStores(sum, 12)
  const unshown = await fillDisks(sum, 8)
  if (unshown !== undefined && round === 0) process.stderr.write(`NOT SHOWN HERE: a full disk (${unshown})\n`)
  if (round % 10 === 0) await killAtPlaces(sum, 1)
  tell()
}
