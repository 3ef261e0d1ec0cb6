/** A data key as it is stored: wrapped (AES-256-GCM) under the master key. Never on the event log, which cannot forget. */
export interface WrappedKey {
  /** Short and unique; stands in every value sealed under this key. */
  readonly id: string;
  readonly subject: string;
  readonly wrapped: Buffer;
  /** ISO 8601. The newest key of a subject is the one that seals. */
  readonly createdAt: string;
}

/** Where wrapped keys live. The embedded one is a file of its own (`keys.db`), so that it can be backed up apart from the log. */
export interface DataKeyStore {
  get(id: string): Promise<WrappedKey | undefined>;
  /** The newest key of the subject; `erased` once its keys were destroyed. */
  current(subject: string): Promise<WrappedKey | 'erased' | undefined>;
  /** Durable when it resolves. When two race for a subject's first key, both get the one that won. */
  add(key: WrappedKey, only: 'if-first' | 'always'): Promise<WrappedKey | 'erased'>;
  /** Overwrites the keys and remembers that the subject is erased. Durable when it resolves. */
  destroy(subject: string): Promise<void>;
  all(): Promise<readonly WrappedKey[]>;
  /** Replaces the wrapping of all keys given, all or none. */
  rewrap(keys: readonly WrappedKey[]): Promise<void>;
  close(): Promise<void>;
}
