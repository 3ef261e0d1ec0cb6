/**
 * Whoever has the installation's master key operates it. A token that is signed under a key derived from that says so to the
 * routes that let operators in: for what nobody who has to sign in could do.
 */
export const OPERATOR_TOKENS = {
  /** What the key is derived for. */
  purpose: 'reeve operator tokens',
  /** The claim `typ`. */
  type: 'operator',
  /** Seconds that one is good for, from its `iat` on: as long as a command takes. */
  seconds: 60,
} as const;
