/**
 * The one thread of a process that publishes for all its logs, as their writers see it. Begun with the first log; it keeps the process alive only while it
 * has something to do. When it ends, whatever was asked of it fails, and the writers with it.
 */
import { Worker } from 'node:worker_threads'
import type { Published } from './derived-tree.ts'
import { type PublishingCall, type PublishingReply, type PublishingRequest, restoreError } from './publishing-calls.ts'

export interface LogPublisher {
  /** Entries that the segments held at the start. */
  readonly recovered: number
  /** Resolves with the root of a tree of `size` entries, all of them durable before the call, once its tiles are durable. */
  publishTiles(size: number): Promise<Uint8Array>
  /** Resolves once the checkpoint is durable. */
  publishCheckpoint(note: Uint8Array): Promise<void>
  close(): Promise<void>
}

interface Thread {
  ask(log: number, call: PublishingCall): Promise<number | Uint8Array | undefined>
}

let thread: Thread | undefined
let logs = 0

/** Makes the log's segments sound first and rebuilds its tree. Rejects with `LogDamagedError` and what the disk throws. */
export async function openLogPublisher(folder: string, published: Published | undefined): Promise<LogPublisher> {
  thread ??= startThread(() => {
    thread = undefined
  })
  const { ask } = thread
  const log = logs++
  const recovered = await ask(log, { method: 'open', folder, published })
  return {
    recovered: Number(recovered),
    publishTiles: async (size) => (await ask(log, { method: 'publishTiles', size })) as Uint8Array,
    publishCheckpoint: async (note) => void (await ask(log, { method: 'publishCheckpoint', note })),
    close: async () => void (await ask(log, { method: 'close' })),
  }
}

function startThread(onEnd: () => void): Thread {
  const isSource = import.meta.url.endsWith('.ts')
  // Sources are found by the conditions this process was started with. Built, it needs none of its flags, and some (--input-type) would stop it.
  const execArgv = isSource ? process.execArgv : []
  const worker = new Worker(new URL(`./publishing-worker.${isSource ? 'ts' : 'js'}`, import.meta.url), { execArgv })
  const waiting = new Map<
    number,
    { resolve: (result: number | Uint8Array | undefined) => void; reject: (error: Error) => void }
  >()
  let ids = 0
  let ended: Error | undefined

  worker.unref()
  worker.on('message', (reply: PublishingReply) => {
    const asked = waiting.get(reply.id)
    waiting.delete(reply.id)
    if (waiting.size === 0) worker.unref()
    if ('error' in reply) asked?.reject(restoreError(reply.error))
    else asked?.resolve(reply.result)
  })
  worker.on('error', end)
  worker.on('exit', () => end(new Error('the publishing thread ended')))

  function end(error: Error): void {
    ended ??= error
    onEnd()
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
  }

  function ask(log: number, call: PublishingCall): Promise<number | Uint8Array | undefined> {
    if (ended !== undefined) return Promise.reject(ended)
    return new Promise((resolve, reject) => {
      const request: PublishingRequest = { id: ids++, log, call }
      waiting.set(request.id, { resolve, reject })
      worker.ref()
      worker.postMessage(request)
    })
  }

  return { ask }
}
