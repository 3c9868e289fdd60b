/** The breaker as one opened runtime reads it: thresholds from its manifest, this process's monotonic clock, and a halt that is told and logged once. */
import { randomUUID } from 'node:crypto'
import { type BreakerReader, type BreakerReaderOptions, createBreakerReader } from '../../breaker/breaker-reader.ts'
import type { LoadedContract } from '../../contract/loaded-contract.ts'
import type { KeyValue } from '../../store/key-value.ts'
import type { AuditLog } from '../../worm/audit-log.ts'

export interface BreakerOptions {
  /** Default `if-present`. */
  readonly watchdog?: BreakerReaderOptions['watchdog']
  readonly verifyBreakout?: BreakerReaderOptions['verifyBreakout']
}

export function openBreaker(
  { manifest, policyVersion }: LoadedContract,
  store: KeyValue,
  log: AuditLog,
  alert: (message: string) => void,
  { watchdog = 'if-present', verifyBreakout }: BreakerOptions,
): BreakerReader {
  const { watchdog_window_seconds: window, ...thresholds } = manifest.policy.coordination.circuit_breaker
  const windowMs = window * 1000
  return createBreakerReader(store, {
    absence: {
      windowMs,
      absenceMs: windowMs * thresholds.signal_absence_threshold,
      fullAbsenceMs: windowMs * thresholds.full_absence_threshold,
    },
    monotonicMs: () => performance.now(),
    watchdog,
    ...(verifyBreakout === undefined ? {} : { verifyBreakout }),
    halted: (seenVersion, readVersion) => {
      const message = `the circuit breaker went from version ${seenVersion} back to ${readVersion}; nothing is let through until this is looked into and the process started again`
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
