import { BILLING_INTERVALS } from '@reeve/contracts';
import type { BillingInterval, SubscriptionPeriod } from '@reeve/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countedPeriod } from '../testing/counted-period.js';
import { periodFrom } from './billing-period.js';

const anchors = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2090-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());

/** One after the other, as renewals make them. */
function periods(anchor: string, interval: BillingInterval, count: number): readonly SubscriptionPeriod[] {
  const made = [periodFrom(anchor, anchor, interval)];
  for (let last = made[0]; last !== undefined && made.length < count; last = made.at(-1)) {
    made.push(periodFrom(last.anchor, last.period.end, interval));
  }
  return made.map(({ period }) => period);
}

const startsOf = (anchor: string, interval: BillingInterval, count: number) =>
  periods(anchor, interval, count).map(({ start }) => start);

describe('The periods of a subscription', () => {
  it('of months end with the month where that is shorter, and come back to their day', () => {
    expect(startsOf('2024-01-31T23:59:59.999Z', 'month', 5)).toEqual([
      '2024-01-31T23:59:59.999Z',
      '2024-02-29T23:59:59.999Z',
      '2024-03-31T23:59:59.999Z',
      '2024-04-30T23:59:59.999Z',
      '2024-05-31T23:59:59.999Z',
    ]);
    expect(periods('2025-12-31T00:00:00.000Z', 'month', 2).at(-1)).toEqual({
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

  it('never drift, overlap or leave a gap: they are what counting from the anchor gives', () => {
    fc.assert(
      fc.property(
        anchors,
        fc.constantFrom(...BILLING_INTERVALS),
        fc.integer({ min: 1, max: 60 }),
        (anchor, interval, count) => {
          const counted = Array.from({ length: count }, (_, index) => countedPeriod(anchor, interval, index));
          expect(periods(anchor, interval, count)).toEqual(counted);
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it('begin on the day of the anchor, or on the last of a month that is shorter', () => {
    fc.assert(
      fc.property(anchors, fc.constantFrom('month', 'year'), (anchor, interval) => {
        for (const { start, end } of periods(anchor, interval, 24)) {
          expect(start < end).toBe(true);
          expect(start.slice(10)).toBe(anchor.slice(10));
          const [day, anchored] = [Number(start.slice(8, 10)), Number(anchor.slice(8, 10))];
          const isLast = new Date(Date.parse(start) + 86_400_000).getUTCDate() === 1;
          expect(day === anchored || (day < anchored && isLast)).toBe(true);
        }
      }),
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
