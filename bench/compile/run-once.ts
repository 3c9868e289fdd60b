/**
 * One check or build in a process of its own, with what it cost: the processor's peak memory is known only per process. Prints one line of JSON. Called
 * as `run-once.ts check|build DIRECTORY`; with a third word, so many checks in the same process, of which the last half is timed.
 */
import { check, compile } from '@clawql/compiler'
import { createNodeHost } from '../../cli/src/node-host.ts'

const [verb = 'check', directory = '.', times = '1'] = process.argv.slice(2)
const host = createNodeHost(directory)
const milliseconds: number[] = []
let phases: readonly { readonly phase: string; readonly milliseconds: number }[] = []

for (let round = 0; round < Number(times); round += 1) {
  const started = performance.now()
  if (verb === 'check') {
    if (check(host).hasErrors) throw new Error(`${directory} does not check`)
  } else {
    const { manifests, stats } = await compile(host, { now: () => performance.now() })
    if (manifests.length === 0 || manifests.some(({ failures }) => failures.length > 0)) {
      throw new Error(`${directory} does not build`)
    }
    phases = stats
  }
  milliseconds.push(performance.now() - started)
}

const settled = milliseconds.slice(Math.floor(milliseconds.length / 2)).sort((a, b) => a - b)
process.stdout.write(
  `${JSON.stringify({ milliseconds: settled[Math.floor(settled.length / 2)], maxRssKiB: process.resourceUsage().maxRSS, phases })}\n`,
)
