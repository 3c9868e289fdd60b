/**
 * The port to shared state. Every change is a compare-and-set against a revision that only rises, also over deletion, so no two writers can both believe
 * they won and a value that left and came back is not mistaken for the one read before.
 */
export interface Versioned {
  /** Text, as the writer gave it. */
  readonly value: string
  /** Rises with every write anywhere in the store; never reused. */
  readonly revision: number
}

export interface KeyValueEntry extends Versioned {
  readonly key: string
}

export interface KeyValuePage {
  /** Only keys after this one. */
  readonly after?: string
  /** At most so many, at least 1. */
  readonly limit?: number
}

export interface KeyValue {
  /** At once where nothing has to be waited for. */
  get(key: string): Versioned | undefined | Promise<Versioned | undefined>
  /** As the leader has it. Where it is missing, `get` never answers with less than this process has read or written before. */
  getLatest?(key: string): Promise<Versioned | undefined>
  /**
   * Writes `value` (or deletes, where undefined) if the key still has `expected`; 0 means that the key is absent. Resolves with the new revision once it
   * is durable, or with undefined when another writer was first. Rejects when the store cannot answer: then nothing may be assumed.
   */
  compareAndSet(key: string, expected: number, value: string | undefined): Promise<number | undefined>
  /** Ascending by key. */
  list(prefix: string, page?: KeyValuePage): Promise<readonly KeyValueEntry[]>
  /** Calls back after changes below the prefix, this process's own included, perhaps once for several. Returns the way to stop. */
  watch?(prefix: string, changed: () => void): () => void
}
