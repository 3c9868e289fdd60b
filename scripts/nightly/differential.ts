/**
 * The night's share of the differential test: `node scripts/nightly/differential.ts [MINUTES] [SEED]`. Random programs under random requests until the time is
 * over; what disagrees is made small, kept beside the tests, and ends the run with status 1.
 */
import { runCampaign } from '../../compiler/test/differential/campaign.ts'
import { keepFinding } from '../../compiler/test/differential/kept.ts'

const minutes = Number(process.argv[2] ?? 60)
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 2 ** 31))
const end = performance.now() + minutes * 60_000

const { programs, pairs, coverage, findings } = await runCampaign({
  seed,
  pairs: Number.POSITIVE_INFINITY,
  isOver: () => performance.now() > end,
})
for (const [name, times] of coverage) process.stdout.write(`${String(times).padStart(10)}  ${name}\n`)
for (const finding of findings) process.stdout.write(`DISAGREEMENT kept in ${keepFinding(finding)}\n`)
const missing = [...coverage.values()].filter((times) => times === 0).length
process.stdout.write(
  `differential: seed ${seed}, ${programs} programs, ${pairs} pairs judged 5 ways, ${coverage.size - missing} of ${coverage.size} kinds met, ${findings.length} disagreements\n`,
)
process.exitCode = findings.length === 0 && missing === 0 ? 0 : 1
