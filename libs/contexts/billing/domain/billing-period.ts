import type { BillingInterval, SubscriptionPeriod } from '@reeve/contracts';

const DAY_MS = 86_400_000;

/**
 * The period of that number, counted from the anchor by the calendar: a month after 31 January ends in February, on its last day,
 * and the one after that on 31 March. In UTC, where every day is as long as the other.
 *
 * @param anchor ISO 8601, UTC: when period 0 begins.
 * @param index from 0.
 */
export function billingPeriod(anchor: string, interval: BillingInterval, index: number): SubscriptionPeriod {
  return { start: startOf(anchor, interval, index), end: startOf(anchor, interval, index + 1) };
}

/** A period, and what those after it are counted from. ISO 8601, UTC. */
export interface AnchoredPeriod {
  readonly period: SubscriptionPeriod;
  readonly anchor: string;
}

/**
 * The period that begins at `start`, by the calendar from the anchor: what began on a 31st ends on a 31st wherever there is one, after
 * however many renewals, and when it was sold by the month before and is by the year now. A start that is no day of the anchor’s
 * (after weeks, say) is an anchor of its own.
 *
 * @param anchor ISO 8601, UTC; not after `start`.
 * @param start ISO 8601, UTC.
 */
export function periodFrom(anchor: string, start: string, interval: BillingInterval): AnchoredPeriod {
  if (interval === 'day' || interval === 'week') {
    return { period: { start, end: startOf(start, interval, 1) }, anchor };
  }
  const [from, begin] = [new Date(anchor), new Date(start)];
  const months =
    (begin.getUTCFullYear() - from.getUTCFullYear()) * 12 + begin.getUTCMonth() - from.getUTCMonth();
  if (monthsLater(from, months) !== start) return periodFrom(start, start, interval);
  return {
    period: { start, end: monthsLater(from, months + (interval === 'year' ? 12 : 1)) },
    anchor,
  };
}

function startOf(anchor: string, interval: BillingInterval, index: number): string {
  const from = new Date(anchor);
  switch (interval) {
    case 'day':
      return new Date(from.getTime() + index * DAY_MS).toISOString();
    case 'week':
      return new Date(from.getTime() + index * 7 * DAY_MS).toISOString();
    case 'month':
      return monthsLater(from, index);
    case 'year':
      return monthsLater(from, index * 12);
    default:
      return interval satisfies never;
  }
}

function monthsLater(from: Date, months: number): string {
  const [year, month] = [from.getUTCFullYear(), from.getUTCMonth() + months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const later = new Date(from);
  later.setUTCFullYear(year, month, Math.min(from.getUTCDate(), lastDay));
  return later.toISOString();
}
