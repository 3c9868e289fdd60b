/** Where things lie in a data folder. The command line and the runtime agree on it here. */
import { join } from 'node:path'

export interface DataLayout {
  readonly log: string
  readonly store: string
  readonly logKey: string
  readonly sealingKey: string
  /** The last circuit breaker record that was believed here. */
  readonly breakerSeen: string
  /** Where a process that has the data folder open answers. */
  readonly control: string
  /** Held by the process that has the data folder open. */
  readonly lock: string
}

export function dataLayout(dataDir: string): DataLayout {
  return {
    log: join(dataDir, 'log'),
    store: join(dataDir, 'state.sqlite'),
    logKey: join(dataDir, 'keys', 'log.pem'),
    sealingKey: join(dataDir, 'keys', 'sealing.key'),
    breakerSeen: join(dataDir, 'breaker-seen.json'),
    control: join(dataDir, 'control.sock'),
    lock: join(dataDir, 'runtime.lock'),
  }
}
