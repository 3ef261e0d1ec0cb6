import type { KeyObject } from 'node:crypto';
import { SealedValueError, SubjectErasedError } from '@reeve/sealing';
import type { DataKeyStore, Sealed, Sealing, Subject } from '@reeve/sealing';
import { DataKeyRing } from './data-key-ring.js';
import { fingerprintOf, openFingerprintKey } from './fingerprint-key.js';
import { masterKeyFrom } from './master-key.js';
import { openSealed, parseSealed, sealValue } from './sealed-value.js';

export interface SealingOptions {
  /** 32 bytes; copied. */
  readonly masterKey: Buffer;
  /** Closed with the sealing. */
  readonly keys: DataKeyStore;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
}

/**
 * @throws MasterKeyError when the master key is not 32 bytes, or not the one that the stored keys are wrapped under.
 * @throws DataKeyStoreRefusedError when the store is damaged.
 * @throws DataKeyStoreUnavailableError
 */
export async function createSealing(options: SealingOptions): Promise<Sealing> {
  const { masterKey, keys, clock = Date.now } = options;
  const master = masterKeyFrom(masterKey);
  const fingerprintKey = await openFingerprintKey(keys, master, clock());
  return new EnvelopeSealing(new DataKeyRing(keys, master, clock), fingerprintKey);
}

/** Awaits nothing while the key is at hand: a value then costs its encryption. */
class EnvelopeSealing implements Sealing {
  readonly #ring: DataKeyRing;
  readonly #fingerprintKey: KeyObject;

  constructor(ring: DataKeyRing, fingerprintKey: KeyObject) {
    this.#ring = ring;
    this.#fingerprintKey = fingerprintKey;
  }

  async seal(subject: Subject, purpose: string, plaintext: string): Promise<Sealed> {
    const key = this.#ring.currentAtHand(subject) ?? (await this.#ring.loadCurrent(subject));
    if (key === 'erased') throw erased(subject);
    return sealValue(key, purpose, plaintext);
  }

  async unseal(purpose: string, sealed: Sealed): Promise<string | undefined> {
    const parts = parseSealed(sealed);
    const key = this.#ring.keyAtHand(parts.keyId) ?? (await this.#ring.loadKey(parts.keyId));
    if (key === undefined) {
      throw new SealedValueError('A value is sealed under a data key that the key store does not know');
    }
    return key === 'erased' ? undefined : openSealed(key, purpose, parts);
  }

  fingerprint(purpose: string, value: string): string {
    return fingerprintOf(this.#fingerprintKey, purpose, value);
  }

  destroy(subject: Subject): Promise<void> {
    return this.#ring.destroy(subject);
  }

  isErased(subject: Subject): Promise<boolean> {
    return this.#ring.isErased(subject);
  }

  async rotateDataKey(subject: Subject): Promise<void> {
    if ((await this.#ring.rotate(subject)) === 'erased') throw erased(subject);
  }

  async rotateMasterKey(next: Buffer): Promise<void> {
    await this.#ring.rewrap(masterKeyFrom(next));
  }

  close(): Promise<void> {
    return this.#ring.close();
  }
}

function erased(subject: Subject): SubjectErasedError {
  return new SubjectErasedError(`The keys of ${subject} have been destroyed`);
}
