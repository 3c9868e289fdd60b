/**
 * One running implementation: a child process that reads a JSON request a line and answers one a line. Owns the process, its bounds and its death;
 * whatever the child does (crash, hang, babble), `ask` resolves with what happened and never rejects.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { isJsonObject, type JsonObject } from './case.ts'

export type Reply =
  | { readonly type: 'answer'; readonly answer: JsonObject }
  | { readonly type: 'fault'; readonly detail: string }

export interface Implementation {
  /** Sends one request and waits for its answer. After a fault the process is gone: start another. */
  ask(request: JsonObject, timeoutMs: number): Promise<Reply>
  /** Closes standard input, gives the child a moment to leave, then ends it. */
  stop(): Promise<void>
  /** Ends the child at once. */
  kill(): void
}

const MAXIMUM_LINE_BYTES = 64 * 1024 * 1024
const KEPT_STDERR_CHARACTERS = 2000
const GRACE_MS = 2000

export function startImplementation(command: readonly string[]): Implementation {
  // A group of its own, so that ending a wrapper script also ends what it started.
  const child = spawn(command[0] ?? '', command.slice(1), { stdio: ['pipe', 'pipe', 'pipe'], detached: true })
  const state: State = {
    lines: [],
    pending: [],
    pendingBytes: 0,
    stderr: '',
    gone: undefined,
    closed: false,
    wake: undefined,
  }
  child.on('error', (error) => depart(state, `could not be run: ${error.message}`))
  child.on('close', (code, signal) => {
    state.closed = true
    depart(state, signal === null ? `exited with status ${code}` : `ended by ${signal}`)
  })
  child.stdin.on('error', () => undefined) // a broken pipe shows as the exit that caused it
  child.stdout.on('data', (chunk: Buffer) => collect(state, chunk, () => killGroup(child, state)))
  child.stderr.on('data', (chunk: Buffer) => {
    state.stderr = (state.stderr + chunk.toString('utf8')).slice(-KEPT_STDERR_CHARACTERS)
  })
  return {
    ask: (request, timeoutMs) => ask(child, state, request, timeoutMs),
    stop: () => stop(child, state),
    kill: () => killGroup(child, state),
  }
}

interface State {
  readonly lines: Buffer[]
  pending: Buffer[]
  pendingBytes: number
  stderr: string
  /** How the process ended, once it has. */
  gone: string | undefined
  closed: boolean
  wake: (() => void) | undefined
}

async function ask(
  child: ChildProcessWithoutNullStreams,
  state: State,
  request: JsonObject,
  timeoutMs: number,
): Promise<Reply> {
  const reply = await askOnce(child, state, request, timeoutMs)
  if (reply.type === 'fault') killGroup(child, state)
  return reply
}

async function askOnce(
  child: ChildProcessWithoutNullStreams,
  state: State,
  request: JsonObject,
  timeoutMs: number,
): Promise<Reply> {
  const stray = state.lines.shift()
  if (stray !== undefined) return fault(`a line that answers nothing: ${quote(stray)}`)
  if (state.gone === undefined) child.stdin.write(`${JSON.stringify(request)}\n`)
  const arrived = await waitForLine(state, timeoutMs)
  const line = state.lines.shift()
  if (line !== undefined) return readAnswer(line, request['id'])
  if (state.gone !== undefined)
    return fault(state.stderr === '' ? state.gone : `${state.gone}; it said: ${state.stderr.trim()}`)
  return arrived ? fault('no answer') : fault(`silent for ${timeoutMs} ms`)
}

/** True once a line or the end of the process is there, false after `timeoutMs` milliseconds. */
function waitForLine(state: State, timeoutMs: number): Promise<boolean> {
  if (state.lines.length > 0 || state.gone !== undefined) return Promise.resolve(true)
  return new Promise((resolve) => {
    const finish = (arrived: boolean): void => {
      clearTimeout(timer)
      state.wake = undefined
      resolve(arrived)
    }
    const timer = setTimeout(() => finish(false), timeoutMs)
    state.wake = () => finish(true)
  })
}

function readAnswer(line: Buffer, id: JsonObject[string] | undefined): Reply {
  let answer: unknown
  try {
    answer = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line))
  } catch {
    return fault(`not a line of JSON: ${quote(line)}`)
  }
  if (!isJsonObject(answer)) return fault(`not an object: ${quote(line)}`)
  if (answer['id'] !== id)
    return fault(`the answer has id ${JSON.stringify(answer['id'])}, the request ${JSON.stringify(id)}`)
  return { type: 'answer', answer }
}

function collect(state: State, chunk: Buffer, end: () => void): void {
  let rest = chunk
  for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10)) {
    state.lines.push(Buffer.concat([...state.pending, rest.subarray(0, at)]))
    state.pending = []
    state.pendingBytes = 0
    rest = rest.subarray(at + 1)
  }
  if (rest.length > 0) state.pending.push(rest)
  state.pendingBytes += rest.length
  if (state.pendingBytes > MAXIMUM_LINE_BYTES) {
    state.pending = []
    state.pendingBytes = 0
    end()
    depart(state, `wrote a line longer than ${MAXIMUM_LINE_BYTES} bytes`)
  }
  if (state.lines.length > 0) state.wake?.()
}

function depart(state: State, how: string): void {
  state.gone ??= how
  state.wake?.()
}

async function stop(child: ChildProcessWithoutNullStreams, state: State): Promise<void> {
  child.stdin.end()
  if (state.gone === undefined) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, GRACE_MS)
      child.once('close', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
  killGroup(child, state)
}

function killGroup(child: ChildProcessWithoutNullStreams, state: State): void {
  // Once its pipes are closed nothing of the child is left, and the number may belong to another process.
  if (child.pid === undefined || state.closed) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL') // no group left, or none on this platform
  }
}

function fault(detail: string): Reply {
  return { type: 'fault', detail }
}

function quote(line: Buffer): string {
  return JSON.stringify(line.subarray(0, 200).toString('utf8'))
}
