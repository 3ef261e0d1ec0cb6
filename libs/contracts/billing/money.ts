import type { JsonObject } from '../json.js';
import { exponentOf } from './currency.js';

/** So many minor units of a currency: 999 of USD are 9.99. Never a fraction, never negative. */
export interface Money extends JsonObject {
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
}

/**
 * The most that a price may be, in major units: with the four digits after the point that a currency has at most, fifteen, and so
 * many a JSON number carries without losing any.
 */
export const MAX_MAJOR_UNITS = 99_999_999_999n;

/** Why a decimal is no amount of a currency. */
export type MoneyFault = 'not-a-decimal' | 'too-many-digits' | 'too-large';

const DECIMAL = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * Reads a decimal, digit by digit: no float comes of it.
 *
 * @param decimal as people and JSON write it: `9.99`, `1e3`. Without a sign.
 * @throws RangeError for what is no currency.
 */
export function readMoney(decimal: string, currency: string): Money | MoneyFault {
  const exponent = exponentOf(currency);
  const [, whole, fraction = '', power = '0'] = DECIMAL.exec(decimal) ?? [];
  if (whole === undefined) return 'not-a-decimal';
  const digits = BigInt(whole + fraction);
  if (digits === 0n) return { amount: 0, currency };
  // What the digits are to be multiplied by, as a power of ten, to be minor units.
  const shift = Number(power) - fraction.length + exponent;
  if (shift < 0 && digits % 10n ** BigInt(-shift) !== 0n) return 'too-many-digits';
  const amount = shift < 0 ? digits / 10n ** BigInt(-shift) : digits * 10n ** BigInt(shift);
  return amount > MAX_MAJOR_UNITS * 10n ** BigInt(exponent)
    ? 'too-large'
    : { amount: Number(amount), currency };
}

/**
 * Minor units as a decimal, with all the digits of the currency: `9.90`, `-0.05`.
 *
 * @throws RangeError for what is no currency.
 */
export function decimalOf(minorUnits: bigint | number, currency: string): string {
  if (minorUnits < 0) return `-${decimalOf(-minorUnits, currency)}`;
  const exponent = exponentOf(currency);
  const digits = String(minorUnits).padStart(exponent + 1, '0');
  return exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** Minor units as the number that Open WebUI's clients expect: the nearest there is. Exact to fifteen digits. */
export const decimalNumberOf = (minorUnits: bigint | number, currency: string): number =>
  Number(decimalOf(minorUnits, currency));
