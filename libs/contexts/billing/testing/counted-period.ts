import type { BillingInterval, SubscriptionPeriod } from '@reeve/contracts';

const DAY_MS = 86_400_000;
const MONTHS = { month: 1, year: 12 } as const;

/**
 * The period of that number, counted from the anchor at once and not from one to the next: what a subscription's periods have to come to.
 *
 * @param anchor ISO 8601, UTC: when period 0 begins.
 * @param index from 0.
 */
export function countedPeriod(anchor: string, interval: BillingInterval, index: number): SubscriptionPeriod {
  return { start: startOf(anchor, interval, index), end: startOf(anchor, interval, index + 1) };
}

function startOf(anchor: string, interval: BillingInterval, index: number): string {
  const time = Date.parse(anchor);
  if (interval === 'day' || interval === 'week') {
    return new Date(time + index * (interval === 'day' ? 1 : 7) * DAY_MS).toISOString();
  }
  const [year = 0, month = 0, day = 0] = anchor.slice(0, 10).split('-').map(Number);
  const months = year * 12 + month - 1 + index * MONTHS[interval];
  const first = Date.UTC(Math.floor(months / 12), months % 12, 1);
  const days = (Date.UTC(Math.floor(months / 12), (months % 12) + 1, 1) - first) / DAY_MS;
  return new Date(first + (Math.min(day, days) - 1) * DAY_MS + (time % DAY_MS)).toISOString();
}
