import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANALYTICS_INTERVALS, bucketStart, dayOf, timeBuckets } from './time-buckets.js';

const at = (text: string) => Date.parse(text);

describe('Time buckets', () => {
  it.each([
    ['day', '2026-03-01T23:59:59.999Z', '2026-03-01'],
    ['week', '2026-03-01T23:59:59.999Z', '2026-02-23'],
    ['week', '2026-03-02T00:00:00.000Z', '2026-03-02'],
    ['week', '1969-12-31T12:00:00.000Z', '1969-12-29'],
    ['month', '2024-02-29T12:00:00.000Z', '2024-02-01'],
  ] as const)('begin: the %s of %s is that of %s', (interval, time, start) => {
    expect(bucketStart(at(time), interval)).toBe(start);
  });

  it('are those that a range touches', () => {
    expect(timeBuckets(at('2025-12-31T23:00:00Z'), at('2026-02-01T00:00:00Z'), 'month')).toEqual([
      { from: '2025-12-01', until: '2026-01-01' },
      { from: '2026-01-01', until: '2026-02-01' },
      { from: '2026-02-01', until: '2026-03-01' },
    ]);
    expect(timeBuckets(at('2026-02-01T10:00:00Z'), at('2026-02-01T10:00:00Z'), 'day')).toEqual([
      { from: '2026-02-01', until: '2026-02-02' },
    ]);
  });

  it('are no more than wanted', () => {
    expect(timeBuckets(0, at('2026-01-01'), 'day', 3).map(({ from }) => from)).toEqual([
      '1970-01-01',
      '1970-01-02',
      '1970-01-03',
    ]);
  });

  it('leave no day out and have none twice', () => {
    const time = fc.integer({ min: 0, max: at('2100-01-01') });
    const days = fc.integer({ min: 0, max: 800 });
    fc.assert(
      fc.property(time, days, fc.constantFrom(...ANALYTICS_INTERVALS), (from, more, interval) => {
        const to = from + more * 86_400_000;
        const buckets = timeBuckets(from, to, interval);
        for (const [index, { until }] of buckets.entries()) {
          expect(buckets[index + 1]?.from ?? until).toBe(until);
        }
        expect((buckets[0]?.from ?? '') <= dayOf(from)).toBe(true);
        expect((buckets.at(-1)?.until ?? '') > dayOf(to)).toBe(true);
        expect(buckets.every(({ from: start }) => bucketStart(at(start), interval) === start)).toBe(true);
      }),
    );
  });
});
