/** Keys (text) of session tokens, HS256. */
export interface TokenSecrets {
  /** Signs, and verifies. */
  readonly current: string;
  /** Verify, so that a new key signs nobody out. */
  readonly previous: readonly string[];
}

/** Injection token of the {@link TokenSecrets}. */
export const TOKEN_SECRETS = Symbol('TokenSecrets');
