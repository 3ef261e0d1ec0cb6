import { usersErrors } from '@reeve/contracts';

/** Bounds the work of hashing; far above what anybody types, and above the 72 bytes that bcrypt stops at. */
const MAX_PASSWORD_BYTES = 4096;

/**
 * What every password has to be, whatever else the operator asks of it.
 *
 * @throws ReeveError `USERS-PASSWORD-EMPTY`, `USERS-PASSWORD-TOO-LONG` 400.
 */
export function checkNewPassword(password: string): void {
  if (password === '') throw usersErrors.passwordEmpty();
  if (utf8Bytes(password) > MAX_PASSWORD_BYTES) throw usersErrors.passwordTooLong(MAX_PASSWORD_BYTES);
}

const utf8Bytes = (text: string): number => new TextEncoder().encode(text).length;
