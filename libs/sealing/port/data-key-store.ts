/** A data key as it is stored: wrapped (AES-256-GCM) under the master key. Never on the event log, which cannot forget. */
export interface WrappedKey {
  /** Short, unique and without dots; stands in every value sealed under this key. */
  readonly id: string;
  readonly subject: string;
  readonly wrapped: Buffer;
  /** ISO 8601; for people. Which key seals is a matter of the order of adding, which no clock can turn round. */
  readonly createdAt: string;
}

/**
 * Where wrapped keys live. The embedded one is a file of its own (`keys.db`), so that it can be backed up apart from the log.
 *
 * Every operation rejects with DataKeyStoreUnavailableError when the store cannot be asked, is closed, or has no room: then
 * nothing was changed.
 */
export interface DataKeyStore {
  /** @returns `erased` for a key that was destroyed, undefined for one that was never here. */
  get(id: string): Promise<WrappedKey | 'erased' | undefined>;
  /** The key of the subject that was added last; `erased` once its keys were destroyed. */
  current(subject: string): Promise<WrappedKey | 'erased' | undefined>;
  /**
   * Durable when it resolves. With `if-first`, a subject that has a key keeps it: when two race for a subject's first key,
   * also from two processes, both get the one that won.
   */
  add(key: WrappedKey, only: 'if-first' | 'always'): Promise<WrappedKey | 'erased'>;
  /** Overwrites the subject's keys and remembers that it is erased, also if it had none. Durable when it resolves. Idempotent. */
  destroy(subject: string): Promise<void>;
  /** Every key that was not destroyed, in the order of adding. */
  all(): Promise<readonly WrappedKey[]>;
  /**
   * Replaces the wrapping of every key, all or none, also through a crash.
   * @throws DataKeysChangedError when these are not exactly the keys of `all()`: one was added or destroyed meanwhile.
   */
  rewrap(keys: readonly WrappedKey[]): Promise<void>;
  /** Whether no key was ever added: the only state in which a new master key does no harm. */
  isEmpty(): Promise<boolean>;
  /** Idempotent. */
  close(): Promise<void>;
}
