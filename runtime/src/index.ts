/** The public surface of the pure runtime. Imported by nobody inside this package. */
export type { AbsenceTerms } from './breaker/breaker-age.ts'
export { type BreakerReader, type BreakerReaderOptions, createBreakerReader } from './breaker/breaker-reader.ts'
export {
  BREAKER_KEY,
  BREAKER_REFRESH_KEY,
  type BreakerMode,
  type BreakerRefresh,
  type CircuitBreakerState,
  parseBreakerRefresh,
  parseBreakerState,
} from './breaker/breaker-state.ts'
export { transitionFault } from './breaker/breaker-transition.ts'
export type { ClaimsVerifier, VerifiedClaims } from './claims/claims-verifier.ts'
export { type ContractRefusalCode, ContractRefusedError, type LoadedContract } from './contract/loaded-contract.ts'
export type { ActionRecord, CancelReason, Phase, Requester } from './pep/action-record.ts'
export type { ActionView } from './pep/action-view.ts'
export {
  type ApprovalStatement,
  parseSubmittedStatement,
  STATEMENT_DOMAIN,
  STATEMENT_VERBS,
  type StatementVerb,
  type SubmittedStatement,
  statementBytes,
} from './pep/approval-statement.ts'
export { BreakerHaltedError, type BreakerPort, type BreakerReading } from './pep/breaker-reading.ts'
export { createPep, type Pep } from './pep/create-pep.ts'
export type { InputSealer } from './pep/input-sealer.ts'
export { type ListOptions, MAX_LISTED } from './pep/list-actions.ts'
export { type PepCrypto, portableCrypto } from './pep/pep-crypto.ts'
export type { PepEffect, PepEvent } from './pep/pep-event.ts'
export type { PepReply } from './pep/pep-reply.ts'
export {
  type Clock,
  type Handler,
  type HandlerContext,
  NotAppliedError,
  type PepPorts,
  type Settlement,
} from './pep/ports.ts'
export type { PepRefusal, PepRefusalCode } from './pep/refusal.ts'
export type { RequestArguments } from './pep/request.ts'
export { RUNTIMES, type Runtime } from './pep/runtimes.ts'
export { type Step, step } from './pep/step.ts'
export { redactJson } from './redact/redact-json.ts'
export { type RedactedSpan, type RedactedText, redactText } from './redact/redact-text.ts'
export {
  defaultRedactor,
  type RedactionSubject,
  RedactionUnavailableError,
  type Redactor,
} from './redact/redactor.ts'
export type { KeyValue, KeyValueEntry, Versioned } from './store/key-value.ts'
export { createMemoryStore } from './store/memory-store.ts'
export { createReplayStore, type ReplayStore } from './store/replay-store.ts'
export { type AuditLog, LogRefusedError, LogUnavailableError } from './worm/audit-log.ts'
export {
  type Checkpoint,
  formatCheckpoint,
  type OpenedCheckpoint,
  openCheckpoint,
  parseCheckpoint,
} from './worm/checkpoint.ts'
export { formatEntryBundle, parseEntryBundle } from './worm/entry-bundle.ts'
export { EVENT_KINDS, type EventKind } from './worm/event-kinds.ts'
export { createMerkleFrontier, type MerkleFrontier } from './worm/merkle-frontier.ts'
export { payloadFaults } from './worm/payload-faults.ts'
export {
  type NoteSigner,
  type NoteVerifier,
  type OpenedNote,
  openNote,
  parseNote,
  signNote,
} from './worm/signed-note.ts'
export { indexPath, newTiles, parseTilePath, type Tile, tileOfNode, tilePath } from './worm/tile-path.ts'
export { formatTlogProof, parseTlogProof, type TlogProof } from './worm/tlog-proof.ts'
export { consistencyProof, inclusionProof } from './worm/tree-proof.ts'
export { formatVerifierKey, noteVerifier, parseVerifierKey, type VerifierKey } from './worm/verifier-key.ts'
export { submissionFaults, type WormEntry, type WormSubmission } from './worm/worm-entry.ts'
export { WORM_SOURCES, type WormSource } from './worm/worm-source.ts'
