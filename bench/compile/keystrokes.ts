/**
 * Keystrokes in a warm workspace, in a process of its own: a character typed somewhere in a file of the project, diagnostics, the character taken back,
 * diagnostics. Places are spread over all files by a fixed seed. Prints one line of JSON, milliseconds. Called as `keystrokes.ts DIRECTORY COUNT`.
 */
import { createWorkspace } from '@clawql/compiler'
import { utf8 } from 'clawql-manifest-validator'
import { createNodeHost } from '../../cli/src/node-host.ts'

const [directory = '.', count = '400'] = process.argv.slice(2)
const host = createNodeHost(directory)
const workspace = createWorkspace(host)
if (workspace.diagnostics().some(({ severity }) => severity === 'error')) throw new Error(`${directory} does not check`)
const decoder = new TextDecoder()
const files = host.listFiles('').filter((path) => path.endsWith('.claw'))
const texts = new Map(files.map((path) => [path, decoder.decode(host.readFile(path))]))
const TYPED = 'x 1{"'
const samples: number[] = []
let state = 1

for (let round = 0; round < Number(count); round += 1) {
  const path = files[random(files.length)] ?? ''
  const text = texts.get(path) ?? ''
  const at = random(text.length)
  show(path, text.slice(0, at) + TYPED[random(TYPED.length)] + text.slice(at))
  show(path, text)
}

// The first quarter warms up.
const settled = samples.slice(Math.floor(samples.length / 4)).sort((a, b) => a - b)
const share = (part: number): number => settled[Math.floor((settled.length - 1) * part)] ?? Number.NaN
process.stdout.write(`${JSON.stringify({ p50: share(0.5), p95: share(0.95), worst: share(1) })}\n`)

function show(path: string, text: string): void {
  const bytes = utf8(text)
  const started = performance.now()
  workspace.edit(path, bytes)
  workspace.diagnostics()
  samples.push(performance.now() - started)
}

function random(below: number): number {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}
