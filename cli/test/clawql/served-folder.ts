/** A folder that `clawql serve` can serve, over the sample contract, and the program as a real process: started, listened to, ended. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type SampleContract, writeSampleContract } from '../../../runtime/src/node/doctor/sample-contract.ts'
import { rawPublicKey } from '../../../runtime/src/node/worm/log-key.ts'
import { seededKey } from '../../../runtime/test/support/seeded-key.ts'

const NODE = [
  '--conditions=source',
  '--disable-warning=ExperimentalWarning',
  join(import.meta.dirname, '../../src/clawql.ts'),
]

export interface Program {
  readonly child: ChildProcess
  /** What it has printed so far. */
  out(): string
  err(): string
  /** Resolves with the match once it stands in what was printed; rejects where the program ends first. */
  says(pattern: RegExp): Promise<RegExpExecArray>
  /** Resolves with status or signal. */
  readonly ended: Promise<number | string | null>
}

export interface ServedFolder {
  readonly folder: string
  readonly data: string
  readonly config: string
  readonly sample: SampleContract
  /** Runs to its end. */
  clawql(...words: readonly string[]): { status: number | null; out: string; err: string }
  start(...words: readonly string[]): Program
  /** Every process that is still there, then the folder. */
  remove(): void
}

/** `handlers`: the text of the module. */
export function servedFolder(handlers: string, parent: string = tmpdir()): ServedFolder {
  const folder = mkdtempSync(join(parent, 'clawql-cli-'))
  const data = join(folder, 'data')
  const config = join(folder, 'clawql.json')
  mkdirSync(join(folder, 'artifacts'))
  const sample = writeSampleContract(join(folder, 'artifacts'), undefined, seededKey)
  const key = Buffer.from(rawPublicKey(seededKey('base-model'))).toString('base64')
  writeFileSync(join(folder, 'handlers.mjs'), handlers)
  const members = {
    data: 'data',
    artifacts: 'artifacts',
    pinned_root: sample.pinnedRoot,
    handlers: 'handlers.mjs',
    base_model_keys: { 'hsm://sample': key },
  }
  writeFileSync(config, JSON.stringify(members))
  const env = { ...process.env, NO_COLOR: '1', CLAWQL_DATA: data }
  const programs: Program[] = []
  return {
    folder,
    data,
    config,
    sample,
    clawql(...words) {
      const result = spawnSync(process.execPath, [...NODE, ...words], { encoding: 'utf8', env, maxBuffer: 256 << 20 })
      return { status: result.status, out: result.stdout, err: result.stderr }
    },
    start(...words) {
      const program = listenTo(spawn(process.execPath, [...NODE, ...words], { stdio: ['ignore', 'pipe', 'pipe'], env }))
      programs.push(program)
      return program
    },
    remove() {
      for (const { child } of programs) child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The program by itself, with this beside the environment. */
export function startClawql(env: Readonly<Record<string, string>>, ...words: readonly string[]): Program {
  const whole = { ...process.env, NO_COLOR: '1', ...env }
  return listenTo(spawn(process.execPath, [...NODE, ...words], { stdio: ['ignore', 'pipe', 'pipe'], env: whole }))
}

function listenTo(child: ChildProcess): Program {
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
    })
  }
  const ended = new Promise<number | string | null>((resolve) =>
    child.once('exit', (status, signal) => resolve(status ?? signal)),
  )
  return {
    child,
    out: () => texts.stdout,
    err: () => texts.stderr,
    ended,
    async says(pattern) {
      let isOver = false
      void ended.then(() => {
        isOver = true
      })
      for (const until = Date.now() + 60_000; ; ) {
        const match = pattern.exec(texts.stdout + texts.stderr)
        if (match !== null) return match
        if (isOver || Date.now() > until)
          throw new Error(`it ended or stayed without ${pattern}: ${texts.stdout}${texts.stderr}`)
        await wait(5)
      }
    },
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Looks again and again; rejects when it is not so in time. */
export async function eventually(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  patienceMs = 60_000,
): Promise<void> {
  for (const until = Date.now() + patienceMs; !(await isSo()); await wait(10)) {
    if (Date.now() > until) throw new Error(`never: ${what}`)
  }
}
