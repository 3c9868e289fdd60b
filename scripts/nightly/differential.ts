/**
 * The night's share of the differential test: `node scripts/nightly/differential.ts [MINUTES] [SEED]`. Random programs under random requests until the time is
 * over; what disagrees is made small, kept beside the tests, and ends the run with status 1. Modules that were loaded stay in a process for ever, so each
 * stretch of pairs runs in a process of its own.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { emptyCoverage } from '../../compiler/test/differential/coverage.ts'
import { keepFinding } from '../../compiler/test/differential/kept.ts'
import type { Stretch } from './differential-stretch.ts'

const minutes = Number(process.argv[2] ?? 60)
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 2 ** 31))
const end = performance.now() + minutes * 60_000

const coverage = emptyCoverage()
let [programs, pairs, disagreements] = [0, 0, 0]
for (let stretch = 0; performance.now() < end && disagreements === 0; stretch += 1) {
  const done = await runStretch(seed + stretch)
  programs += done.programs
  pairs += done.pairs
  for (const [name, times] of done.coverage) coverage.set(name, (coverage.get(name) ?? 0) + times)
  for (const finding of done.findings) {
    disagreements += 1
    process.stdout.write(`DISAGREEMENT kept in ${keepFinding(finding)}\n`)
  }
}

for (const [name, times] of coverage) process.stdout.write(`${String(times).padStart(10)}  ${name}\n`)
const missing = [...coverage.values()].filter((times) => times === 0).length
process.stdout.write(
  `differential: seed ${seed}, ${programs} programs, ${pairs} pairs judged 5 ways, ${coverage.size - missing} of ${coverage.size} kinds met, ${disagreements} disagreements\n`,
)
process.exitCode = disagreements === 0 && missing === 0 ? 0 : 1

async function runStretch(own: number): Promise<Stretch> {
  const child = fork(fileURLToPath(new URL('differential-stretch.ts', import.meta.url)), [String(own)])
  const ended = once(child, 'exit')
  const [message] = (await Promise.race([once(child, 'message'), ended.then(failed)])) as [Stretch]
  await ended
  return message
}

function failed(): never {
  throw new Error('a stretch of the campaign ended without a result')
}
