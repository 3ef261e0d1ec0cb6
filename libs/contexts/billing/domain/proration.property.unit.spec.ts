import { BILLING_INTERVALS } from '@reeve/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countedPeriod } from '../testing/counted-period.js';
import { prorate } from './proration.js';

const price = (currency: fc.Arbitrary<string>) => fc.record({ amount: fc.nat(2 ** 40), currency });
const sold = fc.record({
  price: price(fc.constantFrom('USD', 'JPY')),
  interval: fc.constantFrom(...BILLING_INTERVALS),
});
const moment = fc
  .tuple(fc.constantFrom(...BILLING_INTERVALS), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([interval, part]) => {
    const period = countedPeriod('2026-01-31T10:00:00.000Z', interval, 0);
    const [start, end] = [Date.parse(period.start), Date.parse(period.end)];
    return { period, at: new Date(Math.floor(start + (end - start) * part)).toISOString() };
  });

describe('A proration', () => {
  it('gives back all of it at the start, and nothing at the end', () => {
    fc.assert(
      fc.property(sold, sold, moment, (before, after, { period }) => {
        expect(prorate(before, after, period, period.start).credit).toEqual(before.price);
        expect(prorate(before, after, period, period.end).credit.amount).toBe(0);
      }),
      { numRuns: 10_000 },
    );
  });

  it('is within half a minor unit of the exact part', () => {
    fc.assert(
      fc.property(sold, sold, moment, (before, after, { period, at }) => {
        const { credit } = prorate(before, after, period, at);
        const [rest, whole] = [
          BigInt(Date.parse(period.end) - Date.parse(at)),
          BigInt(Date.parse(period.end) - Date.parse(period.start)),
        ];
        const off = 2n * (BigInt(credit.amount) * whole - BigInt(before.price.amount) * rest);
        expect(off > -whole && off <= whole).toBe(true);
      }),
      { numRuns: 10_000 },
    );
  });

  it('of a plan for itself comes to nothing, and there is no difference of two currencies', () => {
    fc.assert(
      fc.property(sold, sold, moment, (before, after, { period, at }) => {
        expect(prorate(before, before, period, at).net).toBe(0);
        const { net, credit, charge } = prorate(before, after, period, at);
        expect(net).toBe(credit.currency === charge.currency ? charge.amount - credit.amount : null);
        if (before.interval !== after.interval) expect(charge).toEqual(after.price);
      }),
      { numRuns: 10_000 },
    );
  });
});
