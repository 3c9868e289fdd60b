/**
 * The night's share of the tests that kill `clawql serve` or its log's process under load: `node scripts/nightly/log-process-crashes.ts [KILLS] [MINUTES]`, half of them
 * each, or as many as the minutes allow.
 * One line of sums; status 1 on the first promise that does not hold.
 */
import { HANDLERS, type KillSums, killServers, killWriters } from '../../cli/test/clawql/log-process-runs.ts'
import { servedFolder } from '../../cli/test/clawql/served-folder.ts'

const KILLS = Number(process.argv[2] ?? 1_000)
const UNTIL = Date.now() + Number(process.argv[3] ?? Number.POSITIVE_INFINITY) * 60_000
const KILLS_PER_FOLDER = 10

const sums = { kills: 0, entries: 0, effects: 0, told: 0, refused: 0, doubted: 0 }
for (let round = 0; sums.kills < KILLS && Date.now() < UNTIL; round++) {
  const served = servedFolder(HANDLERS)
  const kills = Math.min(KILLS_PER_FOLDER, KILLS - sums.kills)
  try {
    add(await (round % 2 === 0 ? killWriters(served, kills) : killServers(served, kills)))
  } finally {
    served.remove()
  }
  if (round % 10 === 9) tell()
}
tell()

function add(more: KillSums): void {
  for (const name of ['kills', 'entries', 'effects', 'told', 'refused', 'doubted'] as const) sums[name] += more[name]
}

function tell(): void {
  process.stdout.write(
    `log-process-crashes: ${sums.kills} kills of serve or its log, ${sums.entries} entries, ${sums.effects} effects, ${sums.told} told as executed, ` +
      `${sums.refused} refused, ${sums.doubted} in doubt as they should be, unexplained = 0\n`,
  )
}
