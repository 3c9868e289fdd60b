/** Checks one hostile project in a process of its own and prints what that cost, as JSON: `run-once.ts NAME SIZE`. */
import { check, renderHuman, resolveDiagnostics } from '@clawql/compiler'
import { virtualHost } from '@clawql/compiler/testing'
import { HOSTILE_PROJECTS } from './projects.ts'

const [name = '', size = '1'] = process.argv.slice(2)
const make = HOSTILE_PROJECTS.get(name)
if (make === undefined) throw new Error(`there is no hostile project \`${name}\``)
const files = make(Number(size))
// What every process pays once is not the project's.
check(virtualHost({ 'a.claw': 'module warm\n\nrole r: agent\n' }))

// Processor time: what else the machine does is no part of it.
const started = process.cpuUsage()
const { diagnostics, sources } = check(virtualHost(files))
const text = renderHuman(resolveDiagnostics(diagnostics, sources), sources, { colour: false })
const { user, system } = process.cpuUsage(started)
const milliseconds = (user + system) / 1000
const characters = Object.values(files).reduce((sum, file) => sum + file.length, 0)
const { maxRSS } = process.resourceUsage()
process.stdout.write(
  JSON.stringify({
    milliseconds,
    maxRssKiB: maxRSS,
    characters,
    diagnostics: diagnostics.length,
    printed: text.length,
  }),
)
