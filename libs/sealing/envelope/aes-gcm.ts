import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

export interface Ciphertext {
  readonly nonce: Buffer;
  /** As long as the plaintext, and the tag at its end. */
  readonly bytes: Buffer;
}

/**
 * Nonces are random, so that no process has to remember which ones it has used: NIST SP 800-38D (8.3) allows 2^32 values
 * under one key.
 * @param associated what the ciphertext belongs to: authenticated, not contained.
 */
export function encrypt(key: KeyObject, associated: string, plaintext: string | Buffer): Ciphertext {
  const nonce = nextNonce();
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(associated));
  const bytes = typeof plaintext === 'string' ? cipher.update(plaintext, 'utf8') : cipher.update(plaintext);
  cipher.final();
  return { nonce, bytes: Buffer.concat([bytes, cipher.getAuthTag()]) };
}

/** @returns undefined when it was not encrypted under this key for what it is said to belong to, byte for byte. */
export function decrypt(
  key: KeyObject,
  associated: string,
  { nonce, bytes }: Ciphertext,
): Buffer | undefined {
  if (nonce.length !== NONCE_BYTES || bytes.length < TAG_BYTES) return undefined;
  const end = bytes.length - TAG_BYTES;
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(associated));
  decipher.setAuthTag(bytes.subarray(end));
  const plaintext = decipher.update(bytes.subarray(0, end));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return plaintext;
}

/** Asking for random bytes costs as much as encrypting a short text, however few they are. */
const NONCES_AT_HAND = 256;
const nonces = Buffer.alloc(NONCES_AT_HAND * NONCE_BYTES);
let used = nonces.length;

function nextNonce(): Buffer {
  if (used === nonces.length) {
    randomFillSync(nonces);
    used = 0;
  }
  const nonce = Buffer.from(nonces.subarray(used, used + NONCE_BYTES));
  used += NONCE_BYTES;
  return nonce;
}
