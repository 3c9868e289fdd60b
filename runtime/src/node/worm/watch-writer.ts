/**
 * Whether a log's writer still works, asked over its own socket: it must answer, and what it has taken must move. A process that is stopped, or whose disk
 * never comes back, does neither and does not end by itself. Tells once; what follows is the supervisor's business.
 */
import { connect, type Socket } from 'node:net'
import { demandPeer } from '../peer/doorkeeper.ts'
import { readLines } from './log-lines.ts'
import { logSocket, type WriterProgress } from './log-server.ts'

export interface WatchOptions {
  /** Silence, or standstill with work to do, of this length is a hang. */
  readonly hangAfterMs: number
  /** `how` ends a sentence that begins with the writer. */
  readonly onHang: (how: string) => void
}

export interface WriterWatch {
  /** Resolves when the connection ends, whoever ended it. */
  readonly ended: Promise<void>
  stop(): void
}

/** So many looks before silence is a hang. */
const LOOKS = 10

/**
 * Resolves once the writer has answered for the first time; with undefined where nobody does within `hangAfterMs`. Time is counted in looks, so that a
 * supervisor which was itself suspended does not take its own absence for the writer's.
 */
export async function watchWriter(folder: string, options: WatchOptions): Promise<WriterWatch | undefined> {
  const socket = connect(logSocket(folder))
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  let answer: WriterProgress | undefined
  let answered: () => void = () => undefined
  const first = new Promise<void>((resolve) => {
    answered = resolve
  })
  readLines(socket, (message) => {
    answer = progressOf(message.get('result'))
    if (answer === undefined) socket.destroy()
    else answered()
  })
  const isThere = await connected(socket)
    .then(() => demandPeer(socket, {}))
    .then(
      () => true,
      () => false,
    )
  if (isThere) ask(socket)
  const timer = setTimeout(() => socket.destroy(), options.hangAfterMs)
  if (isThere) await Promise.race([first, ended])
  clearTimeout(timer)
  if (answer === undefined) {
    socket.destroy()
    return undefined
  }

  let silentLooks = 0
  let idleLooks = 0
  let last = answer
  answer = undefined
  const look = (): void => {
    silentLooks = answer === undefined ? silentLooks + 1 : 0
    if (answer !== undefined) {
      idleLooks = isAtStandstill(last, answer) ? idleLooks + 1 : 0
      last = answer
      answer = undefined
    }
    const seconds = options.hangAfterMs / 1000
    if (silentLooks >= LOOKS) hang(`has not answered for ${seconds} s`)
    else if (idleLooks >= LOOKS) hang(`has written nothing for ${seconds} s, while ${last.underway} calls wait`)
    else ask(socket)
  }
  const looking = setInterval(look, options.hangAfterMs / LOOKS)
  void ended.then(() => clearInterval(looking))

  function hang(how: string): void {
    clearInterval(looking)
    options.onHang(how)
  }

  return {
    ended,
    stop() {
      clearInterval(looking)
      socket.destroy()
    },
  }
}

function ask(socket: Socket): void {
  if (socket.writable) socket.write('{"id":0,"method":"probe"}\n')
}

function isAtStandstill(before: WriterProgress, now: WriterProgress): boolean {
  const hasWork = now.underway > 0 || now.published < now.size
  return hasWork && now.size === before.size && now.published === before.published
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('close', () => reject(new Error('nobody answers')))
  })
}

function progressOf(value: unknown): WriterProgress | undefined {
  const members = new Map(typeof value === 'object' && value !== null ? Object.entries(value) : [])
  const [size, published, underway]: readonly unknown[] = [
    members.get('size'),
    members.get('published'),
    members.get('underway'),
  ]
  if (typeof size !== 'number' || typeof published !== 'number' || typeof underway !== 'number') return undefined
  return { size, published, underway }
}
