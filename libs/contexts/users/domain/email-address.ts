import { usersErrors } from '@reeve/contracts';

/** Of the address in all, RFC 5321. */
const MAX_LENGTH = 254;
/** Reference 6: something@something.something, or anything at localhost. Nothing invisible in it. */
const ADDRESS = /^[^@\s\p{C}]+@(?:[^@\s\p{C}]+\.[^@\s\p{C}]+|localhost)$/u;

/** One spelling per mailbox: what is compared, fingerprinted and stored. Takes any text, an address or not. */
export function normaliseEmail(text: string): string {
  return text.toLowerCase();
}

/**
 * The address of a new account, normalised.
 *
 * @throws ReeveError `USERS-EMAIL-INVALID` 400.
 */
export function newEmailAddress(text: string): string {
  const address = normaliseEmail(text);
  if (address.length > MAX_LENGTH || !ADDRESS.test(address)) throw usersErrors.emailInvalid();
  return address;
}
