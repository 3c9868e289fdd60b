/**
 * Keeps a log's writer alive as a process of its own (D20): starts it, starts it again when it ends, and uses the one that already runs where there is one.
 * While none runs, every call on the log fails and so nothing is executed (P8). Knows the command it is given and nothing of what it does.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { readIfPresent } from './durable-file.ts'
import type { HostedLog, LogPlace } from './hosted-log.ts'
import { connectLog } from './log-client.ts'
import { LogLockedError, lockLog } from './log-lock.ts'
import { logSocket } from './log-server.ts'
import { VERIFIER_KEY_FILE } from './tree-log.ts'

export interface SuperviseOptions {
  /**
   * Program and words that start the writer. It prints a line once its socket answers, ends when its standard input does and nobody is connected any more,
   * and ends in order on SIGTERM.
   */
  readonly command: (place: LogPlace) => readonly [program: string, ...words: string[]]
  /** How long whoever holds the log when this begins may take to let go or to answer. Default 10,000. */
  readonly patienceMs?: number
}

/** A writer that ended is started again after this; twice as long each time it ends soon, up to the longest. */
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000
/** A writer that lived so long has not ended soon. */
const SOUND_LIFE_MS = 10_000
/** How long a writer may take to publish and seal before it is killed; it loses nothing by that. */
const ENDING_MS = 30_000
const ASK_EVERY_MS = 50

export interface SupervisedLog extends HostedLog {
  /** Who writes, in words. */
  readonly writer: string
  /** Of the writer that was started here; undefined while there is none, or another process's is used. */
  readonly pid: number | undefined
}

/** Resolves once the log can be written. Throws when its first writer cannot start. */
export function supervisedLog(options: SuperviseOptions): (place: LogPlace) => Promise<SupervisedLog> {
  return async (place) => {
    const stopping = new AbortController()
    let writer = await begin(place, options, options.patienceMs ?? 10_000)
    const kept = keep()

    async function keep(): Promise<void> {
      let pause = FIRST_PAUSE_MS
      for (;;) {
        const startedAt = Date.now()
        const how = await writer.ended
        if (stopping.signal.aborted) return
        if (Date.now() - startedAt > SOUND_LIFE_MS) pause = FIRST_PAUSE_MS
        place.alert(`the log’s writer ${how}; nothing runs until it is back`)
        for (let next: Writer | undefined; next === undefined; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
          await wait(pause, undefined, { signal: stopping.signal }).catch(() => undefined)
          if (stopping.signal.aborted) return
          next = await beginAgain()
          writer = next ?? writer
        }
        if (stopping.signal.aborted) return writer.end()
        place.alert(`the log is written again, by ${writer.name}`)
      }
    }

    let told = ''
    async function beginAgain(): Promise<Writer | undefined> {
      try {
        const next = await begin(place, options, 0)
        told = ''
        return next
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        if (message !== told) place.alert(message)
        told = message
        return undefined
      }
    }

    const log = connectLog(place.folder)
    return {
      log,
      verifierKey: verifierKeyOf(place.folder),
      get writer() {
        return writer.name
      },
      get pid() {
        return writer.pid()
      },
      async close() {
        log.close()
        stopping.abort()
        await writer.end()
        await kept
      },
    }
  }
}

interface Writer {
  readonly name: string
  /** Undefined where it has ended, or is another's. */
  pid(): number | undefined
  /** Resolves with how it ended, as the end of a sentence. */
  readonly ended: Promise<string>
  /** Ends a writer that was started here; another one is left alone. */
  end(): Promise<void>
}

/** The writer that answers already, or one of our own. */
async function begin(place: LogPlace, options: SuperviseOptions, patienceMs: number): Promise<Writer> {
  const until = Date.now() + patienceMs
  for (;;) {
    const joined = await join(place.folder)
    if (joined !== undefined) return joined
    if (!isLocked(place.folder)) return start(place, options)
    if (Date.now() >= until)
      throw new LogLockedError(`another process writes to the log in ${place.folder}, and does not answer for others`)
    await wait(ASK_EVERY_MS)
  }
}

/** Undefined where nobody answers. The connection that finds out is kept: its end is the writer's. */
async function join(folder: string): Promise<Writer | undefined> {
  const socket = connect(logSocket(folder))
  const connected = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
  })
  if (!connected) return undefined
  const ended = new Promise<string>((resolve) => {
    socket.on('error', () => undefined)
    socket.once('close', () => resolve('went away'))
  })
  socket.resume()
  return {
    name: 'a process that ran already',
    pid: () => undefined,
    ended,
    async end() {
      socket.destroy()
      await ended
    },
  }
}

async function start(place: LogPlace, { command }: SuperviseOptions): Promise<Writer> {
  const [program, ...words] = command(place)
  // A process group of its own: a Ctrl-C is for the runtime, which ends the writer when nobody needs it any more.
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'], detached: true })
  const ended = endOf(child)
  const spoke = new Promise<boolean>((resolve) => {
    child.stdout.once('data', () => resolve(true))
    void ended.then(() => resolve(false))
  })
  child.stdout.resume()
  // Writing to it tells nothing; that it may be gone already is no failure of ours.
  child.stdin.on('error', () => undefined)
  if (!(await spoke)) throw new Error(`the log’s writer ${await ended}`)
  return {
    name: `process ${child.pid}`,
    pid: () => (child.exitCode === null && child.signalCode === null ? child.pid : undefined),
    ended,
    async end() {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), ENDING_MS)
      await ended
      clearTimeout(timer)
    },
  }
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`cannot be started: ${error.message}`))
    child.once('exit', (status, signal) =>
      resolve(
        `(process ${child.pid}) ${status === null ? `was ended by ${signal}` : `ended with status ${String(status)}`}`,
      ),
    )
  })
}

function isLocked(folder: string): boolean {
  try {
    lockLog(folder)()
    return false
  } catch (error) {
    if (error instanceof LogLockedError) return true
    throw error
  }
}

function verifierKeyOf(folder: string): string {
  return Buffer.from(readIfPresent(folder, VERIFIER_KEY_FILE) ?? '')
    .toString('utf8')
    .trim()
}
