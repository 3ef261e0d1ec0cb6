import { BILLING_INTERVALS } from '@reeve/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billingPeriod, periodFrom } from './billing-period.js';

const anchors = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2090-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());

const startsOf = (anchor: string, interval: (typeof BILLING_INTERVALS)[number], count: number) =>
  Array.from({ length: count }, (_, index) => billingPeriod(anchor, interval, index).start);

describe('The periods of a subscription', () => {
  it('of months end with the month where that is shorter, and come back to their day', () => {
    expect(startsOf('2024-01-31T23:59:59.999Z', 'month', 5)).toEqual([
      '2024-01-31T23:59:59.999Z',
      '2024-02-29T23:59:59.999Z',
      '2024-03-31T23:59:59.999Z',
      '2024-04-30T23:59:59.999Z',
      '2024-05-31T23:59:59.999Z',
    ]);
    expect(billingPeriod('2025-12-31T00:00:00.000Z', 'month', 1)).toEqual({
      start: '2026-01-31T00:00:00.000Z',
      end: '2026-02-28T00:00:00.000Z',
    });
  });

  it('of years come back to 29 February', () => {
    expect(startsOf('2024-02-29T12:00:00.000Z', 'year', 5).map((start) => start.slice(0, 10))).toEqual([
      '2024-02-29',
      '2025-02-28',
      '2026-02-28',
      '2027-02-28',
      '2028-02-29',
    ]);
  });

  it('of days and weeks are as long as these, when clocks change too', () => {
    expect(startsOf('2026-03-28T01:30:00.000Z', 'day', 3).at(-1)).toBe('2026-03-30T01:30:00.000Z');
    expect(startsOf('2026-03-28T01:30:00.000Z', 'week', 2).at(-1)).toBe('2026-04-04T01:30:00.000Z');
  });

  it('never drift, overlap or leave a gap', () => {
    fc.assert(
      fc.property(
        anchors,
        fc.constantFrom(...BILLING_INTERVALS),
        fc.nat({ max: 200 }),
        (anchor, interval, index) => {
          const { start, end } = billingPeriod(anchor, interval, index);
          expect(start < end).toBe(true);
          expect(billingPeriod(anchor, interval, index + 1).start).toBe(end);
          expect(start.slice(10)).toBe(anchor.slice(10));
          const [day, anchored] = [Number(start.slice(8, 10)), Number(anchor.slice(8, 10))];
          if (interval === 'month' || interval === 'year') {
            const isLast = new Date(Date.parse(start) + 86_400_000).getUTCDate() === 1;
            expect(day === anchored || (day < anchored && isLast)).toBe(true);
          }
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it('are the same one after the other as counted from the anchor', () => {
    fc.assert(
      fc.property(
        anchors,
        fc.constantFrom(...BILLING_INTERVALS),
        fc.nat({ max: 60 }),
        (anchor, interval, index) => {
          let next = periodFrom(anchor, anchor, interval);
          for (let renewal = 0; renewal < index; renewal++) {
            next = periodFrom(next.anchor, next.period.end, interval);
          }
          expect(next).toEqual({ anchor, period: billingPeriod(anchor, interval, index) });
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it('keep their day from months to years and back', () => {
    const anchor = '2026-01-31T10:00:00.000Z';
    const year = periodFrom(anchor, '2026-02-28T10:00:00.000Z', 'year');
    expect(year).toEqual({
      anchor,
      period: { start: '2026-02-28T10:00:00.000Z', end: '2027-02-28T10:00:00.000Z' },
    });
    expect(periodFrom(anchor, year.period.end, 'month').period.end).toBe('2027-03-31T10:00:00.000Z');
  });

  it('after weeks have an anchor of their own', () => {
    const start = '2026-02-07T10:00:00.000Z';
    expect(periodFrom('2026-01-31T10:00:00.000Z', start, 'month')).toEqual({
      anchor: start,
      period: { start, end: '2026-03-07T10:00:00.000Z' },
    });
  });
});
