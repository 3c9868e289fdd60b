/**
 * Lets in at a local socket only whom the kernel calls one of the users that may: this process's own, and those it was told of. Permissions of folder and
 * socket stand before it; it holds without them. Whoever is turned away is told the code, and the operator hears of it.
 */
import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { type AskPeer, loadAskPeer, type Peer } from './ask-peer.ts'

export type PeerRefusalCode =
  /** It is another user. */
  | 'PEER_NOT_ALLOWED'
  /** It cannot be told who it is. */
  | 'PEER_UNKNOWN'

/** Nobody can be told apart here, so nobody is let in. */
export class PeerRefusedError extends Error {
  override readonly name = 'PeerRefusedError'
  readonly code: PeerRefusalCode
  constructor(code: PeerRefusalCode, message: string) {
    super(`${code}: ${message}`)
    this.code = code
  }
}

/** Users beside this process's own who may come. */
export interface AllowedPeers {
  readonly uids?: readonly number[]
}

export interface DoorkeeperOptions extends AllowedPeers {
  /** What is behind the door, in words. */
  readonly door: string
  readonly alert: (message: string) => void
  readonly nowMs?: () => number
  readonly ask?: AskPeer
}

/** So many at a time may take so long to hear why; nothing they send is looked at, and all others are disconnected at once. */
const MOST_LEAVING = 16
const LEAVING_MS = 1_000

/** False after whoever connected was told why not and is being disconnected. To be asked before the first byte is read. */
export type Doorkeeper = (socket: Socket) => boolean

/** Who knocks again and again is told of no more often than this, with the count. */
const ALERT_EVERY_MS = 60_000

/** Rejects with `PeerRefusedError` where the kernel cannot be asked. */
export async function openDoorkeeper(options: DoorkeeperOptions): Promise<Doorkeeper> {
  const { door, alert, nowMs = () => performance.now() } = options
  const refusalOf = await loadRefusalOf(options)
  let toldAt = Number.NEGATIVE_INFINITY
  let untold = 0
  let leaving = 0

  /** Ending only this side lets it read the reason: a connection closed on what it has sent would be reset under it. */
  function showOut(socket: Socket, { code, message }: PeerRefusedError): void {
    socket.on('error', () => socket.destroy())
    if (leaving >= MOST_LEAVING) {
      socket.destroy()
      return
    }
    leaving += 1
    const timer = setTimeout(() => socket.destroy(), LEAVING_MS)
    socket.once('close', () => {
      clearTimeout(timer)
      leaving -= 1
    })
    socket.end(`${JSON.stringify({ id: null, code, error: message })}\n`)
    socket.resume()
  }

  return (socket) => {
    const refusal = refusalOf(socket)
    if (refusal === undefined) return true
    const now = nowMs()
    if (now - toldAt >= ALERT_EVERY_MS) {
      alert(
        `refused at ${door}: ${refusal.message}${untold === 0 ? '' : `; ${untold} more were refused since the last alert`}`,
      )
      toldAt = now
      untold = 0
    } else untold += 1
    showOut(socket, refusal)
    return false
  }
}

/** For the one who connects: is whoever listens there one of those who may? Rejects with `PeerRefusedError` where not. */
export async function demandPeer(socket: Socket, allowed: AllowedPeers & { readonly ask?: AskPeer }): Promise<void> {
  const refusal = (await loadRefusalOf(allowed))(socket)
  if (refusal !== undefined) throw refusal
}

async function loadRefusalOf({
  uids = [],
  ask: given,
}: AllowedPeers & { readonly ask?: AskPeer }): Promise<(socket: Socket) => PeerRefusedError | undefined> {
  const own = process.geteuid?.()
  const ask =
    given ??
    (await loadAskPeer().catch((error: unknown) => {
      throw new PeerRefusedError('PEER_UNKNOWN', `nobody can be told apart on this system: ${messageOf(error)}`)
    }))
  if (own === undefined) throw new PeerRefusedError('PEER_UNKNOWN', 'this system has no users')
  const allowed = new Set([own, ...uids])
  return (socket) => {
    let peer: Peer
    try {
      peer = ask(socket)
    } catch (error) {
      return new PeerRefusedError('PEER_UNKNOWN', messageOf(error))
    }
    if (allowed.has(peer.uid)) return undefined
    const who = `user ${peer.uid}${peer.pid === undefined ? '' : ` (process ${peer.pid})`}`
    const may = allowed.size === 1 ? `only user ${own} may` : `only users ${[...allowed].join(', ')} may`
    return new PeerRefusedError('PEER_NOT_ALLOWED', `it is ${who}, and ${may}`)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
