import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { MasterKeyError } from '@reeve/sealing';

export const MASTER_KEY_BYTES = 32;

/**
 * A KeyObject shows nothing of itself when it is logged or inspected, lives outside the JavaScript heap, and OpenSSL wipes it
 * when it is let go.
 * @throws MasterKeyError
 */
export function masterKeyFrom(bytes: Buffer): KeyObject {
  if (bytes.length !== MASTER_KEY_BYTES) {
    throw new MasterKeyError(
      `A master key has ${MASTER_KEY_BYTES} bytes, and this one has ${bytes.length}: make one with "openssl rand -hex ${MASTER_KEY_BYTES}"`,
    );
  }
  return createSecretKey(bytes);
}
