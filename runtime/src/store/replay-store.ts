/**
 * Single use of token identifiers. Fail-closed: where the store cannot say, the token counts as used. An identifier is forgotten only after the token that
 * carried it could no longer pass on time alone.
 */
import { type PepCrypto, portableCrypto } from '../pep/pep-crypto.ts'
import type { KeyValue } from './key-value.ts'
import { pagesOf } from './pages-of.ts'

export interface ReplayStore {
  /** `fresh` exactly once per issuer and identifier, durably, among all processes on the store. Rejects when the store cannot say. */
  claim(issuer: string, identifier: string, expiresAtMs: number): Promise<'fresh' | 'replayed'>
  /** Forgets what expired before `nowMs`; returns how many. */
  prune(nowMs: number): Promise<number>
}

const PREFIX = 'replay/'

/** `crypto`: the platform's own where there is one. */
export function createReplayStore(store: KeyValue, crypto: Pick<PepCrypto, 'sha256Hex'> = portableCrypto): ReplayStore {
  return {
    async claim(issuer, identifier, expiresAtMs) {
      // The lengths keep two different pairs from giving one key.
      const key = PREFIX + crypto.sha256Hex(`${issuer.length}:${issuer}${identifier}`)
      const revision = await store.compareAndSet(key, 0, String(expiresAtMs))
      return revision === undefined ? 'replayed' : 'fresh'
    },
    async prune(nowMs) {
      let pruned = 0
      for await (const page of pagesOf(store, PREFIX)) {
        // Together, so that a store which commits in groups makes one commit of them.
        const deletions = page
          .filter(({ value }) => Number(value) < nowMs)
          .map(({ key, revision }) => store.compareAndSet(key, revision, undefined))
        pruned += (await Promise.all(deletions)).filter((revision) => revision !== undefined).length
      }
      return pruned
    },
  }
}
