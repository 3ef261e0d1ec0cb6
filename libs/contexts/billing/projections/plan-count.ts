import { earns } from '@reeve/contracts';
import type { SubscriptionStanding } from '@reeve/contracts';
import { yearlyRevenue } from '@reeve/billing/domain';
import type { PlanDocument } from './billing.collections.js';

type Count = Pick<PlanDocument, 'subscriptions' | 'yearlyRevenue'>;

/** Before its first subscription. */
export const NOTHING_COUNTED: Count = { subscriptions: {}, yearlyRevenue: {} };

/** What a plan counts when a subscription comes to it in this standing (1), or leaves it (-1). */
export function counted({ subscriptions, yearlyRevenue }: Count, standing: SubscriptionStanding, by: 1 | -1) {
  const { status } = standing;
  return {
    subscriptions: { ...subscriptions, [status]: (subscriptions[status] ?? 0) + by },
    yearlyRevenue: earns(status) ? earned(yearlyRevenue, standing, by) : yearlyRevenue,
  } satisfies Count;
}

/** A currency in which nothing comes in any more is not there any more. */
function earned(
  revenue: Count['yearlyRevenue'],
  { price, interval }: SubscriptionStanding,
  by: 1 | -1,
): Count['yearlyRevenue'] {
  const { currency } = price;
  const { [currency]: before = '0', ...others } = revenue;
  const after = BigInt(before) + BigInt(by) * yearlyRevenue(price, interval);
  return after === 0n ? others : { ...others, [currency]: String(after) };
}
