/** The breaker as one opened runtime reads it: thresholds from its manifest, this process's monotonic clock, a memory that outlives it, and a halt that is told and logged once. */
import { randomUUID } from 'node:crypto'
import type { AbsenceTerms } from '../../breaker/breaker-age.ts'
import { type BreakerReader, type BreakerReaderOptions, createBreakerReader } from '../../breaker/breaker-reader.ts'
import type { LoadedContract } from '../../contract/loaded-contract.ts'
import type { KeyValue } from '../../store/key-value.ts'
import type { AuditLog } from '../../worm/audit-log.ts'
import { breakerMemory } from './breaker-memory.ts'

export interface BreakerOptions {
  /** Default `if-present`. */
  readonly watchdog?: BreakerReaderOptions['watchdog']
  readonly verifyBreakout?: BreakerReaderOptions['verifyBreakout']
  /** Where the Watchdog writes `breaker/state` and `breaker/refresh`. Default: the runtime's own store. */
  readonly breakerStore?: KeyValue
  /** Stricter bounds than the manifest's on how old the Watchdog's last sign of life may be; larger ones change nothing. */
  readonly absence?: Partial<Pick<AbsenceTerms, 'absenceMs' | 'fullAbsenceMs'>>
}

export interface BreakerPlace {
  readonly store: KeyValue
  readonly log: AuditLog
  /** File of the last record believed. */
  readonly seenPath: string
  readonly alert: (message: string) => void
}

export function openBreaker(
  { manifest, policyVersion }: LoadedContract,
  { store, log, seenPath, alert }: BreakerPlace,
  { watchdog = 'if-present', verifyBreakout, breakerStore = store, absence }: BreakerOptions,
): BreakerReader {
  return createBreakerReader(breakerStore, {
    absence: absenceTerms(manifest.policy.coordination.circuit_breaker, absence),
    monotonicMs: () => performance.now(),
    watchdog,
    memory: breakerMemory(seenPath),
    ...(verifyBreakout === undefined ? {} : { verifyBreakout }),
    halted: (seenVersion, readVersion) => {
      const message = `the circuit breaker went from version ${seenVersion} back to ${readVersion}; nothing is let through until this is looked into, ${seenPath} is removed and the process started again`
      alert(message)
      const entryId = randomUUID()
      const entry = {
        entry_id: entryId,
        timestamp_ms: Date.now(),
        manifest_root: manifest.merkle_root,
        policy_version: policyVersion,
        session_id: 'none',
        agent_id: manifest.identity.agent_id,
        source: 'PEP' as const,
        correlation_id: entryId,
        event_kind: 'WATCHDOG_SYNC_ERROR',
        payload: { seen_version: seenVersion, read_version: readVersion },
      }
      log.append(entry).catch((error: unknown) => alert(`the halt is not in the log: ${String(error)}`))
    },
  })
}

type Thresholds = LoadedContract['manifest']['policy']['coordination']['circuit_breaker']

/** INVARIANT D16: a host may look more closely than the manifest says, never less. A bound that is no number is always exceeded. */
function absenceTerms(
  { watchdog_window_seconds: window, signal_absence_threshold: some, full_absence_threshold: full }: Thresholds,
  {
    absenceMs = Number.POSITIVE_INFINITY,
    fullAbsenceMs = Number.POSITIVE_INFINITY,
  }: NonNullable<BreakerOptions['absence']> = {},
): AbsenceTerms {
  const windowMs = window * 1000
  return {
    windowMs,
    absenceMs: Math.min(windowMs * some, absenceMs),
    fullAbsenceMs: Math.min(windowMs * full, fullAbsenceMs),
  }
}
