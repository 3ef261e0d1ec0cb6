import type { Argon2Cost } from './password-hashing.js';

/** What a hashing thread is asked, one at a time. */
export type HashingWork =
  | { readonly kind: 'hash'; readonly password: string; readonly cost: Argon2Cost }
  | { readonly kind: 'matches'; readonly password: string; readonly passwordHash: string };

/** What it answers: the hash, or whether it matches. */
export type HashingAnswer<Kind extends HashingWork['kind']> = Kind extends 'hash' ? string : boolean;

export type HashingReply =
  | { readonly kind: 'done'; readonly answer: string | boolean }
  | { readonly kind: 'failed'; readonly reason: string };
