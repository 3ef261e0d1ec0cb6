import { countsAsActive, earns } from '@reeve/contracts';
import type { RevenueMovement, SubscriptionStanding } from '@reeve/contracts';
import { yearlyRevenue } from './recurring-revenue.js';

/** What becomes of revenue and of who counts as active when a subscription comes from one standing to another. */
export interface SubscriptionMovement {
  /** 1: one more counts as active; -1: one less. */
  readonly subscribers: -1 | 0 | 1;
  readonly revenue: readonly MovedRevenue[];
}

export interface MovedRevenue {
  readonly kind: RevenueMovement;
  /** ISO 4217. */
  readonly currency: string;
  /** By so much it rises or falls in a year, in minor units: more than nothing. */
  readonly yearly: bigint;
}

/**
 * Who begins to pay is new, or comes back: the person has paid before, for whatever subscription. Who pays for nothing any more
 * is churn. In between it expands or contracts; a move to another currency contracts the one and expands the other.
 *
 * @param old null: the subscription begins.
 * @param hasEarned whether something has come in by the same person before.
 */
export function movementOf(
  old: SubscriptionStanding | null,
  now: SubscriptionStanding,
  hasEarned: boolean,
): SubscriptionMovement {
  const before = old === null ? null : revenueOf(old);
  return {
    subscribers: ((countsAsActive(now.status) ? 1 : 0) -
      (old !== null && countsAsActive(old.status) ? 1 : 0)) as -1 | 0 | 1,
    revenue: revenueMoved(before, revenueOf(now), hasEarned),
  };
}

/** Whether something comes in by it. */
export const brings = (standing: SubscriptionStanding): boolean => revenueOf(standing) !== null;

interface Revenue {
  readonly currency: string;
  readonly yearly: bigint;
}

/** Null: nothing, because of its status or because it is free. */
function revenueOf({ status, price, interval }: SubscriptionStanding): Revenue | null {
  const yearly = earns(status) ? yearlyRevenue(price, interval) : 0n;
  return yearly === 0n ? null : { currency: price.currency, yearly };
}

function revenueMoved(
  before: Revenue | null,
  now: Revenue | null,
  hasEarned: boolean,
): readonly MovedRevenue[] {
  if (before === null) return now === null ? [] : [{ kind: hasEarned ? 'reactivation' : 'new', ...now }];
  if (now === null) return [{ kind: 'churn', ...before }];
  if (before.currency !== now.currency) {
    return [
      { kind: 'contraction', ...before },
      { kind: 'expansion', ...now },
    ];
  }
  const { currency } = now;
  const more = now.yearly - before.yearly;
  if (more === 0n) return [];
  return [
    more > 0n
      ? { kind: 'expansion', currency, yearly: more }
      : { kind: 'contraction', currency, yearly: -more },
  ];
}
