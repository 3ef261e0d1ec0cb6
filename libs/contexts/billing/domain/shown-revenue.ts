import { decimalOf, raisesRevenue, REVENUE_MOVEMENTS } from '@reeve/contracts';
import type { RevenueMovement, RevenueOfBucket } from '@reeve/contracts';
import { monthlyRevenue } from './recurring-revenue.js';

/** What yearly revenue, in minor units, has risen and fallen by: never less than nothing. */
export type MovedBy = Readonly<Partial<Record<RevenueMovement, bigint>>>;

/** What yearly revenue comes to, from one sum by these movements. */
export const revenueAfter = (yearly: bigint, moved: MovedBy): bigint =>
  REVENUE_MOVEMENTS.reduce((sum, kind) => sum + signed(kind, moved), yearly);

/**
 * A bucket's monthly revenue as it is shown. The sums before and after are rounded as everywhere; each movement is what the rounded
 * sum rises or falls by when it is added to those before it: so that what is shown adds up, and no movement is off by a whole minor
 * unit.
 *
 * @param yearly what the bucket begins with, in minor units.
 */
export function shownRevenue(yearly: bigint, moved: MovedBy, currency: string): RevenueOfBucket {
  const shown: Partial<Record<RevenueMovement, string>> = {};
  let sum = yearly;
  // What rises first: so that no sum on the way is less than nothing.
  for (const kind of REVENUE_MOVEMENTS) {
    const next = sum + signed(kind, moved);
    const difference = monthlyRevenue(next) - monthlyRevenue(sum);
    shown[kind] = decimalOf(raisesRevenue(kind) ? difference : -difference, currency);
    sum = next;
  }
  return {
    start: decimalOf(monthlyRevenue(yearly), currency),
    ...(shown as Record<RevenueMovement, string>),
    end: decimalOf(monthlyRevenue(sum), currency),
  };
}

const signed = (kind: RevenueMovement, moved: MovedBy): bigint =>
  (raisesRevenue(kind) ? 1n : -1n) * (moved[kind] ?? 0n);
