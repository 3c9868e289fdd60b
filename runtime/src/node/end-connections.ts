/** How a local server ends: it takes no more, answers what it has taken, and lets go of whoever does not read the answers. */
import type { Server, Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** Who does not read the last answers is not waited for longer. */
const LAST_ANSWERS_MS = 1_000

/** `underway` are the answers still to come, waited for `patienceMs` at most. */
export async function endConnections(
  server: Server,
  sockets: ReadonlySet<Socket>,
  underway: ReadonlySet<Promise<unknown>>,
  patienceMs: number,
): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  for (const socket of sockets) socket.pause()
  await Promise.race([Promise.all(underway), wait(patienceMs, undefined, { ref: false })])
  for (const socket of sockets) {
    const timer = setTimeout(() => socket.destroy(), LAST_ANSWERS_MS)
    socket.once('close', () => clearTimeout(timer))
    socket.destroySoon()
  }
  await closed
}
