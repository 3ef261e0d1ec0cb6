import { raisesRevenue, REVENUE_MOVEMENTS } from '@reeve/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monthlyRevenue } from './recurring-revenue.js';
import { revenueAfter, shownRevenue } from './shown-revenue.js';

const units = fc.oneof(fc.bigInt(0n, 100n), fc.bigInt(0n, 10n ** 20n));

const below = (amount: bigint) => -amount;

/** Minor units of a decimal of dollars. */
const minor = (decimal: string) => BigInt(decimal.replace('.', ''));

describe('Revenue as it is shown', () => {
  it('adds up, and is no minor unit off', () => {
    const moved = fc.record(Object.fromEntries(REVENUE_MOVEMENTS.map((kind) => [kind, units])), {
      requiredKeys: [],
    });
    fc.assert(
      // Whatever it begins with: less than nothing where clocks disagree about the day.
      fc.property(fc.oneof(units, units.map(below)), moved, (yearly, movements) => {
        const shown = shownRevenue(yearly, movements, 'USD');
        let sum = minor(shown.start);
        for (const kind of REVENUE_MOVEMENTS) {
          sum += (raisesRevenue(kind) ? 1n : -1n) * minor(shown[kind]);
          const off = 12n * minor(shown[kind]) - (movements[kind] ?? 0n);
          expect(off > -12n && off < 12n).toBe(true);
        }
        expect(sum).toBe(minor(shown.end));
        expect(minor(shown.start)).toBe(monthlyRevenue(yearly));
        expect(minor(shown.end)).toBe(monthlyRevenue(revenueAfter(yearly, movements)));
      }),
      { numRuns: 10_000 },
    );
  });

  it('is less than nothing where an end is dated to the day before its beginning', () => {
    const ended = shownRevenue(0n, { churn: 60n }, 'USD');
    expect(ended).toMatchObject({ start: '0.00', churn: '0.05', end: '-0.05' });
    const begun = shownRevenue(-60n, { new: 60n }, 'USD');
    expect(begun).toMatchObject({ start: '-0.05', new: '0.05', end: '0.00' });
  });

  it('is as exact as its currency', () => {
    expect(shownRevenue(12_000n, { new: 1_800n, churn: 600n }, 'EUR')).toEqual({
      start: '10.00',
      new: '1.50',
      expansion: '0.00',
      reactivation: '0.00',
      contraction: '0.00',
      churn: '0.50',
      end: '11.00',
    });
    expect(shownRevenue(0n, { new: 12_000n }, 'JPY')).toMatchObject({ new: '1000', end: '1000' });
  });
});
