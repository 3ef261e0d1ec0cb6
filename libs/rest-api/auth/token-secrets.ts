import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/**
 * Keys of session tokens, HS256. As objects: of a text, jsonwebtoken finds out each time that it is no key in PEM, which takes half a
 * millisecond.
 */
export interface TokenSecrets {
  /** Signs, and verifies. */
  readonly current: KeyObject;
  /** Verify, so that a new key signs nobody out. */
  readonly previous: readonly KeyObject[];
}

/** Injection token of the {@link TokenSecrets}. */
export const TOKEN_SECRETS = Symbol('TokenSecrets');

/** @param secret any text. */
export const tokenKey = (secret: string): KeyObject => createSecretKey(secret, 'utf8');
