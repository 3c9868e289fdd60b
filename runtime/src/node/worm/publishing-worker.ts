/**
 * The publishing thread's own side: one derived tree per log, asked over messages, one call at a time. Loaded by `publishing-thread.ts` alone. It gives way to
 * the threads that append: what it does can wait, until so much waits that the writer waits for it.
 */
import { setPriority } from 'node:os'
import { platform } from 'node:process'
import { parentPort } from 'node:worker_threads'
import { type DerivedTree, openDerivedTree } from './derived-tree.ts'
import { copyError, type PublishingCall, type PublishingReply, type PublishingRequest } from './publishing-calls.ts'

/** Of 19; a thread at 0 that wants the same processor gets nine times as much of it. */
const NICENESS = 10

const trees = new Map<number, DerivedTree>()
// Linux alone has a priority per thread; elsewhere this would slow the appending as well.
if (platform === 'linux') setPriority(NICENESS)

parentPort?.on('message', ({ id, log, call }: PublishingRequest) => parentPort?.postMessage(reply(id, log, call)))

function reply(id: number, log: number, call: PublishingCall): PublishingReply {
  try {
    return { id, result: answer(log, call) }
  } catch (error) {
    return { id, error: copyError(error) }
  }
}

function answer(log: number, call: PublishingCall): number | Uint8Array | undefined {
  if (call.method === 'open') {
    const opened = openDerivedTree(call.folder, call.published)
    trees.set(log, opened)
    return opened.recovered
  }
  const tree = trees.get(log)
  if (tree === undefined) throw new Error('the log is not open')
  if (call.method === 'publishTiles') return tree.publishTiles(call.size)
  if (call.method === 'publishCheckpoint') tree.publishCheckpoint(call.note)
  else {
    trees.delete(log)
    tree.close()
  }
  return undefined
}
