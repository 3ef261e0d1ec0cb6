type Fingerprint = (purpose: string, value: string) => string;

/**
 * What tokens of challenges, recovery codes and tickets are stored and found as: two keyed fingerprints, 32 hexadecimal digits,
 * so that one is as unlikely to be met by chance as what it is of.
 *
 * @param fingerprint of the installation's sealing.
 */
function hashOf(fingerprint: Fingerprint, purpose: string, value: string): string {
  return [purpose, `${purpose}.second-half`].map((each) => fingerprint(each, value)).join('');
}

export const challengeHash = (fingerprint: Fingerprint, token: string): string =>
  hashOf(fingerprint, 'users.challenge', token);

export const ticketHash = (fingerprint: Fingerprint, ticket: string): string =>
  hashOf(fingerprint, 'users.factor-ticket', ticket);

/** The same for a code however it is written: in whatever case, with or without what divides it. */
export const recoveryCodeHash = (fingerprint: Fingerprint, userId: string, code: string): string =>
  hashOf(fingerprint, 'users.recovery-code', `${userId}\n${code.replaceAll(/[\s-]/g, '').toUpperCase()}`);
