/**
 * The runtime in one call: contract, store, log and enforcement point over one data folder. All four agent runtimes take this entrance. The process that
 * opens it is the actions' executor until it closes, and the log's writer too unless it is given another log.
 */
import { randomUUID } from 'node:crypto'
import type { HSMProvider, TrustAnchor } from 'clawql-manifest-validator'
import type { ClaimsVerifier } from '../claims/claims-verifier.ts'
import { ContractRefusedError, type LoadedContract } from '../contract/loaded-contract.ts'
import type { BreakerPort } from '../pep/breaker-reading.ts'
import { createPep, type Pep } from '../pep/create-pep.ts'
import type { Clock, Handler, Settlement } from '../pep/ports.ts'
import { defaultRedactor, type Redactor } from '../redact/redactor.ts'
import type { KeyValue } from '../store/key-value.ts'
import { createReplayStore } from '../store/replay-store.ts'
import type { AuditLog } from '../worm/audit-log.ts'
import { loadContract } from './artifacts/load-contract.ts'
import { createJwtVerifier, type JwtVerifierOptions } from './claims/jwt-verifier.ts'
import { serveControl } from './control/control-server.ts'
import { openDataFolder } from './data-folder.ts'
import { endAll } from './end-all.ts'
import { createAesSealer, loadSealingKey } from './pep/aes-sealer.ts'
import { type BreakerOptions, openBreaker } from './pep/open-breaker.ts'
import { platformCrypto } from './pep/platform-crypto.ts'
import { isSocketPath } from './socket-path.ts'
import { type LogHost, type OwnLogOptions, ownLog } from './worm/hosted-log.ts'
import type { LogDisk } from './worm/log-disk.ts'
import type { LogSigner } from './worm/log-key.ts'

export interface PepOptions extends BreakerOptions {
  /** Where store, log and keys live. Made when missing; one process at a time. */
  readonly dataDir: string
  /** What `clawqlc build` wrote for one manifest. */
  readonly artifactsDir: string
  readonly manifestPath?: string
  readonly trust: { readonly pinnedRoot: string } | TrustAnchor
  readonly hsm: HSMProvider
  readonly baseModelKeyRef?: string
  /** By the names in `execution.handler` and `execution.compensate`: every one the manifest names. */
  readonly handlers: Readonly<Record<string, Handler>>
  /** Whom a token must name in `aud`. Default: the manifest's `identity.agent_id`. */
  readonly audience?: string
  readonly skewMs?: number
  /** By `iss`: where the issuer publishes its keys, which takes back what the manifest pins and adds nothing to it. */
  readonly jwks?: JwtVerifierOptions['jwks']
  readonly facts?: (action: string) => Readonly<Record<string, unknown>>
  /** Asked about everything that is stored or shown, beside the recognisers that are built in. */
  readonly redactor?: Redactor
  /** Default: standard error. */
  readonly alert?: (message: string) => void
  readonly settled?: (settlement: Settlement) => void
  /** 32 bytes. Default: a key file in the data folder. */
  readonly sealingKey?: Uint8Array
  /** Where the log comes from: `supervisedLog` for a writer of its own process, anything that answers as an `AuditLog`. Default: the writer is here. */
  readonly log?: LogHost
  /** Of the writer here, as the next two. */
  readonly logSigner?: LogSigner
  readonly publishEveryMs?: number
  /** How long the record of an action that ended is kept; the log keeps it for good. Default seven days. */
  readonly keepEndedMs?: number
  /** The two disk calls of the log's writer, for fault injection. */
  readonly logDisk?: LogDisk
  /** Answer `clawql actions …` on a socket in the data folder, and let others write to a log that is here. Default true. */
  readonly listen?: boolean
  /** Users who may come to these sockets, by the kernel's word; this process's own always may. */
  readonly peerUids?: readonly number[]
  /** Ports a host may put in place of the defaults. */
  readonly clock?: Clock
  readonly store?: KeyValue
  readonly breaker?: BreakerPort
  readonly claims?: ClaimsVerifier
}

export interface OpenedPep extends Omit<Pep, 'recover' | 'stop' | 'forget'> {
  readonly contract: LoadedContract
  readonly log: AuditLog
  readonly store: KeyValue
  /** What verifiers of the log pin. */
  readonly logKey: string
  /** Actions that an earlier process had left unfinished. */
  readonly recovered: number
  close(): Promise<void>
}

/** Throws `ContractRefusedError`, `DataFolderInUseError`, `LogLockedError`, `LogDamagedError`, `PeerRefusedError`, and what its log's host throws. */
export async function openPep(options: PepOptions): Promise<OpenedPep> {
  const contract = await loadContract(options)
  const handlers = checkHandlers(contract, options.handlers)
  const alert = options.alert ?? ((message: string) => void process.stderr.write(`clawql: ${message}\n`))
  const { dataDir, store: given, log: host = ownLog(writerHere(options)) } = options
  const origin = `clawql/${keyName(contract.manifest.identity.agent_id)}`
  const folder = await openDataFolder({ dataDir, origin, host, alert, store: given })
  const { layout, store, hosted } = folder
  const ends: (() => unknown)[] = [folder.close]
  const close = () => endAll(ends)
  try {
    const replay = createReplayStore(store, platformCrypto)
    const clock = options.clock ?? systemClock
    const place = { store, log: hosted.log, seenPath: layout.breakerSeen, alert }
    const embedded = options.breaker === undefined ? openBreaker(contract, place, options) : undefined
    const pep = createPep(contract, {
      store,
      log: hosted.log,
      claims: options.claims ?? jwtVerifier(contract, options, replay),
      breaker: options.breaker ?? embedded!,
      sealer: createAesSealer(options.sealingKey ?? loadSealingKey(layout.sealingKey)),
      redactor: options.redactor ?? defaultRedactor,
      crypto: platformCrypto,
      clock,
      newId: randomUUID,
      handlers,
      alert,
      facts: options.facts ?? (() => ({})),
      settled: options.settled ?? (() => undefined),
    })
    ends.push(() => pep.stop())
    const recovered = await pep.recover()
    const prune = async (): Promise<void> => {
      await replay.prune(clock.nowMs())
      await pep.forget(clock.nowMs() - (options.keepEndedMs ?? KEEP_ENDED_MS))
    }
    await prune()
    ends.push(pruneLater(prune, clock, alert))
    if (embedded !== undefined) ends.push(embedded.watch(clock.after))
    if (options.listen !== false && isSocketPath(layout.control)) {
      ends.push(await serveControl(layout.control, pep, { uids: options.peerUids ?? [], alert }))
    } else if (options.listen !== false)
      alert(`nobody can reach this runtime: ${layout.control} is too long a path for a socket`)
    const { recover: _recover, stop: _stop, forget: _forget, ...surface } = pep
    return { ...surface, contract, log: hosted.log, store, logKey: hosted.verifierKey, recovered, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Again and again, until the returned function is called. */
function pruneLater(prune: () => Promise<void>, clock: Clock, alert: (message: string) => void): () => void {
  let stop: () => void = () => undefined
  const later = (): void => {
    stop = clock.after(PRUNE_EVERY_MS, () => {
      prune().then(later, (error: unknown) => {
        alert(`what is over is not forgotten: ${error instanceof Error ? error.message : String(error)}`)
        later()
      })
    })
  }
  later()
  return () => stop()
}

function writerHere(options: PepOptions): OwnLogOptions {
  const { logSigner: signer, publishEveryMs, logDisk: disk, listen = true, peerUids: uids = [] } = options
  return {
    listen,
    uids,
    ...(signer === undefined ? {} : { signer }),
    ...(publishEveryMs === undefined ? {} : { publishEveryMs }),
    ...(disk === undefined ? {} : { disk }),
  }
}

const PRUNE_EVERY_MS = 3_600_000
const KEEP_ENDED_MS = 7 * 86_400_000

/** Every handler that could ever be asked for must be there before anything is. */
function checkHandlers(
  contract: LoadedContract,
  given: Readonly<Record<string, Handler>>,
): ReadonlyMap<string, Handler> {
  const handlers = new Map(Object.entries(given))
  for (const { type } of contract.actions.values()) {
    for (const name of [type.execution.handler, type.execution.compensate]) {
      if (name === undefined || typeof handlers.get(name) === 'function') continue
      throw new ContractRefusedError('HANDLER_MISSING', `${type.id} needs the handler ${name}`)
    }
  }
  return handlers
}

function jwtVerifier(
  contract: LoadedContract,
  options: PepOptions,
  replay: ReturnType<typeof createReplayStore>,
): ClaimsVerifier {
  const { identity, policy } = contract.manifest
  return createJwtVerifier({
    issuers: policy.trust?.issuers ?? [],
    audience: options.audience ?? identity.agent_id,
    agentId: identity.agent_id,
    replay,
    ...(options.skewMs === undefined ? {} : { skewMs: options.skewMs }),
    ...(options.jwks === undefined ? {} : { jwks: options.jwks }),
  })
}

/** A key name has neither spaces nor plus signs. */
function keyName(agentId: string): string {
  return encodeURIComponent(agentId).replaceAll('+', '%2B')
}

const LONGEST_TIMER_MS = 2_147_483_647

/** Timers keep no process alive; a wait longer than a timer can hold is set again. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after(ms, run) {
    let timer = setTimeout(tick, Math.min(ms, LONGEST_TIMER_MS))
    let left = ms
    timer.unref()
    function tick(): void {
      left -= LONGEST_TIMER_MS
      if (left <= 0) {
        run()
        return
      }
      timer = setTimeout(tick, Math.min(left, LONGEST_TIMER_MS))
      timer.unref()
    }
    return () => clearTimeout(timer)
  },
}
