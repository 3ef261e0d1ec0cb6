import * as listed from 'dinero.js/currencies';

/** The exponent of every currency of ISO 4217 that things are sold in: no metals, no codes for testing. */
const EXPONENTS: ReadonlyMap<string, number> = new Map(
  Object.values(listed).map(({ code, base, exponent }) => [
    code,
    // An ariary has five iraimbilanja and an ouguiya five khoums, but ISO 4217 writes both with two digits.
    base === 10 ? exponent : 2,
  ]),
);

/** Codes of ISO 4217, by the alphabet. */
export const CURRENCIES: readonly string[] = [...EXPONENTS.keys()].toSorted();

export const isCurrency = (code: string): boolean => EXPONENTS.has(code);

/**
 * How many digits after the point a currency has: 2 for EUR, 0 for JPY, 3 for KWD.
 *
 * @throws RangeError for what is no currency.
 */
export function exponentOf(currency: string): number {
  const exponent = EXPONENTS.get(currency);
  if (exponent === undefined) throw new RangeError(`${currency} is no currency of ISO 4217`);
  return exponent;
}
