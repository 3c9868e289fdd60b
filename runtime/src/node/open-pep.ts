/**
 * The runtime in one call: contract, store, log and enforcement point over one data folder. All four agent runtimes take this entrance. The process that
 * opens it is the log's writer and the actions' executor until it closes.
 */
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { HSMProvider, TrustAnchor } from 'clawql-manifest-validator'
import type { ClaimsVerifier } from '../claims/claims-verifier.ts'
import { ContractRefusedError, type LoadedContract } from '../contract/loaded-contract.ts'
import type { BreakerPort } from '../pep/breaker-reading.ts'
import { createPep, type Pep } from '../pep/create-pep.ts'
import type { Clock, Handler, Settlement } from '../pep/ports.ts'
import { defaultRedactor, type Redactor } from '../redact/redactor.ts'
import type { KeyValue } from '../store/key-value.ts'
import { createReplayStore } from '../store/replay-store.ts'
import { loadContract } from './artifacts/load-contract.ts'
import { createJwtVerifier } from './claims/jwt-verifier.ts'
import { isSocketPath, serveControl } from './control/control-server.ts'
import { dataLayout } from './data-layout.ts'
import { createAesSealer, loadSealingKey } from './pep/aes-sealer.ts'
import { type BreakerOptions, openBreaker } from './pep/open-breaker.ts'
import { platformCrypto } from './pep/platform-crypto.ts'
import { openEmbeddedStore } from './store/embedded-store.ts'
import type { LogDisk } from './worm/log-disk.ts'
import { type LogSigner, loadLogKey } from './worm/log-key.ts'
import { type LogWriter, openLogWriter } from './worm/log-writer.ts'

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
  readonly facts?: (action: string) => Readonly<Record<string, unknown>>
  /** Asked about everything that is stored or shown, beside the recognisers that are built in. */
  readonly redactor?: Redactor
  /** Default: standard error. */
  readonly alert?: (message: string) => void
  readonly settled?: (settlement: Settlement) => void
  /** 32 bytes. Default: a key file in the data folder. */
  readonly sealingKey?: Uint8Array
  readonly logSigner?: LogSigner
  readonly publishEveryMs?: number
  /** How long the record of an action that ended is kept; the log keeps it for good. Default seven days. */
  readonly keepEndedMs?: number
  /** The two disk calls of the log's writer, for fault injection. */
  readonly logDisk?: LogDisk
  /** Answer `clawql actions …` on a socket in the data folder. Default true. */
  readonly listen?: boolean
  /** Ports a host may put in place of the defaults. */
  readonly clock?: Clock
  readonly store?: KeyValue
  readonly breaker?: BreakerPort
  readonly claims?: ClaimsVerifier
}

export interface OpenedPep extends Omit<Pep, 'recover' | 'stop' | 'forget'> {
  readonly contract: LoadedContract
  readonly log: LogWriter
  readonly store: KeyValue
  /** What verifiers of the log pin. */
  readonly logKey: string
  /** Actions that an earlier process had left unfinished. */
  readonly recovered: number
  close(): Promise<void>
}

/** Throws `ContractRefusedError`, `LogLockedError`, `LogDamagedError`. */
export async function openPep(options: PepOptions): Promise<OpenedPep> {
  const contract = await loadContract(options)
  const handlers = checkHandlers(contract, options.handlers)
  const alert = options.alert ?? ((message: string) => void process.stderr.write(`clawql: ${message}\n`))
  const layout = dataLayout(options.dataDir)
  for (const folder of [options.dataDir, layout.log, dirname(layout.sealingKey)]) makePrivateFolder(folder)
  const signer =
    options.logSigner ?? loadLogKey(layout.logKey, `clawql/${keyName(contract.manifest.identity.agent_id)}`)
  const embedded = options.store === undefined ? openEmbeddedStore(layout.store) : undefined
  const store = options.store ?? embedded!
  const log = await openLogWriter({
    folder: layout.log,
    signer,
    onPoisoned: (reason) => alert(`the audit log can no longer write: ${reason.message}`),
    ...(options.publishEveryMs === undefined ? {} : { publishEveryMs: options.publishEveryMs }),
    ...(options.logDisk === undefined ? {} : { disk: options.logDisk }),
  }).catch((error: unknown) => {
    embedded?.close()
    throw error
  })
  const replay = createReplayStore(store)
  const clock = options.clock ?? systemClock
  const embeddedBreaker = options.breaker === undefined ? openBreaker(contract, store, log, alert, options) : undefined
  const pep = createPep(contract, {
    store,
    log,
    claims: options.claims ?? jwtVerifier(contract, options, replay),
    breaker: options.breaker ?? embeddedBreaker!,
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
  let stopPruning: () => void = () => undefined
  let stopWatching: () => void = () => undefined
  const pruneLater = (): void => {
    stopPruning = clock.after(PRUNE_EVERY_MS, () => {
      prune().then(pruneLater, (error: unknown) => {
        alert(`what is over is not forgotten: ${error instanceof Error ? error.message : String(error)}`)
        pruneLater()
      })
    })
  }
  const prune = async (): Promise<void> => {
    await replay.prune(clock.nowMs())
    await pep.forget(clock.nowMs() - (options.keepEndedMs ?? KEEP_ENDED_MS))
  }
  let stopListening: () => Promise<void> = () => Promise.resolve()
  const close = async () => {
    await stopListening()
    stopPruning()
    stopWatching()
    pep.stop()
    await log.close()
    embedded?.close()
  }
  try {
    const recovered = await pep.recover()
    await prune()
    pruneLater()
    stopWatching = embeddedBreaker?.watch(clock.after) ?? stopWatching
    if (options.listen !== false && isSocketPath(layout.control))
      stopListening = await serveControl(layout.control, pep)
    else if (options.listen !== false)
      alert(`nobody can reach this runtime: ${layout.control} is too long a path for a socket`)
    const { recover: _recover, stop: _stop, forget: _forget, ...surface } = pep
    return { ...surface, contract, log, store, logKey: signer.verifierKey, recovered, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** What is in them is nobody else's. A folder that is already there keeps the permissions its owner gave it. */
function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
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
