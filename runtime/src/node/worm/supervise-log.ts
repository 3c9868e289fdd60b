/**
 * Keeps a log's writer alive as a process of its own (D20): starts it, kills it when it hangs, starts it again when it ends, and uses the one that already
 * runs where there is one. While none runs, every call on the log fails and so nothing is executed (P8). Knows the command it is given and nothing of what it does.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { type AuditLog, LogUnavailableError } from '../../worm/audit-log.ts'
import { readIfPresent } from './durable-file.ts'
import type { HostedLog, LogPlace } from './hosted-log.ts'
import { connectLog } from './log-client.ts'
import { LogLockedError, lockLog } from './log-lock.ts'
import { VERIFIER_KEY_FILE } from './tree-log.ts'
import { watchWriter } from './watch-writer.ts'

export interface SuperviseOptions {
  /**
   * Program and words that start the writer. It prints a line once its socket answers, ends when its standard input does and nobody is connected any more,
   * and ends in order on SIGTERM.
   */
  readonly command: (place: LogPlace) => readonly [program: string, ...words: string[]]
  /** How long whoever holds the log when this begins may take to let go or to answer. Default 10,000. */
  readonly patienceMs?: number
  /** A writer that does not answer, or gets nothing done, for so long is killed. Default 10,000. */
  readonly hangAfterMs?: number
  /** How long a writer may take from its start to its first answer: it reads the whole log meanwhile. Default 600,000. */
  readonly startWithinMs?: number
}

/** A writer that ended is started again after this; twice as long each time it ends soon, up to the longest. */
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000
/** A writer that lived so long has not ended soon. */
const SOUND_LIFE_MS = 10_000
/** How long a writer may take to publish and seal before it is killed; it loses nothing by that. */
const ENDING_MS = 30_000
const ASK_EVERY_MS = 50
const HANG_AFTER_MS = 10_000
const START_WITHIN_MS = 600_000

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
    const client = reachableLog(place.folder)
    let writer = await begin(place, options, options.patienceMs ?? 10_000, client.giveUp)
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
        client.tryAgain()
        place.alert(`the log is written again, by ${writer.name}`)
      }
    }

    let told = ''
    async function beginAgain(): Promise<Writer | undefined> {
      try {
        const next = await begin(place, options, 0, client.giveUp)
        told = ''
        return next
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        if (message !== told) place.alert(message)
        told = message
        return undefined
      }
    }

    return {
      log: client.log,
      verifierKey: verifierKeyOf(place.folder),
      get writer() {
        return writer.name
      },
      get pid() {
        return writer.pid()
      },
      async close() {
        client.close()
        stopping.abort()
        await writer.end()
        await kept
      },
    }
  }
}

interface ReachableLog {
  readonly log: AuditLog
  /** Whoever waits for an answer, or asks from now on, is told at once that there is none: a process that hangs would keep them waiting. */
  readonly giveUp: (how: string) => void
  tryAgain(): void
  close(): void
}

function reachableLog(folder: string): ReachableLog {
  let client = connectLog(folder)
  let down: string | undefined
  const reach = <T>(ask: (log: AuditLog) => Promise<T>): Promise<T> =>
    down === undefined
      ? ask(client)
      : Promise.reject(new LogUnavailableError(`the audit log is out of reach: its writer ${down}`))
  return {
    log: {
      append: (entry) => reach((log) => log.append(entry)),
      history: (correlationId) => reach((log) => log.history(correlationId)),
    },
    giveUp(how) {
      down = how
      client.close()
      client = connectLog(folder)
    },
    tryAgain() {
      down = undefined
    },
    close: () => client.close(),
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
async function begin(
  place: LogPlace,
  options: SuperviseOptions,
  patienceMs: number,
  giveUp: (how: string) => void,
): Promise<Writer> {
  const until = Date.now() + patienceMs
  for (;;) {
    const joined = await join(place, options, giveUp)
    if (joined !== undefined) return joined
    if (!isLocked(place.folder)) return start(place, options, giveUp)
    if (Date.now() >= until)
      throw new LogLockedError(`another process writes to the log in ${place.folder}, and does not answer for others`)
    await wait(ASK_EVERY_MS)
  }
}

/** Undefined where nobody answers. The connection that finds out is kept: its end is the writer's. One that hangs is not ours to kill, and as good as gone. */
async function join(
  { folder }: LogPlace,
  { hangAfterMs = HANG_AFTER_MS }: SuperviseOptions,
  giveUp: (how: string) => void,
): Promise<Writer | undefined> {
  let how = 'went away'
  const watch = await watchWriter(folder, {
    hangAfterMs,
    onHang(hangs) {
      giveUp(hangs)
      how = `${hangs}; whoever started it must end it`
      watch?.stop()
    },
  })
  if (watch === undefined) return undefined
  return {
    name: 'a process that ran already',
    pid: () => undefined,
    ended: watch.ended.then(() => how),
    async end() {
      watch.stop()
      await watch.ended
    },
  }
}

async function start(place: LogPlace, options: SuperviseOptions, giveUp: (how: string) => void): Promise<Writer> {
  const { command, hangAfterMs = HANG_AFTER_MS, startWithinMs = START_WITHIN_MS } = options
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
  const starting = setTimeout(() => {
    place.alert(`the log’s writer (process ${child.pid}) is killed: it has not begun within ${startWithinMs / 1000} s`)
    child.kill('SIGKILL')
  }, startWithinMs)
  const hasSpoken = await spoke
  clearTimeout(starting)
  if (!hasSpoken) throw new Error(`the log’s writer ${await ended}`)
  const watch = await watchWriter(place.folder, { hangAfterMs, onHang: killHanging })
  if (watch === undefined) killHanging(`has not answered for ${hangAfterMs / 1000} s`)

  function killHanging(how: string): void {
    giveUp(how)
    place.alert(`the log’s writer (process ${child.pid}) ${how} and is killed`)
    child.kill('SIGKILL')
    // Not even that ends a process for which the operating system waits for a disk; until it is gone nobody else may write.
    const staying = setTimeout(
      () => place.alert(`the log’s writer (process ${child.pid}) cannot be killed: look at its disk`),
      hangAfterMs,
    )
    void ended.then(() => clearTimeout(staying))
  }

  return {
    name: `process ${child.pid}`,
    pid: () => (child.exitCode === null && child.signalCode === null ? child.pid : undefined),
    ended,
    async end() {
      watch?.stop()
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
