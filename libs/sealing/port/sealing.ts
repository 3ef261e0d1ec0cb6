/**
 * A value that only Reeve can read: AES-256-GCM under a data key of its subject, text that is safe in JSON.
 * `rs1.<data key id>.<nonce>.<ciphertext and tag>`, base64url.
 */
export type Sealed = string;

/** Whose key a value is sealed under. Destroying a subject's keys makes all its values unreadable for ever. */
export type Subject = `user:${string}` | 'config' | 'anonymous' | 'idempotency';

export interface Sealing {
  /**
   * @param purpose what the value is (`users.email`): bound to it as associated data, so that a sealed value that is moved
   *   to another field does not open.
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

  /** New values of the subject are sealed under a new data key; old values still open. */
  rotateDataKey(subject: Subject): Promise<void>;

  /** Wraps every data key (and the fingerprint key) under another master key, all or none. 32 bytes. */
  rotateMasterKey(next: Buffer): Promise<void>;

  close(): Promise<void>;
}
