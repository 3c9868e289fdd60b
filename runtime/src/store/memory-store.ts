/** A store in memory, for tests and for programs that want no durability. Same contract as the durable ones. */
import type { KeyValue, KeyValueEntry, Versioned } from './key-value.ts'

export function createMemoryStore(): KeyValue {
  const values = new Map<string, Versioned>()
  const watchers = new Set<{ prefix: string; changed: () => void }>()
  let revision = 0
  return {
    get: (key) => values.get(key),
    compareAndSet(key, expected, value) {
      if ((values.get(key)?.revision ?? 0) !== expected) return Promise.resolve(undefined)
      revision += 1
      if (value === undefined) values.delete(key)
      else values.set(key, { value, revision })
      for (const watcher of watchers) if (key.startsWith(watcher.prefix)) watcher.changed()
      return Promise.resolve(revision)
    },
    list(prefix, { after = '', limit = Number.MAX_SAFE_INTEGER } = {}) {
      const found: KeyValueEntry[] = []
      for (const [key, versioned] of values)
        if (key.startsWith(prefix) && key > after) found.push({ key, ...versioned })
      return Promise.resolve(found.sort((left, right) => (left.key < right.key ? -1 : 1)).slice(0, limit))
    },
    watch(prefix, changed) {
      const watcher = { prefix, changed }
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
  }
}
