/** Seconds, at least 1; null: sessions do not expire. */
export type SessionLifetime = number | null;

const UNIT_SECONDS = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;
const GRAMMAR = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/;

/**
 * `JWT_EXPIRES_IN` (reference 2.1): `-1` or `0`, or a number with one of the units `ms`, `s`, `m`, `h`, `d`, `w`. Tokens
 * count whole seconds, so what is less than one is one.
 *
 * @returns undefined for anything else, and for a time past all dates.
 */
export function parseSessionLifetime(text: string): SessionLifetime | undefined {
  if (text === '-1' || text === '0') return null;
  const [, amount, unit] = GRAMMAR.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  const seconds = Math.ceil(Number(amount) * UNIT_SECONDS[unit as keyof typeof UNIT_SECONDS]);
  return seconds >= 1 && seconds <= MAX_SECONDS ? seconds : undefined;
}

/** A thousand years: still a date in every client. */
const MAX_SECONDS = 1000 * 365 * 86_400;
