/**
 * A value that only Reeve can read: AES-256-GCM under a data key of its subject, text that is safe in JSON.
 * `rs1.<data key id>.<nonce>.<ciphertext and tag>`, base64url.
 */
export type Sealed = string;

/**
 * Whose key a value is sealed under. Destroying a subject's keys makes all its values unreadable for ever.
 * A new kind of subject is one more member here: to everything behind this port a subject is text.
 */
export type Subject = `user:${string}` | 'config' | 'anonymous' | 'idempotency';

/**
 * Operations that have to ask the key store reject with DataKeyStoreUnavailableError when it is away or this is closed; what
 * is sealed under a key in use needs no store.
 */
export interface Sealing {
  /**
   * @param purpose what the value is (`users.email`): bound to it as associated data, so that a sealed value that is moved
   *   to another field does not open.
   * @param plaintext any string, also one with lone surrogates; opens as exactly the same string.
   * @throws SubjectErasedError when the subject's keys have been destroyed: nothing new may be written about it.
   */
  seal(subject: Subject, purpose: string, plaintext: string): Promise<Sealed>;

  /**
   * @returns undefined when the key has been destroyed: the value is gone for ever, which is not an error.
   * @throws SealedValueError when it was tampered with, belongs to another purpose, or to another master key.
   */
  unseal(purpose: string, sealed: Sealed): Promise<string | undefined>;

  /**
   * A keyed fingerprint: 16 hexadecimal digits that tell equal values of one purpose apart from others, and nothing else.
   * HMAC-SHA256 under a key that does not change when data keys or the master key are rotated.
   */
  fingerprint(purpose: string, value: string): string;

  /** Destroys every data key of the subject, durably. Idempotent. */
  destroy(subject: Subject): Promise<void>;

  /** Whether the subject's keys have been destroyed, as the key store has it now: it may be an older one that was put back. */
  isErased(subject: Subject): Promise<boolean>;

  /**
   * New values of the subject are sealed under a new data key; old values still open.
   * @throws SubjectErasedError
   */
  rotateDataKey(subject: Subject): Promise<void>;

  /**
   * Wraps every data key (and the fingerprint key) under another master key, all or none. The caller has `next` in safe
   * keeping before, and starts with it from then on. No other process may use the key store meanwhile: it would go on
   * wrapping under the old one.
   * @param next 32 bytes; copied.
   * @throws MasterKeyError when it is not 32 bytes.
   * @throws DataKeysChangedError when another process was at it all the same: the old master key is still the one.
   */
  rotateMasterKey(next: Buffer): Promise<void>;

  /** Waits for what is under way, forgets every key and closes the key store. Idempotent. */
  close(): Promise<void>;
}
