import { SealedValueError } from '@reeve/sealing';
import type { Sealed } from '@reeve/sealing';
import { decrypt, encrypt } from './aes-gcm.js';
import type { Ciphertext } from './aes-gcm.js';
import type { DataKey } from './data-key.js';

const VERSION = 'rs1';

export interface SealedParts extends Ciphertext {
  readonly keyId: string;
}

/** The plaintext goes in as a JSON string: UTF-8 alone would silently replace the lone surrogates that JSON can bring. */
export function sealValue(key: DataKey, purpose: string, plaintext: string): Sealed {
  const { nonce, bytes } = encrypt(key.key, associatedWith(key.id, purpose), JSON.stringify(plaintext));
  return `${VERSION}.${key.id}.${nonce.toString('base64url')}.${bytes.toString('base64url')}`;
}

/** @throws SealedValueError when it is not in the format, whoever made it. */
export function parseSealed(sealed: Sealed): SealedParts {
  const [version, keyId, nonce, bytes, ...rest] = sealed.split('.');
  if (version !== VERSION || !keyId || nonce === undefined || bytes === undefined || rest.length > 0) {
    throw new SealedValueError(`This is not a sealed value of version ${VERSION}`);
  }
  return { keyId, nonce: fromBase64Url(nonce), bytes: fromBase64Url(bytes) };
}

/** @throws SealedValueError when it was changed, or was sealed for another purpose. */
export function openSealed(key: DataKey, purpose: string, parts: SealedParts): string {
  const plaintext = decrypt(key.key, associatedWith(key.id, purpose), parts);
  if (plaintext === undefined) {
    throw new SealedValueError(
      `A value under data key ${key.id} does not open as ${purpose}: it was changed, or sealed for another purpose`,
    );
  }
  return JSON.parse(plaintext.toString()) as string;
}

/** Ids have no dots: no other id and purpose read the same. */
function associatedWith(keyId: string, purpose: string): string {
  return `${VERSION}.${keyId}.${purpose}`;
}

/** Node reads base64 leniently: without the way back, a value could be written in several ways, all of which open. */
function fromBase64Url(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) {
    throw new SealedValueError('A sealed value is not in canonical base64url: it was changed');
  }
  return bytes;
}
