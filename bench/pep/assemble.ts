/** The enforcement point from its parts, so that each port can be timed or replaced; the same parts that `openPep` puts together. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import {
  type BreakerReader,
  createBreakerReader,
  createPep,
  createReplayStore,
  defaultRedactor,
  type KeyValue,
  type Pep,
  type PepPorts,
} from '@clawql/runtime'
import {
  createAesSealer,
  createJwtVerifier,
  loadContract,
  loadLogKey,
  openEmbeddedStore,
  openLogWriter,
  platformCrypto,
  systemClock,
} from '@clawql/runtime/node'
import type { Treasury } from './treasury.ts'

export interface Assembled {
  readonly pep: Pep
  close(): Promise<void>
}

/** `change` sees the ports before they are used; `contract` may be wrapped as well. */
export async function assemble(
  treasury: Treasury,
  change: (parts: Parts) => Parts,
  { disk }: { readonly disk: boolean },
): Promise<Assembled> {
  const contract = await loadContract(treasury.source)
  const dataDir = treasury.dataDir()
  const store = openEmbeddedStore(join(dataDir, 'state.sqlite'))
  const log = disk
    ? await openLogWriter({ folder: join(dataDir, 'log'), signer: loadLogKey(join(dataDir, 'log.pem'), 'bench/log') })
    : undefined
  const { identity, policy } = contract.manifest
  const claims = createJwtVerifier({
    issuers: policy.trust?.issuers ?? [],
    audience: identity.agent_id,
    agentId: identity.agent_id,
    replay: createReplayStore(store, platformCrypto),
  })
  let seq = 0
  const parts = change({
    contract,
    ports: {
      store,
      log: log ?? { append: () => Promise.resolve(seq++), history: () => Promise.resolve([]) },
      claims,
      breaker: breakerOf(store),
      sealer: createAesSealer(new Uint8Array(32)),
      redactor: defaultRedactor,
      crypto: platformCrypto,
      clock: systemClock,
      newId: randomUUID,
      handlers: new Map(Object.entries(treasury.handlers)),
      alert: (message) => {
        throw new Error(message)
      },
      facts: () => ({}),
      settled: () => undefined,
    },
  })
  return {
    pep: createPep(parts.contract, parts.ports),
    async close() {
      await log?.close()
      store.close()
    },
  }
}

/** The embedded one of `openPep`. */
export function breakerOf(store: KeyValue): BreakerReader {
  return createBreakerReader(store, {
    absence: { windowMs: 30_000, absenceMs: 60_000, fullAbsenceMs: 120_000 },
    monotonicMs: () => performance.now(),
    watchdog: 'if-present',
  })
}

export interface Parts {
  readonly contract: Awaited<ReturnType<typeof loadContract>>
  readonly ports: PepPorts
}
