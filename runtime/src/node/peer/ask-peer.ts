/**
 * Who is at the other end of a local socket, by the word of the kernel, which no process can forge for itself. Node has no call for it, so this is the one
 * place of the runtime that calls the operating system beside Node (docs/decisions/peer-credentials.md). Judges nobody.
 */
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'

export interface Peer {
  /** Effective user at the time it connected, or began to listen. */
  readonly uid: number
  /** Where the system tells. */
  readonly pid?: number
}

/** Throws where the kernel does not say. */
export type AskPeer = (socket: Socket) => Peer

type Foreign = (...values: unknown[]) => unknown
/** The part of `koffi` that is used. */
interface Library {
  func(prototype: string): Foreign
}

/** Rejects where this system cannot be asked. */
export function loadAskPeer(): Promise<AskPeer> {
  loaded ??= load()
  return loaded
}

let loaded: Promise<AskPeer> | undefined

async function load(): Promise<AskPeer> {
  const { default: koffi } = await import('koffi').catch((error: unknown) => {
    throw new Error(`the package koffi cannot be loaded: ${error instanceof Error ? error.message : String(error)}`)
  })
  const library: Library = koffi.load(null)
  const ask = process.platform === 'linux' ? askLinux(library) : askBsd(library)
  return (socket) => {
    const peer = ask(descriptorOf(socket))
    if (peer === undefined) throw new Error(`the kernel does not tell who connected (errno ${koffi.errno()})`)
    return peer
  }
}

/** From the kernel's headers for the processors that Node runs on. */
const SOL_SOCKET = 1
const SO_PEERCRED: Readonly<Record<string, number>> = {
  x64: 17,
  arm64: 17,
  arm: 17,
  riscv64: 17,
  loong64: 17,
  s390x: 17,
  ppc64: 21,
}
/** `struct ucred { pid_t pid; uid_t uid; gid_t gid; }` */
const UCRED_BYTES = 12

function askLinux(library: Library): (descriptor: number) => Peer | undefined {
  const option = SO_PEERCRED[process.arch]
  if (option === undefined) throw new Error(`it is not known how Linux is asked on ${process.arch}`)
  const getsockopt = library.func(
    'int getsockopt(int fd, int level, int name, _Out_ uint8_t *value, _Inout_ uint32_t *length)',
  )
  const isStranger = strangersOfNamespace()
  return (descriptor) => {
    const credentials = Buffer.alloc(UCRED_BYTES)
    const length = [UCRED_BYTES]
    if (getsockopt(descriptor, SOL_SOCKET, option, credentials, length) !== 0 || length[0] !== UCRED_BYTES)
      return undefined
    const [pid, uid] = [credentials.readInt32LE(0), credentials.readUInt32LE(4)]
    // A socket of another family has no process behind it.
    return pid === 0 && uid === NOBODY_AT_ALL ? undefined : isStranger(uid) ? undefined : { uid, pid }
  }
}

const NOBODY_AT_ALL = 0xffffffff

/** macOS and the BSDs. */
function askBsd(library: Library): (descriptor: number) => Peer | undefined {
  const getpeereid = library.func('int getpeereid(int fd, _Out_ uint32_t *uid, _Out_ uint32_t *gid)')
  return (descriptor) => {
    const [uid, gid] = [[NOBODY_AT_ALL], [NOBODY_AT_ALL]]
    const status = getpeereid(descriptor, uid, gid)
    return status !== 0 || uid[0] === undefined || uid[0] === NOBODY_AT_ALL ? undefined : { uid: uid[0] }
  }
}

/**
 * In a user namespace that does not map every user, all who are not mapped look like one and the same, who may have the number of a real one: whoever
 * looks like that is unknown.
 */
function strangersOfNamespace(): (uid: number) => boolean {
  const map = readFileSync('/proc/self/uid_map', 'utf8')
  const overflow = Number(readFileSync('/proc/sys/kernel/overflowuid', 'utf8'))
  return mapsEveryUser(map) ? () => false : (uid) => uid === overflow
}

/** `map` as in `/proc/self/uid_map`: first number here, first number outside, how many. */
export function mapsEveryUser(map: string): boolean {
  return /^\s*0\s+[0-9]+\s+4294967295\s*$/.test(map)
}

/** Node keeps it in the handle behind a socket, for as long as that is open. */
function descriptorOf(socket: Socket): number {
  const handle: unknown = Reflect.get(socket, '_handle')
  const descriptor: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'fd') : undefined
  if (typeof descriptor !== 'number' || descriptor < 0) throw new Error('the connection has no descriptor')
  return descriptor
}
