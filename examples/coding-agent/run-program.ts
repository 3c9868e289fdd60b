/**
 * Programs run in a workspace: without a shell unless that is the program, without this process's environment, and for so long at most. What a program does
 * beyond ending is its own affair.
 */
import { spawn } from 'node:child_process'

export interface Ended {
  /** 0 to 255. */
  readonly status: number
  /** The last of what it wrote, both streams together, in UTF-16 units at most what the contract takes. */
  readonly output: string
  /** What it wrote to standard output alone. */
  readonly stdout: string
}

const MOST_CHARACTERS = 1_048_576
/** A little less than the contract's five minutes: whoever asked hears that it took too long, and nothing goes on. */
const LONGEST_MS = 290_000

/** Rejects where it did not end by itself: then nobody knows what it did. */
export function runProgram(program: string, words: readonly string[], directory: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: directory, LANG: 'C.UTF-8', GIT_TERMINAL_PROMPT: '0' }
    const child = spawn(program, words, { cwd: directory, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: LONGEST_MS })
    const texts = { output: '', stdout: '' }
    const keep = (name: keyof typeof texts) => (text: string) => {
      texts[name] = (texts[name] + text).slice(-MOST_CHARACTERS)
    }
    child.stdout.setEncoding('utf8').on('data', keep('output')).on('data', keep('stdout'))
    child.stderr.setEncoding('utf8').on('data', keep('output'))
    child.once('error', reject)
    child.once('close', (status, signal) => {
      if (status === null) reject(new Error(`${program} was ended by ${signal}`))
      else resolve({ status, output: texts.output.toWellFormed(), stdout: texts.stdout.toWellFormed() })
    })
  })
}
