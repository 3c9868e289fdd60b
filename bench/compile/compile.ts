/**
 * `bench/compile`: a project of 1,000 actions through `clawqlc check` and `clawqlc build` as cold processes, beside TypeSpec checking the models and
 * operations that describe the same inputs and outputs; the same check again in a warm process; growth to 10,000 actions. Marks: docs/benchmarks.md.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { type Mark, markLines } from '../mark.ts'
import { writeClawProject, writeTypeSpecProject } from './project.ts'

const ROUNDS = 9
const SIZE = 1_000
const TIMES_LARGER = 10

/** Returns the tables as Markdown. */
export async function benchCompile(root: string): Promise<string> {
  // Inside the checkout, so that TypeSpec finds the library it is given by the checkout's packages.
  const folder = join(root, 'out', 'bench-compile')
  const output = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'clawql-bench-'))
  rmSync(folder, { recursive: true, force: true })
  const built: Built = { inMemory: join(output, 'built'), kept: join(output, 'kept'), onDisk: join(folder, 'by-hand') }
  const path = (name: string): string => join(folder, name)
  const treasury = join(root, 'examples', 'treasury')
  const written = writeClawProject(path('claw'), SIZE, treasury)
  const equivalent = writeTypeSpecProject(path('tsp'), SIZE)
  writeClawProject(path('larger'), SIZE * TIMES_LARGER, treasury)
  try {
    return [
      `${SIZE} actions: ${written.lines} lines of policies in ${written.files} files, ${equivalent.lines} lines of TypeSpec in ${equivalent.files}.\n`,
      coldProcesses(root, path, built),
      warmCheck(path('claw')),
      keystrokes(root, path('claw')),
      phases(path('claw')),
      growth(path('claw'), path('larger')),
    ].join('\n')
  } finally {
    for (const directory of [folder, output]) rmSync(directory, { recursive: true, force: true })
  }
}

/** Creating thousands of files costs what the disk costs, whoever does it; builds go to memory where there is such a place. */
const MEMORY = '/dev/shm'

interface Built {
  readonly inMemory: string
  readonly kept: string
  readonly onDisk: string
}

/** Every round starts each program once, so that what else the machine does meets all of them. */
function coldProcesses(root: string, path: (name: string) => string, { inMemory, kept, onDisk }: Built): string {
  const clawqlc = join(root, 'cli', 'dist', 'clawqlc.js')
  const commands: readonly (readonly [string, readonly string[]])[] = [
    [
      TSP,
      [
        join(root, 'node_modules', '@typespec', 'compiler', 'cmd', 'tsp.js'),
        'compile',
        join(path('tsp'), 'main.tsp'),
        '--no-emit',
      ],
    ],
    ['clawqlc check', [clawqlc, 'check', path('claw')]],
    [BUILD, [clawqlc, 'build', path('claw'), '-o', inMemory]],
    ['clawqlc build again, nothing changed', [clawqlc, 'build', path('claw'), '-o', kept]],
    ['clawqlc --version', [clawqlc, '--version']],
    ['node -e 0', ['-e', '0']],
  ]
  const samples = commands.map((): number[] => [])
  const byHand: number[] = []
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [index, [name, words]] of commands.entries()) {
      if (name === BUILD) rmSync(inMemory, { recursive: true, force: true })
      const elapsed = timed(name, words)
      // The first round fills the caches of the disk and of Node, for all alike.
      if (round > 0) samples[index]?.push(elapsed)
    }
    if (round > 0) byHand.push(writtenByHand(inMemory, onDisk))
  }
  const base = median(samples[0] ?? [])
  const rows = commands.map(([name], index) => {
    const times = samples[index] ?? []
    return `| ${name} | ${ms(median(times))} | ± ${ms(spread(times))} | ${(median(times) / base).toFixed(2)} × |`
  })
  rows.push(
    `| the files of the build, written one by one to this disk | ${ms(median(byHand))} | ± ${ms(spread(byHand))} | |`,
  )
  const ratio = (name: string, to: string): number => {
    const timeOf = (wanted: string): number => median(samples[commands.findIndex(([known]) => known === wanted)] ?? [])
    return timeOf(name) / timeOf(to)
  }
  const marks = markLines([
    { what: 'check', value: ratio('clawqlc check', TSP), bound: 'at most', limit: 0.7, unit: '× tsp' },
    { what: 'build', value: ratio(BUILD, TSP), bound: 'at most', limit: 2, unit: '× tsp' },
    { what: 'start', value: ratio('clawqlc --version', 'node -e 0'), bound: 'at most', limit: 2, unit: '× node -e 0' },
  ])
  return ['### Cold processes', '', '| | median | spread | ÷ tsp |', '|---|---:|---:|---:|', ...rows, '', marks].join(
    '\n',
  )
}

const TSP = 'tsp compile --no-emit'
const BUILD = 'clawqlc build, every artifact'

function writtenByHand(from: string, to: string): number {
  const files = readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(
      ({ parentPath, name }) =>
        [join(to, relative(from, parentPath), name), readFileSync(join(parentPath, name))] as const,
    )
  rmSync(to, { recursive: true, force: true })
  for (const [path] of files) mkdirSync(dirname(path), { recursive: true })
  const started = performance.now()
  for (const [path, bytes] of files) writeFileSync(path, bytes)
  return performance.now() - started
}

function timed(name: string, words: readonly string[]): number {
  const started = performance.now()
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 1 << 28 })
  const elapsed = performance.now() - started
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr.slice(0, 500)}`)
  return elapsed
}

interface Cost {
  readonly milliseconds: number
  readonly maxRssKiB: number
  readonly phases: readonly { readonly phase: string; readonly milliseconds: number }[]
}

function runOnce(verb: 'check' | 'build', directory: string, times: number): Cost {
  return printed(['--conditions=source', join(import.meta.dirname, 'run-once.ts'), verb, directory, String(times)])
}

/** What a program of Node prints as JSON. */
function printed<T>(words: readonly string[]): T {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 1 << 28 })
  if (status !== 0) throw new Error(`${words.join(' ')}: ${stderr.slice(0, 500)}`)
  return JSON.parse(stdout) as T
}

function warmCheck(directory: string): string {
  const { milliseconds } = runOnce('check', directory, 20)
  return `### Warm\n\nThe same check in a process that has done it before: ${ms(milliseconds)}.\n`
}

/**
 * In turns with cold checks of the same project, since the mark is a share of one: of `clawqlc check` as a process of its own, which is what the table of cold
 * processes calls a check. Beside it the share of the work alone, without the start of a process, which is stricter.
 */
function keystrokes(root: string, directory: string): string {
  const script = join(import.meta.dirname, 'keystrokes.ts')
  const check = [join(root, 'cli', 'dist', 'clawqlc.js'), 'check', directory]
  const runs = Array.from({ length: 5 }, () => ({
    cold: timed('clawqlc check', check),
    within: runOnce('check', directory, 1).milliseconds,
    typed: printed<Keystrokes>(['--conditions=source', script, directory, '400']),
  }))
  const cold = median(runs.map((run) => run.cold))
  const within = median(runs.map((run) => run.within))
  const [p50, p95, worst] = (['p50', 'p95', 'worst'] as const).map((name) =>
    median(runs.map(({ typed }) => typed[name])),
  )
  const share = (value: number, whole: number): string => `${((100 * value) / whole).toFixed(1)} %`
  const rows = [
    ['median', p50],
    ['p95', p95],
    ['worst', worst],
  ] as const
  return [
    '### Keystroke to diagnostics',
    '',
    '| | time | of a cold check | of its work |',
    '|---|---:|---:|---:|',
    ...rows.map(
      ([name, value = Number.NaN]) => `| ${name} | ${ms(value)} | ${share(value, cold)} | ${share(value, within)} |`,
    ),
    '',
    `A cold check is \`clawqlc check\` as a process (${ms(cold)}), as in the table above; its work is the same without the start of a process (${ms(within)}).\n`,
    markLines([
      { what: 'p95', value: (100 * (p95 ?? Number.NaN)) / cold, bound: 'at most', limit: 2, unit: '% of a cold check' },
      { what: 'p95', value: p95 ?? Number.NaN, bound: 'at most', limit: 16, unit: 'ms' },
    ]),
  ].join('\n')
}

interface Keystrokes {
  readonly p50: number
  readonly p95: number
  readonly worst: number
}

function phases(directory: string): string {
  const runs = Array.from({ length: 3 }, () => runOnce('build', directory, 1).phases)
  const names = (runs[0] ?? []).map(({ phase }) => phase)
  const rows = names.map(
    (name, index) => `| ${name} | ${ms(median(runs.map((run) => run[index]?.milliseconds ?? Number.NaN)))} |`,
  )
  return ['### Phases of a cold build', '', '| | median |', '|---|---:|', ...rows, ''].join('\n')
}

function growth(small: string, large: string): string {
  const marks: Mark[] = []
  const rows = (['check', 'build'] as const).map((verb) => {
    const costs = [small, large].map((directory) => {
      const runs = Array.from({ length: 3 }, () => runOnce(verb, directory, 1))
      return {
        time: median(runs.map(({ milliseconds }) => milliseconds)),
        memory: median(runs.map(({ maxRssKiB }) => maxRssKiB)),
      }
    })
    const [before = { time: Number.NaN, memory: Number.NaN }, after = before] = costs
    for (const what of ['time', 'memory'] as const) {
      marks.push({
        what: `${verb}, ${what}`,
        value: after[what] / before[what],
        bound: 'at most',
        limit: 11,
        unit: '×',
      })
    }
    const memory = (kib: number): string => `${Math.round(kib / 1024)} MiB`
    return `| ${verb} | ${ms(before.time)} | ${ms(after.time)} | ${(after.time / before.time).toFixed(1)} × | ${memory(before.memory)} | ${memory(after.memory)} | ${(after.memory / before.memory).toFixed(1)} × |`
  })
  const head = `| | ${SIZE} | ${SIZE * TIMES_LARGER} | time | ${SIZE} | ${SIZE * TIMES_LARGER} | memory |`
  return [
    `### Growth to ${SIZE * TIMES_LARGER} actions`,
    '',
    head,
    '|---|---:|---:|---:|---:|---:|---:|',
    ...rows,
    '',
    markLines(marks),
  ].join('\n')
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
}

function spread(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
  return (at(0.75) - at(0.25)) / 2
}

function ms(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`
}
