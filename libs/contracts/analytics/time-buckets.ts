/** What times are counted by. In UTC; a week begins on Monday, as ISO 8601 has it. */
export const ANALYTICS_INTERVALS = ['day', 'week', 'month'] as const;
export type AnalyticsInterval = (typeof ANALYTICS_INTERVALS)[number];

/** Buckets of one answer: a year of days, seven years of weeks. */
export const MOST_BUCKETS = 400;

/** Days of one bucket. */
export interface TimeBucket {
  /** Its first day, `2026-10-01`. */
  readonly from: string;
  /** The day after its last. */
  readonly until: string;
}

const DAY_MS = 86_400_000;
/** 1 January 1970 was a Thursday. */
const DAYS_SINCE_MONDAY_AT_EPOCH = 3;

/** The day in UTC, `2026-10-01`. @param at epoch milliseconds. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** The first day of the day, week or month that a time is in. @param at epoch milliseconds. */
export function bucketStart(at: number, interval: AnalyticsInterval): string {
  switch (interval) {
    case 'day':
      return dayOf(at);
    case 'week': {
      const day = Math.floor(at / DAY_MS);
      const sinceMonday = (((day + DAYS_SINCE_MONDAY_AT_EPOCH) % 7) + 7) % 7;
      return dayOf((day - sinceMonday) * DAY_MS);
    }
    case 'month':
      return `${dayOf(at).slice(0, 7)}-01`;
  }
}

/**
 * The whole buckets that a range touches, in order and without a gap.
 *
 * @param from epoch milliseconds.
 * @param to epoch milliseconds, inclusive; not before `from`.
 * @param most buckets; where there were more, no bucket is made beyond that.
 */
export function timeBuckets(
  from: number,
  to: number,
  interval: AnalyticsInterval,
  most = Infinity,
): readonly TimeBucket[] {
  const buckets: TimeBucket[] = [];
  const last = bucketStart(to, interval);
  let start = bucketStart(from, interval);
  while (start <= last && buckets.length < most) {
    const until = startAfter(start, interval);
    buckets.push({ from: start, until });
    start = until;
  }
  return buckets;
}

/**
 * What belongs into each of the buckets, by its day.
 *
 * @param buckets in order, each where the one before ends.
 * @param days in order, none before the first bucket or after the last.
 */
export function inBuckets<Day extends { readonly day: string }>(
  buckets: readonly TimeBucket[],
  days: readonly Day[],
): readonly (readonly Day[])[] {
  let next = 0;
  return buckets.map(({ until }) => {
    const first = next;
    while ((days[next]?.day ?? until) < until) next++;
    return days.slice(first, next);
  });
}

function startAfter(start: string, interval: AnalyticsInterval): string {
  const date = new Date(`${start}T00:00:00.000Z`);
  if (interval === 'month') date.setUTCMonth(date.getUTCMonth() + 1);
  else date.setUTCDate(date.getUTCDate() + (interval === 'week' ? 7 : 1));
  return dayOf(date.getTime());
}
