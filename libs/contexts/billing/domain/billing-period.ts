import type { BillingInterval, SubscriptionPeriod } from '@reeve/contracts';

const DAYS = { day: 1, week: 7 } as const;
const MONTHS = { month: 1, year: 12 } as const;
const DAY_MS = 86_400_000;

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
    const end = new Date(Date.parse(start) + DAYS[interval] * DAY_MS).toISOString();
    return { period: { start, end }, anchor };
  }
  const [from, begin] = [new Date(anchor), new Date(start)];
  const months =
    (begin.getUTCFullYear() - from.getUTCFullYear()) * 12 + begin.getUTCMonth() - from.getUTCMonth();
  if (monthsLater(from, months) !== start) return periodFrom(start, start, interval);
  return {
    period: { start, end: monthsLater(from, months + MONTHS[interval]) },
    anchor,
  };
}

function monthsLater(from: Date, months: number): string {
  const [year, month] = [from.getUTCFullYear(), from.getUTCMonth() + months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const later = new Date(from);
  later.setUTCFullYear(year, month, Math.min(from.getUTCDate(), lastDay));
  return later.toISOString();
}
