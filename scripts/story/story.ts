/** What the chapters share: where things are, how they print, and the list of things that did not go as told. */
import { spawn, spawnSync } from 'node:child_process'
import { join, relative } from 'node:path'
import { ROOT } from '../source-tree.ts'

export interface Story {
  /** The policy's sources. */
  readonly project: string
  /** Where this run writes. */
  readonly out: string
  /** Expectations that were not met. */
  readonly surprises: string[]
}

const colour = process.stdout.isTTY && !process.env['NO_COLOR']
const paint = (code: string, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)
export const strong = (text: string): string => paint('1', text)
export const faint = (text: string): string => paint('2', text)
export const good = (text: string): string => paint('32', text)
export const bad = (text: string): string => paint('31', text)
export const waits = (text: string): string => paint('33', text)

export function say(text = ''): void {
  process.stdout.write(`${text}\n`)
}

export function chapter(number: number, title: string): void {
  say()
  say(strong(`${number}. ${title}`))
}

/** One aligned line: what was tried, what came of it. `met` says whether that is what the story promises. */
export function line(story: Story, what: string, result: string, met: boolean): void {
  say(`   ${what.padEnd(46)} ${result}${met ? '' : bad('   (not as told)')}`)
  if (!met) story.surprises.push(what)
}

export function opening(): void {
  say(strong('ClawQL: what an agent may do, enforced where it acts, and provable afterwards.'))
  say(
    faint(
      'The policy is in examples/treasury: a desk agent may read balances, and move assets when three people agree.',
    ),
  )
}

export function closing(story: Story): void {
  say()
  if (story.surprises.length === 0)
    say(
      `${good('Everything went as told.')} ${faint(`The build is in ${relative(ROOT, story.out)}. Run it again: the root will be the same.`)}`,
    )
  else say(bad(`Not as told: ${story.surprises.join('; ')}`))
}

export interface ToolResult {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the real program, as a person would: `node cli/dist/clawqlc.js …`. */
export function tool(program: 'clawqlc' | 'clawql', words: readonly string[]): ToolResult {
  const result = spawnSync(process.execPath, [join(ROOT, 'cli', 'dist', `${program}.js`), ...words], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  return { status: result.status ?? 1, stdout: result.stdout, stderr: result.stderr }
}

/** The same without stopping this process, which may be the one the program talks to. */
export function toolBeside(program: 'clawqlc' | 'clawql', words: readonly string[]): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'cli', 'dist', `${program}.js`), ...words], {
      cwd: ROOT,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')))
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')))
    child.on('error', reject)
    child.on('close', (status) => resolve({ status: status ?? 1, stdout, stderr }))
  })
}

export function command(program: string, words: readonly string[]): void {
  say(faint(`   $ ${program} ${words.join(' ')}`))
}

export function indent(text: string): void {
  for (const row of text.trimEnd().split('\n')) say(`   ${row}`)
}
