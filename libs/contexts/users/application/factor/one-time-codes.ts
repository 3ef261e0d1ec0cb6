/** As every app for them has it, and as Open WebUI goes by (reference 11.3). */
const PARAMETERS = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** Either way: clocks differ, and people type slowly. */
const STEPS_AROUND = 1;
const SECRET_BYTES = 20;
const CODE = /^\d{6}$/;

/** Loaded when first needed: many installations have no second factor. */
const otpauth = () => import('otpauth');

/** A new secret, in Base32. */
export async function newFactorSecret(): Promise<string> {
  const { Secret } = await otpauth();
  return new Secret({ size: SECRET_BYTES }).base32;
}

/**
 * @param secret in Base32.
 * @param code as it was typed; spaces do not matter.
 * @param now epoch milliseconds.
 * @returns the step that it is the code of, of those that are near enough; null for none.
 */
export async function stepOfCode(secret: string, code: string, now: number): Promise<number | null> {
  const token = code.replaceAll(/\s/g, '');
  if (!CODE.test(token)) return null;
  const { Secret, TOTP } = await otpauth();
  const totp = new TOTP({ ...PARAMETERS, secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token, timestamp: now, window: STEPS_AROUND });
  return delta === null ? null : totp.counter({ timestamp: now }) + delta;
}
