/**
 * The witness as a process: HTTP in front (`POST /add-checkpoint`), one file per log behind, its own key. It knows logs by their verifier keys and trusts
 * nothing else; it adds no authority beyond having seen.
 */
import { createHash, type KeyObject, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { join } from 'node:path'
import { parseCheckpoint } from '../../worm/checkpoint.ts'
import { parseNote } from '../../worm/signed-note.ts'
import {
  COSIGNATURE_KEY,
  cosignedMessage,
  formatVerifierKey,
  keyIdOf,
  noteVerifier,
  parseVerifierKey,
} from '../../worm/verifier-key.ts'
import { type Cosigner, createWitness, type WitnessState } from '../../worm/witness.ts'
import { makeFolderDurably, readIfPresent, writeDurably } from './durable-file.ts'
import { loadOrCreateKey, rawPublicKey } from './log-key.ts'
import { lockLog } from './log-lock.ts'
import { verifyEd25519 } from './platform-hash.ts'

export interface WitnessOptions {
  /** Keys and state; made when missing. One witness at a time. */
  readonly folder: string
  /** The name in its cosignatures. */
  readonly name: string
  /** Verifier keys of the logs it watches. */
  readonly logs: readonly string[]
  /** Of the local interface; 0 takes a free one. */
  readonly port: number
  /** Seconds since 1970. Default: the system's clock. */
  readonly now?: () => number
}

export interface ServedWitness {
  readonly url: string
  /** What verifiers pin. */
  readonly verifierKey: string
  close(): Promise<void>
}

const MAX_BODY_BYTES = 1 << 17

/** Throws `LogLockedError` where another witness keeps its state in the folder. */
export async function serveWitness(options: WitnessOptions): Promise<ServedWitness> {
  makeFolderDurably(options.folder)
  const unlock = lockLog(options.folder)
  try {
    const key = loadOrCreateKey(join(options.folder, 'witness.pem'))
    const cosigner = createCosigner(options.name, key)
    const logs = options.logs.map((text) => {
      const log = parseVerifierKey(text)
      if (log === undefined) throw new Error(`${text} is no verifier key`)
      return noteVerifier(log, verifyEd25519)
    })
    const witness = createWitness(logs, openWitnessState(options.folder), cosigner)
    const now = options.now ?? (() => Math.floor(Date.now() / 1000))
    const server = createServer((request, response) => {
      readBody(request)
        .then((body) => {
          const known = request.method === 'POST' && request.url === '/add-checkpoint'
          const { status, body: text } = known ? witness.addCheckpoint(body, now()) : NOT_HERE
          const type = status === 409 ? 'text/x.tlog.size' : 'text/plain; charset=utf-8'
          response.writeHead(status, { 'content-type': type }).end(text)
        })
        .catch((error: unknown) => {
          response.writeHead(500).end(`${error instanceof Error ? error.message : String(error)}\n`)
        })
    })
    const url = await listen(server, options.port)
    return {
      url,
      verifierKey: formatVerifierKey(options.name, rawPublicKey(key), COSIGNATURE_KEY),
      close: () =>
        new Promise((resolve) => {
          server.closeAllConnections()
          server.close(() => {
            unlock()
            resolve()
          })
        }),
    }
  } catch (error) {
    unlock()
    throw error
  }
}

const NOT_HERE = { status: 404, body: 'POST /add-checkpoint\n' } as const

export function createCosigner(name: string, key: KeyObject): Cosigner {
  return {
    name,
    keyId: keyIdOf(name, COSIGNATURE_KEY, rawPublicKey(key)),
    cosign(text, seconds) {
      const time = Buffer.alloc(8)
      time.writeBigUInt64BE(BigInt(seconds))
      return Buffer.concat([time, sign(null, cosignedMessage(text, seconds), key)])
    },
  }
}

/** The latest checkpoint of each log, whole, in a file named by the hash of its origin. A file that cannot be read stops the witness. */
export function openWitnessState(folder: string): WitnessState {
  makeFolderDurably(join(folder, 'seen'))
  const pathOf = (origin: string) => join(folder, 'seen', createHash('sha256').update(origin).digest('hex'))
  return {
    get(origin) {
      const bytes = readIfPresent(pathOf(origin))
      if (bytes === undefined) return undefined
      const checkpoint = parseCheckpoint(parseNote(bytes)?.text ?? '')
      if (checkpoint?.origin !== origin) throw new Error(`what the witness knew of ${origin} is damaged`)
      return checkpoint
    },
    put: (origin, _tree, note) => writeDurably(pathOf(origin), Buffer.from(note)),
  }
}

async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of request) {
    const bytes = Buffer.from(part as Uint8Array)
    length += bytes.length
    if (length > MAX_BODY_BYTES) throw new Error('the request is too large')
    parts.push(bytes)
  }
  return Buffer.concat(parts)
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`)
    })
  })
}
