import { createRequire } from 'node:module';
import type { verifySync } from '@node-rs/bcrypt';

/** Native code, loaded with the first hash. */
const bcrypt = () =>
  createRequire(import.meta.url)('@node-rs/bcrypt') as { readonly verifySync: typeof verifySync };

/** All that bcrypt takes of a password; Open WebUI cuts longer ones off there, whatever character that is within. */
const USED_BYTES = 72;
/** A hash that takes longer than this to check (some ten seconds) was made to keep somebody busy. */
const MAX_COST = 16;

/** Whether Open WebUI has made the hash. */
export const isBcryptHash = (passwordHash: string): boolean => /^\$2[abxy]\$/.test(passwordHash);

/** Keeps its thread busy until it is done. False for what is no hash. */
export function matchesBcrypt(password: string, passwordHash: string): boolean {
  if (Number(passwordHash.slice(4, 6)) > MAX_COST) return false;
  return bcrypt().verifySync(
    new Uint8Array(new TextEncoder().encode(password).subarray(0, USED_BYTES)),
    passwordHash,
  );
}
