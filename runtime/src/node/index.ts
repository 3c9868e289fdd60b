/** The public surface of the runtime on Node. Imported by nobody inside this package. */
export { type ContractSource, loadContract } from './artifacts/load-contract.ts'
export { createJwtVerifier, type JwtVerifierOptions } from './claims/jwt-verifier.ts'
export type { JwksOptions } from './claims/published-keys.ts'
export { type ControlClient, connectControl } from './control/control-client.ts'
export { DataFolderInUseError } from './data-folder.ts'
export { type DataLayout, dataLayout } from './data-layout.ts'
export { type DoctorCheck, type DoctorOptions, runDoctor } from './doctor/run-doctor.ts'
export { type OpenedPep, openPep, type PepOptions, systemClock } from './open-pep.ts'
export { type AllowedPeers, type PeerRefusalCode, PeerRefusedError } from './peer/doorkeeper.ts'
export { createAesSealer, loadSealingKey } from './pep/aes-sealer.ts'
export { platformCrypto } from './pep/platform-crypto.ts'
export { readActions } from './read-actions.ts'
export { createPresidioRedactor, type PresidioOptions } from './redact/presidio-redactor.ts'
export { type EmbeddedStore, openEmbeddedStore } from './store/embedded-store.ts'
export { appendInEmergency, type EmergencyEntry, type EmergencyLog } from './worm/append-in-emergency.ts'
export { type CheckedConsistency, checkConsistency } from './worm/check-consistency.ts'
export {
  cosignCheckpoint,
  openCosigned,
  type WitnessAddress,
  type WitnessPolicy,
  WitnessRefusedError,
} from './worm/cosign-checkpoint.ts'
export { type HostedLog, type LogHost, type LogPlace, type OwnLogOptions, ownLog } from './worm/hosted-log.ts'
export { connectLog, type LogClient, type LogClientOptions } from './worm/log-client.ts'
export type { LogFilter } from './worm/log-index.ts'
export { type LogSigner, loadLogKey, logOrigin, logSigner } from './worm/log-key.ts'
export { LogLockedError, lockLog } from './worm/log-lock.ts'
export { logSocket, type ServedLog, type ServeLogOptions, serveLog } from './worm/log-server.ts'
export type { LogFault } from './worm/log-sources.ts'
export { type LogWriter, openLogWriter } from './worm/log-writer.ts'
export { verifyEd25519 } from './worm/platform-hash.ts'
export {
  type CheckedProof,
  type EntryProof,
  proveConsistency,
  proveEntry,
  type SizesProof,
  verifyTlogProof,
} from './worm/prove-entry.ts'
export { type CheckedSlice, type LogSlice, proveSlice, verifySlice } from './worm/prove-slice.ts'
export { readLog } from './worm/read-log.ts'
export { LogDamagedError } from './worm/segments.ts'
export { type SupervisedLog, type SuperviseOptions, supervisedLog } from './worm/supervise-log.ts'
export { type LogReport, type VerifyLogOptions, verifyLog } from './worm/verify-log.ts'
export { type ServedWitness, serveWitness, type WitnessOptions } from './worm/witness-server.ts'
