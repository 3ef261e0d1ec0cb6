import { createSecretKey, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { SealedValueError } from '@reeve/sealing';
import type { WrappedKey } from '@reeve/sealing';
import { decrypt, encrypt, NONCE_BYTES } from './aes-gcm.js';

/** A data key, unwrapped. A KeyObject, for the reasons given at the master key. */
export interface DataKey {
  readonly id: string;
  readonly subject: string;
  readonly key: KeyObject;
}

const DATA_KEY_BYTES = 32;
/** 12 characters: it stands in every sealed value, and 72 bits are enough to be unique among all keys of an installation. */
const ID_BYTES = 9;

/** A new key, as it is used and as it is stored. */
export interface MadeKey {
  readonly key: DataKey;
  readonly wrapped: WrappedKey;
}

/** @param now milliseconds since the epoch */
export function makeDataKey(master: KeyObject, subject: string, now: number): MadeKey {
  // At once: asking for random bytes costs more than how many they are.
  const random = randomBytes(ID_BYTES + DATA_KEY_BYTES);
  const id = random.toString('base64url', 0, ID_BYTES);
  const bytes = random.subarray(ID_BYTES);
  const wrapped = wrap(master, { id, subject, createdAt: new Date(now).toISOString() }, bytes);
  const key = { id, subject, key: createSecretKey(bytes) };
  random.fill(0);
  return { key, wrapped };
}

/** @throws SealedValueError when it was tampered with, stands under another id or subject, or is wrapped under another key. */
export function unwrapDataKey(master: KeyObject, wrapped: WrappedKey): DataKey {
  const bytes = unwrap(master, wrapped);
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return { id: wrapped.id, subject: wrapped.subject, key };
}

/** @throws SealedValueError as unwrapDataKey does. */
export function rewrapDataKey(master: KeyObject, next: KeyObject, wrapped: WrappedKey): WrappedKey {
  const bytes = unwrap(master, wrapped);
  const rewrapped = wrap(next, wrapped, bytes);
  bytes.fill(0);
  return rewrapped;
}

type Description = Omit<WrappedKey, 'wrapped'>;

function wrap(master: KeyObject, description: Description, bytes: Buffer): WrappedKey {
  const { id, subject, createdAt } = description;
  const ciphertext = encrypt(master, associatedWith(description), bytes);
  return { id, subject, createdAt, wrapped: Buffer.concat([ciphertext.nonce, ciphertext.bytes]) };
}

function unwrap(master: KeyObject, key: WrappedKey): Buffer {
  const bytes = decrypt(master, associatedWith(key), {
    nonce: key.wrapped.subarray(0, NONCE_BYTES),
    bytes: key.wrapped.subarray(NONCE_BYTES),
  });
  if (bytes?.length !== DATA_KEY_BYTES) {
    throw new SealedValueError(
      `Data key ${key.id} does not open: it was changed, or is wrapped under another master key`,
    );
  }
  return bytes;
}

/** Binds the key to its row: wrapped keys that change places in the store do not open. */
function associatedWith({ id, subject, createdAt }: Description): string {
  return JSON.stringify(['rk1', id, subject, createdAt]);
}
