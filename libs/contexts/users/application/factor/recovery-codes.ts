import { randomBytes } from 'node:crypto';

export const RECOVERY_CODES = 10;
/** Without what is taken for something else when it is written down: 32 characters, 5 bits each. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const CHARACTERS = 16;

/** Ten, of 80 random bits each: `ABCD-EFGH-JKLM-NPQR`. */
export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: RECOVERY_CODES }, () =>
    Array.from(randomBytes(CHARACTERS), (byte) => ALPHABET.charAt(byte % ALPHABET.length))
      .join('')
      .replaceAll(/(.{4})(?=.)/g, '$1-'),
  );
}
