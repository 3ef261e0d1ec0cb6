import { ANALYTICS_INTERVALS, MOST_BUCKETS, timeBuckets, validationFailed } from '@reeve/contracts';
import type { AnalyticsInterval, TimeBucket } from '@reeve/contracts';
import { ChoiceField, IntegerField } from '../http/index.js';

export const ANALYTICS_FORMATS = ['json', 'csv'] as const;
/** Days, weeks or months of an answer when nobody says from when. */
const BUCKETS_BY_DEFAULT = 12;
/** 31 December 9999: the last day that has four digits for its year. */
const LAST_SECOND = 253_402_300_799;
const MOST_SECONDS = { day: 86_400, week: 7 * 86_400, month: 31 * 86_400 } as const;

/** A range of time, counted by day, week or month in UTC. */
export class AnalyticsQuery {
  @ChoiceField(ANALYTICS_INTERVALS, { optional: true, description: 'In UTC; weeks begin on Monday.' })
  readonly interval: AnalyticsInterval = 'month';

  @IntegerField({
    optional: true,
    min: 0,
    max: LAST_SECOND,
    description: `Epoch seconds. The whole day, week or month that it is in. By itself so that it is ${BUCKETS_BY_DEFAULT} of them.`,
  })
  readonly from?: number;

  @IntegerField({
    optional: true,
    min: 0,
    max: LAST_SECOND,
    description: 'Epoch seconds. The whole day, week or month that it is in. By itself the present one.',
  })
  readonly to?: number;

  @ChoiceField(ANALYTICS_FORMATS, { optional: true, description: 'What it is answered as.' })
  readonly format: (typeof ANALYTICS_FORMATS)[number] = 'json';
}

/**
 * The buckets that are asked for.
 *
 * @throws ReeveError `REQUEST-INVALID` 422 when the range ends before it begins, or has more than {@link MOST_BUCKETS}.
 */
export function bucketsOf({ interval, from, to = now() }: AnalyticsQuery): readonly TimeBucket[] {
  if (from === undefined) {
    const longAgo = Math.max(0, to - (BUCKETS_BY_DEFAULT - 1) * MOST_SECONDS[interval]);
    return timeBuckets(longAgo * 1000, to * 1000, interval).slice(-BUCKETS_BY_DEFAULT);
  }
  if (from > to) throw refused('value_error', 'Input should not be before from');
  const buckets = timeBuckets(from * 1000, to * 1000, interval, MOST_BUCKETS + 1);
  if (buckets.length > MOST_BUCKETS) {
    throw refused(
      'too_long',
      `From there on there should be no more than ${MOST_BUCKETS} of these: take a longer interval, or ask in parts`,
    );
  }
  return buckets;
}

const now = (): number => Math.floor(Date.now() / 1000);

const refused = (type: string, msg: string) => validationFailed([{ loc: ['query', 'to'], type, msg }]);
