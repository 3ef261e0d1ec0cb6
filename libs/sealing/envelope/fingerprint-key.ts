import { createHmac } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { DataKeyStoreRefusedError, MasterKeyError, SealedValueError } from '@reeve/sealing';
import type { DataKeyStore, WrappedKey } from '@reeve/sealing';
import { makeDataKey, unwrapDataKey } from './data-key.js';

/**
 * Kept among the data keys, under a subject that is none of the port's: wrapped and rewrapped like them, itself never rotated.
 * It is the first key of every store, and so also what a master key is tried on.
 */
const FINGERPRINT_SUBJECT = 'fingerprint';

const FINGERPRINT_DIGITS = 16;

/**
 * @throws MasterKeyError when the store's keys are wrapped under another master key.
 * @throws DataKeyStoreRefusedError when the store has keys, but not this one: under a new one no fingerprint ever given out
 *   would be found again.
 */
export async function openFingerprintKey(
  store: DataKeyStore,
  master: KeyObject,
  now: number,
): Promise<KeyObject> {
  const stored = (await store.current(FINGERPRINT_SUBJECT)) ?? (await makeFingerprintKey(store, master, now));
  if (stored === 'erased') throw lost();
  try {
    return unwrapDataKey(master, stored).key;
  } catch (error) {
    if (!(error instanceof SealedValueError)) throw error;
    throw new MasterKeyError(
      'The master key is not the one that the stored keys are wrapped under: start with the one that was used before ' +
        '(REEVE_MASTER_KEY, or the master key file), or restore key store and master key from backups that belong together',
    );
  }
}

/** Value and purpose are framed as JSON, so that no other pair reads the same, and lone surrogates stay apart. */
export function fingerprintOf(key: KeyObject, purpose: string, value: string): string {
  const digest = createHmac('sha256', key).update(JSON.stringify([purpose, value]));
  return digest.digest('hex').slice(0, FINGERPRINT_DIGITS);
}

async function makeFingerprintKey(
  store: DataKeyStore,
  master: KeyObject,
  now: number,
): Promise<WrappedKey | 'erased'> {
  if (!(await store.isEmpty())) {
    // It is the first key of every store: a store that has keys has it, perhaps since a moment ago, from another process.
    const made = await store.current(FINGERPRINT_SUBJECT);
    if (made === undefined) throw lost();
    return made;
  }
  return store.add(makeDataKey(master, FINGERPRINT_SUBJECT, now).wrapped, 'if-first');
}

function lost(): DataKeyStoreRefusedError {
  return new DataKeyStoreRefusedError(
    'The key store has lost its fingerprint key: restore the key store from a backup',
  );
}
