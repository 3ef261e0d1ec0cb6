import { BILLING_INTERVALS } from '@reeve/contracts';
import type { BillingInterval } from '@reeve/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monthlyRevenue, yearlyRevenue } from './recurring-revenue.js';

/** What a price comes to in a month, as a fraction: a week is 52/12 of it, a day 365/12. */
const SHARES: Readonly<Record<BillingInterval, readonly [bigint, bigint]>> = {
  day: [365n, 12n],
  week: [52n, 12n],
  month: [1n, 1n],
  year: [1n, 12n],
};
const sold = fc.record({
  amount: fc.oneof(fc.nat(10_000), fc.maxSafeInteger().map(Math.abs)),
  interval: fc.constantFrom(...BILLING_INTERVALS),
});
type Sold = readonly { readonly amount: number; readonly interval: BillingInterval }[];

const total = (all: Sold) =>
  all.reduce((sum, { amount, interval }) => sum + yearlyRevenue({ amount, currency: 'USD' }, interval), 0n);

describe('Recurring revenue', () => {
  it.each([
    ['day', 100, 3042n],
    ['week', 100, 433n],
    ['month', 100, 100n],
    ['year', 100, 8n],
    ['year', 6, 1n],
    ['year', 5, 0n],
  ] as const)('of a %s at %d is %d a month', (interval, amount, monthly) => {
    expect(monthlyRevenue(yearlyRevenue({ amount, currency: 'USD' }, interval))).toBe(monthly);
  });

  it.each([
    [-5n, 0n],
    [-6n, 0n],
    [-7n, -1n],
    [-18n, -1n],
    [-19n, -2n],
  ])('of %d a year, less than nothing, is %d a month', (yearly, monthly) => {
    expect(monthlyRevenue(yearly)).toBe(monthly);
  });

  it('is the exact sum of the months’ shares, rounded once', () => {
    fc.assert(
      fc.property(fc.array(sold, { maxLength: 20 }), (all) => {
        // Over the common denominator of all shares.
        const twelfths = all.reduce((sum, { amount, interval }) => {
          const [numerator, denominator] = SHARES[interval];
          return sum + (BigInt(amount) * numerator * 12n) / denominator;
        }, 0n);
        expect(total(all)).toBe(twelfths);
        const off = 12n * monthlyRevenue(total(all)) - twelfths;
        expect(off > -6n && off <= 6n).toBe(true);
      }),
      { numRuns: 10_000 },
    );
  });

  it('is the same however it is split up, and in whichever order', () => {
    fc.assert(
      fc.property(fc.array(sold, { maxLength: 20 }), fc.nat(20), (all, at) => {
        expect(total(all.slice(0, at)) + total(all.slice(at))).toBe(total(all));
        expect(total(all.toReversed())).toBe(total(all));
        // What is taken away again leaves what was there.
        expect(total(all) - total(all.slice(at))).toBe(total(all.slice(0, at)));
      }),
      { numRuns: 10_000 },
    );
  });
});
