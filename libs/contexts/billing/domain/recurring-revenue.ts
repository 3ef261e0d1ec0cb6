import type { BillingInterval, Money } from '@reeve/contracts';

/** Periods in a year: a day is 365/12 of them a month, a week 52/12. */
const PERIODS: Readonly<Record<BillingInterval, bigint>> = { day: 365n, week: 52n, month: 12n, year: 1n };

/**
 * What a price comes to in a year, in minor units. It is always a whole number of them, where a month's share often is none: so
 * this is what is added up.
 */
export const yearlyRevenue = ({ amount }: Money, interval: BillingInterval): bigint =>
  BigInt(amount) * PERIODS[interval];

/**
 * The twelfth of a year's revenue, rounded to the nearest minor unit, half of one up: once, where it is shown. Less than nothing is
 * rounded like the rest.
 */
export function monthlyRevenue(yearly: bigint): bigint {
  const months = yearly + 6n;
  // A division of bigints rounds towards nothing, which is up where it is less.
  return months / 12n - (months % 12n < 0n ? 1n : 0n);
}
